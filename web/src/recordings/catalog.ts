import { extended, sameRecording, type Recording, type RecordingKey } from './recording';
import { fetchRecordings } from './recordingsClient';

export interface CatalogListener {
  /** `missed`: messages about signal may have been missed before. */
  readonly changed: (missed: boolean) => void;
  readonly failed: (error: unknown) => void;
}

/** Milliseconds until the server is asked again: for what is not known yet, while something is being received, else. */
const soon = 1500;
const whileReceiving = 10_000;
const whileQuiet = 60_000;

/** The recordings that the server has, kept up to date. */
export class Catalog {
  readonly #listener: CatalogListener;
  #recordings: readonly Recording[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = Infinity;
  /** What was received while the server was being asked: its answer may not know of it. */
  #meanwhile: { readonly key: RecordingKey; readonly start: number; readonly end: number }[] = [];

  constructor(listener: CatalogListener) {
    this.#listener = listener;
  }

  get recordings(): readonly Recording[] {
    return this.#recordings;
  }

  find(key: RecordingKey): Recording | null {
    return this.#recordings.find(recording => sameRecording(recording, key)) ?? null;
  }

  async refresh(missed = false): Promise<void> {
    this.#cancel();
    this.#meanwhile = [];
    try {
      const fetched = await fetchRecordings();
      this.#recordings = fetched.map(recording => this.#withMeanwhile(recording)).sort((a, b) => compare(a.patient_id, b.patient_id) || compare(a.recording_id, b.recording_id));
      this.#listener.changed(missed);
      this.#schedule(fetched.some(recording => recording.state === 'receiving') ? whileReceiving : whileQuiet);
    } catch (error) {
      this.#listener.failed(error);
      this.#schedule(whileReceiving);
    }
  }

  refreshSoon(): void {
    this.#schedule(soon);
  }

  /** Counts in signal that has arrived; null when the recording is new, which is then looked up. */
  receive(key: RecordingKey, start: number, end: number): Recording | null {
    this.#meanwhile.push({ key, start, end });
    const known = this.find(key);
    if (!known || known.state === 'complete' || end <= known.end_sec) this.refreshSoon();
    if (!known) return null;
    const recording = extended(known, start, end);
    this.#recordings = this.#recordings.map(other => (other === known ? recording : other));
    return recording;
  }

  #withMeanwhile(recording: Recording): Recording {
    return this.#meanwhile
      .filter(block => sameRecording(block.key, recording))
      .reduce((known, block) => extended(known, block.start, block.end), recording);
  }

  #schedule(wait: number): void {
    const due = Date.now() + wait;
    if (due >= this.#due) return;
    this.#cancel();
    this.#due = due;
    this.#timer = setTimeout(() => void this.refresh(), wait);
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#due = Infinity;
  }
}

const order = new Intl.Collator('en', { numeric: true });

function compare(a: string, b: string): number {
  return order.compare(a, b);
}
