import { isAbort } from '../http';
import type { Channel, RecordingKey } from '../recordings/recording';
import { fetchSignal, type Signal, type SignalQuery } from './eegClient';
import { byRate, type RateGroup } from './rateGroup';
import { resolutionFor, tilesWithin, type Resolution } from './resolution';

/** What of a page is at hand. */
export interface PageSignal {
  readonly signals: readonly Signal[];
  /** Nothing of the page is still on its way for the first time. */
  readonly settled: boolean;
  readonly error: unknown;
}

export interface PageWindow {
  /** Seconds from the recording's start. */
  readonly start: number;
  readonly end: number;
  /** Seconds per device pixel. */
  readonly secondsPerPixel: number;
  /** Where the recording has signal, seconds. */
  readonly extent: { readonly start: number; readonly end: number };
}

interface Wanted {
  readonly key: string;
  readonly query: SignalQuery;
}

interface Entry {
  readonly query: SignalQuery;
  signal: Signal | null;
  error: unknown;
  controller: AbortController | null;
  /** Signal has arrived within it since it was asked for. */
  stale: boolean;
}

const cacheBytes = 128 * 1024 * 1024;

/**
 * The signal of one recording in tiles: fetches what a page shows first, then the pages beside it, drops requests
 * that nobody waits for any more, and forgets the tiles that were used longest ago beyond 128 MiB.
 */
export class SignalSource {
  readonly #recording: RecordingKey;
  readonly #groups: readonly RateGroup[];
  readonly #changed: () => void;
  readonly #fetch: typeof fetchSignal;
  /** In order of use, the latest last. */
  readonly #entries = new Map<string, Entry>();
  #visible: readonly Wanted[] = [];
  #beside: readonly Wanted[] = [];
  #closed = false;

  constructor(recording: RecordingKey, channels: readonly Channel[], changed: () => void, fetch = fetchSignal) {
    this.#recording = recording;
    this.#groups = byRate(channels);
    this.#changed = changed;
    this.#fetch = fetch;
  }

  /** Makes `page` the page that is fetched for, and says what of it is at hand. */
  show(page: PageWindow): PageSignal {
    const length = page.end - page.start;
    this.#visible = this.#tiles(page, page.start, page.end);
    this.#beside = [...this.#tiles(page, page.end, page.end + length), ...this.#tiles(page, page.start - length, page.start)];
    this.#dropUnwanted();
    this.#fetchWanted();
    const entries = this.#visible.map(wanted => this.#entries.get(wanted.key));
    return {
      signals: entries.flatMap(entry => entry?.signal ?? []),
      settled: entries.every(entry => entry && (entry.signal !== null || entry.error !== null)),
      error: entries.find(entry => entry?.error)?.error ?? null,
    };
  }

  /** Signal has arrived within [start, end): what is shown of it is fetched again, and stays on screen meanwhile. */
  invalidate(start: number, end: number): void {
    const shown = new Set([...this.#visible, ...this.#beside].map(wanted => wanted.key));
    for (const [key, entry] of this.#entries) {
      if (entry.query.end <= start || entry.query.start >= end) continue;
      if (shown.has(key)) entry.stale = true;
      else this.#forget(key);
    }
    this.#fetchWanted();
  }

  /** Asks again for what failed. */
  retry(): void {
    for (const [key, entry] of this.#entries) if (entry.error !== null) this.#forget(key);
    this.#changed();
  }

  close(): void {
    this.#closed = true;
    for (const key of [...this.#entries.keys()]) this.#forget(key);
  }

  #tiles(page: PageWindow, from: number, to: number): Wanted[] {
    const start = Math.max(from, page.extent.start);
    const end = Math.min(to, page.extent.end);
    return this.#groups.flatMap(group => {
      const resolution = resolutionFor(group.rate, page.secondsPerPixel);
      return tilesWithin(resolution, start, end).map(index => wantedTile(group, resolution, index));
    });
  }

  #dropUnwanted(): void {
    const wanted = new Set([...this.#visible, ...this.#beside].map(tile => tile.key));
    for (const [key, entry] of this.#entries) {
      if (!wanted.has(key) && (entry.signal === null || entry.controller !== null)) this.#forget(key);
    }
  }

  #fetchWanted(): void {
    if (this.#closed) return;
    for (const wanted of this.#visible) this.#ensure(wanted);
    if (this.#visible.some(wanted => this.#entries.get(wanted.key)?.controller)) return;
    for (const wanted of this.#beside) this.#ensure(wanted);
  }

  #ensure(wanted: Wanted): void {
    let entry = this.#entries.get(wanted.key);
    if (entry) {
      this.#entries.delete(wanted.key);
    } else {
      entry = { query: wanted.query, signal: null, error: null, controller: null, stale: true };
    }
    this.#entries.set(wanted.key, entry);
    if (entry.stale && entry.controller === null && entry.error === null) void this.#load(entry);
  }

  async #load(entry: Entry): Promise<void> {
    const controller = new AbortController();
    entry.controller = controller;
    entry.stale = false;
    try {
      entry.signal = await this.#fetch(this.#recording, entry.query, controller.signal);
    } catch (error) {
      if (isAbort(error)) return;
      entry.error = error;
    }
    if (controller.signal.aborted) return;
    entry.controller = null;
    this.#evict();
    this.#fetchWanted();
    this.#changed();
  }

  #forget(key: string): void {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    entry?.controller?.abort();
  }

  #evict(): void {
    const wanted = new Set([...this.#visible, ...this.#beside].map(tile => tile.key));
    let bytes = 0;
    for (const entry of this.#entries.values()) bytes += entry.signal?.values.byteLength ?? 0;
    for (const [key, entry] of this.#entries) {
      if (bytes <= cacheBytes) return;
      if (wanted.has(key)) continue;
      bytes -= entry.signal?.values.byteLength ?? 0;
      this.#forget(key);
    }
  }
}

/** A tile reaches one sample or column into the next one, so that the line goes on from tile to tile. */
function wantedTile(group: RateGroup, resolution: Resolution, index: number): Wanted {
  const { step, length } = resolution;
  const query: SignalQuery = {
    start: index * length,
    end: (index + 1) * length + (step ?? 1 / group.rate),
    channels: group.names,
    rate: group.rate,
    maxPoints: step === null ? null : 2 * (Math.round(length / step) + 1),
  };
  return { key: `${group.rate} ${step ?? 'samples'} ${index}`, query };
}
