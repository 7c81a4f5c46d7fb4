import { button, h, setText } from '../dom';
import type { Recording } from '../recordings/recording';
import { formatClock, formatDate, formatElapsed, formatSeconds } from '../time/format';
import type { Command } from './keys';
import { pageSizes, pixelsPerMillimetre, sensitivities, type View } from './view';

export interface HeaderActions {
  readonly run: (command: Command) => void;
  readonly change: (change: Partial<View>) => void;
}

/** The one thin bar: what is shown, how it is scaled, and the ways to the next seizure. */
export class Header {
  readonly #name = h('span', { class: 'name', 'data-testid': 'title' });
  readonly #time = h('span', { class: 'time', 'data-testid': 'time' });
  readonly #sensitivity: HTMLSelectElement;
  readonly #page: HTMLSelectElement;
  readonly #speed = h('span', { class: 'quiet', 'data-testid': 'speed' });
  readonly #polarity: HTMLButtonElement;
  readonly #previous: HTMLButtonElement;
  readonly #next: HTMLButtonElement;
  readonly #badge = h('span', { class: 'badge', 'data-testid': 'live-badge', role: 'status' });
  readonly element: HTMLElement;

  constructor({ run, change }: HeaderActions) {
    this.#sensitivity = select('Sensitivity', 'sensitivity', sensitivities, 'µV/mm', value => change({ sensitivity: value }));
    this.#sensitivity.title = 'Sensitivity (↑ ↓). Millimetres are those of a screen of 96 dots per inch.';
    this.#page = select('Seconds per page', 'page-size', pageSizes, 's / page', value => change({ page: value }));
    this.#page.title = 'Timebase (+ -)';
    this.#polarity = button({ 'data-testid': 'polarity', title: 'Which way is up' }, '', () => change({ negativeUp: this.#polarity.dataset['up'] !== 'negative' }));
    this.#previous = button({ 'data-testid': 'previous-seizure', title: 'Previous seizure (Shift + s)', 'aria-label': 'Previous seizure' }, '‹', () => run('seizure-previous'));
    this.#next = button({ 'data-testid': 'next-seizure', title: 'Next seizure (s)' }, 'Seizure ›', () => run('seizure-next'));
    this.element = h('div', { class: 'bar', role: 'toolbar', 'aria-label': 'Viewer' },
      this.#name, this.#time,
      h('span', { class: 'quiet', 'data-testid': 'filters' }, 'filters: none, as recorded'),
      h('span', { class: 'space' }),
      this.#badge,
      h('span', { class: 'group' }, this.#previous, this.#next),
      this.#sensitivity, this.#page, this.#speed, this.#polarity,
      button({ title: 'Information (i)', 'aria-label': 'Information about the recording', 'data-testid': 'information' }, 'i', () => run('information')),
      button({ title: 'Keys (?)', 'aria-label': 'Keys', 'data-testid': 'help' }, '?', () => run('help')));
  }

  show(recording: Recording, view: View, width: number): void {
    setText(this.#name, `${recording.patient_id} / ${recording.recording_id}`);
    this.#name.title = this.#name.textContent ?? '';
    const date = formatDate(recording.start_time, view.start);
    const clock = formatClock(recording.start_time, view.start);
    setText(this.#time, `${clock === null ? formatElapsed(view.start) : `${date} ${clock}`} · ${formatSeconds(view.start)} s`);
    this.#time.title = 'Time of day (UTC) and seconds from the start, at the left edge';
    setOption(this.#sensitivity, view.sensitivity);
    setOption(this.#page, view.page);
    setText(this.#speed, `${Math.round(width / view.page / pixelsPerMillimetre)} mm/s`);
    this.#polarity.dataset['up'] = view.negativeUp ? 'negative' : 'positive';
    setText(this.#polarity, view.negativeUp ? '− up' : '+ up');
    this.#polarity.setAttribute('aria-label', view.negativeUp ? 'Negative is up. Put positive up' : 'Positive is up. Put negative up');
  }

  showSeizures(count: number): void {
    this.#previous.disabled = this.#next.disabled = count === 0;
    const none = 'No seizure is annotated in this recording';
    this.#previous.title = count === 0 ? none : 'Previous seizure (Shift + s)';
    this.#next.title = count === 0 ? none : `Next seizure of ${count} (s)`;
  }

  showBadge(kind: string, words: string): void {
    this.#badge.className = `badge ${kind}`;
    setText(this.#badge, words);
  }
}

function select(label: string, id: string, values: readonly number[], unit: string, change: (value: number) => void): HTMLSelectElement {
  const element = h('select', { 'aria-label': label, 'data-testid': id }, ...values.map(value => h('option', { value }, `${value} ${unit}`)));
  element.addEventListener('change', () => {
    change(Number(element.value));
    element.blur();
  });
  return element;
}

function setOption(element: HTMLSelectElement, value: number): void {
  const text = String(value);
  if (element.value !== text) element.value = text;
}
