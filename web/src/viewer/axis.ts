import { h } from '../dom';
import { formatClock, formatElapsed, formatSeconds } from '../time/format';
import { xOf, type Geometry } from './geometry';

const steps = [1, 2, 5, 10, 15, 20, 30, 60];
/** CSS pixels that a label needs. */
const labelWidth = 90;

/** Seconds between time labels. */
export function labelStep(geometry: Geometry): number {
  const perSecond = geometry.width / (geometry.end - geometry.start);
  return steps.find(step => step * perSecond >= labelWidth) ?? 60;
}

/** Writes the time of day and the seconds from the start below the traces. */
export function drawAxis(axis: HTMLElement, geometry: Geometry, startTime: string | null): void {
  const step = labelStep(geometry);
  const labels: HTMLElement[] = [];
  for (let t = Math.ceil(geometry.start / step) * step; t <= geometry.end; t += step) {
    const label = h('div', { class: 'tick' },
      h('span', { class: 'clock' }, formatClock(startTime, t) ?? formatElapsed(t)),
      h('span', { class: 'seconds' }, `${formatSeconds(t)} s`));
    const x = xOf(geometry, t);
    label.style.left = `${x}px`;
    if (x < labelWidth / 2) label.classList.add('first');
    if (x > geometry.width - labelWidth / 2) label.classList.add('last');
    labels.push(label);
  }
  axis.replaceChildren(...labels);
}
