import { button, h, setText } from '../dom';
import type { Recording } from '../recordings/recording';
import { formatLength } from '../time/format';
import type { Command } from './keys';
import type { Overview } from './overview';

/** The bar below the traces: steps, play, the overview of the whole recording. */
export class Transport {
  readonly #play: HTMLButtonElement;
  readonly #length = h('span', { class: 'quiet', 'data-testid': 'duration' });
  readonly element: HTMLElement;

  constructor(overview: Overview, run: (command: Command) => void) {
    this.#play = button({ 'data-testid': 'play', class: 'play' }, 'Play', () => run('play'));
    this.element = h('div', { class: 'transport' },
      h('span', { class: 'group' },
        button({ 'aria-label': 'Start of the recording', title: 'Start (Home)' }, '⇤', () => run('start')),
        button({ 'aria-label': 'Previous page', title: 'Previous page (←)', 'data-testid': 'previous-page' }, '←', () => run('page-previous')),
        button({ 'aria-label': 'Next page', title: 'Next page (→)', 'data-testid': 'next-page' }, '→', () => run('page-next')),
        button({ 'aria-label': 'End of the recording', title: 'End (End)' }, '⇥', () => run('end'))),
      this.#play,
      button({ title: 'Go to a time (g)', 'data-testid': 'go-to' }, 'Go to…', () => run('go-to')),
      overview.element,
      this.#length);
  }

  show(recording: Recording, moving: boolean): void {
    const live = recording.state === 'receiving';
    setText(this.#play, moving ? 'Pause' : live ? 'Catch up' : 'Play');
    this.#play.title = `${this.#play.textContent} (Space)`;
    setText(this.#length, formatLength(recording.duration_sec));
  }
}
