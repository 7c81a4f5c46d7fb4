import { h } from '../dom';
import type { Recording } from '../recordings/recording';
import { formatLength } from '../time/format';
import { placeOver, xOf, type Geometry } from './geometry';

/** CSS pixels that the words need. */
const wordsWidth = 64;

/** Hatches what is missing within the page, with its length, and greys what is before and after the recording. */
export function drawGaps(layer: HTMLElement, geometry: Geometry, recording: Recording): void {
  const gaps = recording.gaps
    .filter(gap => gap.start < geometry.end && gap.end > geometry.start)
    .map(gap => stretch(geometry, 'gap', gap.start, gap.end, `no signal, ${formatLength(gap.end - gap.start)}`));
  const after = recording.state === 'receiving' ? 'not yet received' : 'end of the recording';
  if (geometry.start < recording.start_sec) gaps.push(stretch(geometry, 'outside', geometry.start, recording.start_sec, 'before the recording'));
  if (geometry.end > recording.end_sec) gaps.push(stretch(geometry, 'outside', recording.end_sec, geometry.end, after));
  layer.replaceChildren(...gaps);
}

function stretch(geometry: Geometry, kind: 'gap' | 'outside', start: number, end: number, words: string): HTMLElement {
  const element = h('div', { class: kind, 'data-testid': kind, 'data-start': start, 'data-end': end, title: words });
  placeOver(element, geometry, start, end);
  const visible = xOf(geometry, Math.min(end, geometry.end)) - xOf(geometry, Math.max(start, geometry.start));
  if (visible >= wordsWidth) element.append(h('span', {}, words));
  return element;
}
