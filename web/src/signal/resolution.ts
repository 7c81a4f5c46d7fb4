/** How signal is asked for: every sample, or (min, max) columns of `step` seconds; in tiles of `length` seconds. */
export interface Resolution {
  /** Seconds per column; null: every sample. */
  readonly step: number | null;
  /** Seconds per tile. Tiles lie at whole multiples of it, so that columns stay where they are while the page moves. */
  readonly length: number;
}

/** Above this many samples per pixel, columns say the same with less. */
const samplesPerPixel = 4;
const columnsPerTile = 1024;
const sampleTileSeconds = 10;

/** The resolution for a sampling rate (Hz) on a screen with `secondsPerPixel` (device pixels). */
export function resolutionFor(rate: number, secondsPerPixel: number): Resolution {
  if (rate * secondsPerPixel <= samplesPerPixel) return { step: null, length: sampleTileSeconds };
  const step = 2 ** Math.floor(Math.log2(secondsPerPixel));
  return { step, length: step * columnsPerTile };
}

/** The numbers of the tiles that hold [start, end) seconds. */
export function tilesWithin(resolution: Resolution, start: number, end: number): number[] {
  const first = Math.floor(start / resolution.length);
  const last = Math.ceil(end / resolution.length) - 1;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}
