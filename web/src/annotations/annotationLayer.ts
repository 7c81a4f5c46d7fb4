import { h } from '../dom';
import { formatLength, formatSeconds } from '../time/format';
import { placeOver, xOf, type Geometry } from '../viewer/geometry';
import { endOf, isSeizure, type Annotation } from './annotation';

/** Labels are spread over this many rows when they would cover each other. */
const rows = 3;
/** CSS pixels beyond which a label is cut off. */
const labelWidth = 156;

/** Shades the seizures of the page and marks its other annotations with thin lines, under the traces. */
export function drawAnnotations(layer: HTMLElement, geometry: Geometry, annotations: readonly Annotation[]): void {
  layer.replaceChildren(...annotations.filter(a => isOnPage(a, geometry)).map(annotation => stretchOf(annotation, geometry)));
}

/** Writes what the annotations say, over the traces. */
export function drawAnnotationLabels(layer: HTMLElement, geometry: Geometry, annotations: readonly Annotation[], current: number | null): void {
  const free = new Array<number>(rows).fill(-Infinity);
  layer.replaceChildren(...annotations.filter(a => isOnPage(a, geometry)).map(annotation => {
    const x = Math.max(0, xOf(geometry, annotation.onset));
    const row = Math.max(0, free.findIndex(end => end <= x));
    free[row] = x + labelWidth;
    const label = h('div', {
      class: isSeizure(annotation) ? 'annotation-label seizure' : 'annotation-label',
      'data-testid': 'annotation-label',
      'aria-current': annotation.id === current ? 'true' : null,
      title: titleOf(annotation),
    }, labelOf(annotation));
    label.style.left = `${Math.min(x + 3, geometry.width - 24)}px`;
    label.style.top = `${2 + row * 18}px`;
    return label;
  }));
}

function isOnPage(annotation: Annotation, geometry: Geometry): boolean {
  if (annotation.onset >= geometry.end) return false;
  return endOf(annotation) > geometry.start || annotation.onset >= geometry.start;
}

function stretchOf(annotation: Annotation, geometry: Geometry): HTMLElement {
  const kind = isSeizure(annotation) ? 'shading' : 'marker';
  const element = h('div', { class: kind, 'data-testid': kind, 'data-onset': annotation.onset, 'data-end': endOf(annotation), title: titleOf(annotation) });
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
