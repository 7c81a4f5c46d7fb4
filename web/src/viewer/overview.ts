import { endOf, isSeizure, type Annotation } from '../annotations/annotation';
import { h } from '../dom';
import type { Recording } from '../recordings/recording';
import { formatClock, formatSeconds } from '../time/format';
import type { View } from './view';

/** The whole recording as a slider: the page, the seizures and other events, the gaps. */
export class Overview {
  readonly #marks = h('div', { class: 'layer' });
  readonly #window = h('div', { class: 'window', 'data-testid': 'overview-window' });
  readonly element = h('div', { class: 'overview', role: 'slider', tabindex: 0, 'aria-label': 'Place in the recording', 'data-testid': 'overview' }, this.#marks, this.#window);
  #recording: Recording | null = null;
  #view: View | null = null;
  #drawn: readonly unknown[] = [];

  /** `goTo` is called with the seconds at which the page is to start. */
  constructor(goTo: (start: number) => void) {
    let hold = 0;
    this.element.addEventListener('pointerdown', event => {
      if (event.button !== 0 || !this.#view) return;
      this.element.setPointerCapture(event.pointerId);
      const at = this.#secondsAt(event);
      const within = at >= this.#view.start && at < this.#view.start + this.#view.page;
      hold = within ? at - this.#view.start : this.#view.page / 2;
      goTo(at - hold);
    });
    this.element.addEventListener('pointermove', event => {
      if (this.element.hasPointerCapture(event.pointerId)) goTo(this.#secondsAt(event) - hold);
    });
  }

  show(recording: Recording, view: View, annotations: readonly Annotation[]): void {
    this.#recording = recording;
    this.#view = view;
    this.#drawMarks(recording, annotations);
    this.#place(this.#window, recording, view.start, view.start + view.page);
    const clock = formatClock(recording.start_time, view.start);
    this.element.setAttribute('aria-valuemin', String(recording.start_sec));
    this.element.setAttribute('aria-valuemax', String(recording.end_sec));
    this.element.setAttribute('aria-valuenow', String(view.start));
    this.element.setAttribute('aria-valuetext', `${formatSeconds(view.start)} seconds${clock === null ? '' : `, ${clock}`}`);
  }

  #drawMarks(recording: Recording, annotations: readonly Annotation[]): void {
    if (this.#drawn[0] === recording && this.#drawn[1] === annotations) return;
    this.#drawn = [recording, annotations];
    const gaps = recording.gaps.map(gap => this.#mark(recording, 'gap', gap.start, gap.end));
    const events = annotations.map(a => this.#mark(recording, isSeizure(a) ? 'seizure' : 'event', a.onset, endOf(a)));
    this.#marks.replaceChildren(...gaps, ...events);
  }

  #mark(recording: Recording, kind: string, start: number, end: number): HTMLElement {
    const mark = h('div', { class: `mark ${kind}`, 'data-testid': `overview-${kind}`, 'data-start': start, 'data-end': end });
    this.#place(mark, recording, start, kind === 'event' ? start : end);
    return mark;
  }

  #place(element: HTMLElement, recording: Recording, start: number, end: number): void {
    const length = Math.max(recording.end_sec - recording.start_sec, 1e-9);
    const part = (seconds: number): number => Math.min(1, Math.max(0, (seconds - recording.start_sec) / length));
    element.style.left = `${part(start) * 100}%`;
    element.style.width = `${(part(end) - part(start)) * 100}%`;
  }

  #secondsAt(event: PointerEvent): number {
    const box = this.element.getBoundingClientRect();
    const { start_sec: start, end_sec: end } = this.#recording ?? { start_sec: 0, end_sec: 0 };
    return start + ((event.clientX - box.left) / box.width) * (end - start);
  }
}
