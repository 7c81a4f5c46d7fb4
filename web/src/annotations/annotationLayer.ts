import { h } from '../dom';
import { formatLength, formatSeconds } from '../time/format';
import { placeOver, xOf, type Geometry } from '../viewer/geometry';
import { endOf, isSeizure, type Annotation } from './annotation';

/** Labels are spread over this many rows when they would cover each other. */
const rows = 3;
/** CSS pixels of a label that is cut off. */
const labelWidth = 150;

/** Shades the seizures of the page and marks its other annotations with thin lines. */
export function drawAnnotations(layer: HTMLElement, geometry: Geometry, annotations: readonly Annotation[], current: number | null): void {
  const free = new Array<number>(rows).fill(-Infinity);
  layer.replaceChildren(...annotations.filter(a => isOnPage(a, geometry)).map(annotation => {
    const x = Math.max(0, xOf(geometry, annotation.onset));
    const row = Math.max(0, free.findIndex(end => end <= x));
    free[row] = x + labelWidth;
    return annotationElement(annotation, geometry, row, annotation.id === current);
  }));
}

function isOnPage(annotation: Annotation, geometry: Geometry): boolean {
  if (annotation.onset >= geometry.end) return false;
  return endOf(annotation) > geometry.start || annotation.onset >= geometry.start;
}

function annotationElement(annotation: Annotation, geometry: Geometry, row: number, current: boolean): HTMLElement {
  const seizure = isSeizure(annotation);
  const label = h('span', { class: 'annotation-label' }, labelOf(annotation));
  label.style.top = `${2 + row * 18}px`;
  const element = h('div', {
    class: seizure ? 'shading' : 'marker',
    'data-testid': seizure ? 'shading' : 'marker',
    'data-onset': annotation.onset,
    'data-end': endOf(annotation),
    'aria-current': current ? 'true' : null,
    title: titleOf(annotation),
  }, label);
  if (annotation.onset >= geometry.start) element.classList.add('begins');
  if (endOf(annotation) <= geometry.end) element.classList.add('ends');
  placeOver(element, geometry, annotation.onset, endOf(annotation));
  return element;
}

function labelOf(annotation: Annotation): string {
  return annotation.duration ? `${annotation.text}, ${formatLength(annotation.duration)}` : annotation.text;
}

function titleOf(annotation: Annotation): string {
  const { text, onset, duration, channels, author, origin } = annotation;
  return [
    text,
    duration ? `${formatSeconds(onset)} to ${formatSeconds(onset + duration)} s (${formatLength(duration)})` : `at ${formatSeconds(onset)} s`,
    channels.length > 0 ? `channels: ${channels.join(', ')}` : '',
    author === '' ? '' : `by ${author}`,
    origin,
  ].filter(line => line !== '').join('\n');
}
