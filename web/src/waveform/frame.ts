/** Red, green, blue, each 0 to 1. */
export type Rgb = readonly [number, number, number];

/** Rows of equally spaced points: `values` is [rows × points] in C order, NaN where there is nothing. */
export interface Strip {
  readonly values: Float32Array;
  readonly points: number;
  /** Seconds at the first point, or at the middle of the first column. */
  readonly first: number;
  /** Seconds between points, or between columns. */
  readonly step: number;
  /** Points are (min, max) pairs, one pair per column. */
  readonly pairs: boolean;
  /** The lane of each row, an index into `Frame.lanes`; -1 leaves the row out. */
  readonly lanes: readonly number[];
}

/** Where and how one trace is drawn. */
export interface Lane {
  /** CSS pixels from the top, where the value `zero` is drawn. */
  readonly y: number;
  readonly zero: number;
  /** CSS pixels downwards per unit; negative values are drawn up when it is positive. */
  readonly gain: number;
  readonly colour: Rgb;
  /** Values at or beyond these are drawn in the warning colour. */
  readonly low: number;
  readonly high: number;
}

/** All that a waveform canvas needs to know for one picture. */
export interface Frame {
  /** Seconds at the left and the right edge. */
  readonly start: number;
  readonly end: number;
  readonly lanes: readonly Lane[];
  readonly strips: readonly Strip[];
  readonly warning: Rgb;
}

/** Draws frames; one per drawing technique. */
export interface Painter {
  /** `ratio`: device pixels per CSS pixel. */
  paint(frame: Frame, ratio: number): void;
}

/** The width of a trace in CSS pixels. */
export const lineWidth = 1.1;

/** The points of a strip that lie within a frame, with one step to each side: [from, to). */
export function visiblePoints(strip: Strip, frame: Frame): { from: number; to: number } {
  const perStep = strip.pairs ? 2 : 1;
  const from = Math.max(0, Math.floor((frame.start - strip.first) / strip.step) - 1) * perStep;
  const to = Math.min(strip.points, (Math.ceil((frame.end - strip.first) / strip.step) + 2) * perStep);
  return { from, to: Math.max(from, to) };
}
