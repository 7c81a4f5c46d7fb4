/** What of a recording is on screen, and how. */
export interface View {
  /** Seconds from the recording's start at the page's left edge. */
  readonly start: number;
  /** Seconds per page. */
  readonly page: number;
  /** Microvolts per millimetre. */
  readonly sensitivity: number;
  readonly negativeUp: boolean;
}

export const pageSizes = [5, 10, 15, 20, 30, 60] as const;
export const sensitivities = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100] as const;
export const standardView: View = { start: 0, page: 10, sensitivity: 7, negativeUp: true };

/** CSS pixels per millimetre on a 96 dpi screen. */
export const pixelsPerMillimetre = 96 / 25.4;

/** Where an event is put when it is gone to, as a part of the page: some of what leads up to it stays in sight. */
export const leadIn = 0.2;

/** Seconds where a recording has signal. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** The page within the recording that is nearest to `start`. */
export function clampStart(start: number, page: number, extent: Extent): number {
  const latest = Math.max(extent.start, extent.end - page);
  // A tenth of a millisecond: sums of tenths of pages stay readable in the address.
  return Math.round(Math.min(latest, Math.max(extent.start, start)) * 1e4) / 1e4;
}

/** The neighbour of `value` in `values`, which ascend; the nearest end when there is none. */
export function stepped(values: readonly number[], value: number, direction: 1 | -1): number {
  const next = direction > 0 ? values.find(v => v > value) : values.findLast(v => v < value);
  return next ?? (direction > 0 ? values.at(-1) : values[0]) ?? value;
}
