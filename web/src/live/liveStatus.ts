import type { Recording } from '../recordings/recording';
import { formatLength } from '../time/format';
import type { Connection } from './liveFeed';

/** After so many milliseconds without a block a recording that is being received is said to be silent. */
const silence = 5000;

/** What is true about the live state of the recording on screen. */
export class LiveStatus {
  connection: Connection = 'connecting';
  readonly #changed: () => void;
  #silent = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** `behind`: seconds from the page's end to the newest signal. */
  badge(recording: Recording, following: boolean, behind: number): { kind: string; words: string } {
    if (this.connection === 'lost') return { kind: 'fault', words: 'no live updates, reconnecting' };
    if (recording.state === 'complete') return { kind: 'complete', words: 'complete' };
    const silent = this.#silent ? ', waiting for signal' : '';
    if (following) return { kind: this.#silent ? 'paused' : 'live', words: `live${silent}` };
    return { kind: 'paused', words: `live, paused${silent}${behind >= 1 ? `, ${formatLength(Math.round(behind))} behind` : ''}` };
  }

  /** A recording has been opened, or signal of it has arrived: from now on it is silent when nothing comes. */
  listen(): void {
    this.#silent = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#silent = true;
      this.#changed();
    }, silence);
  }
}
