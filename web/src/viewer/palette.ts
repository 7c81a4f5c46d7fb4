import type { Rgb } from '../waveform/frame';

/** The colours that are drawn rather than styled; the style sheet holds them as #rrggbb. */
export interface Palette {
  readonly left: Rgb;
  readonly right: Rgb;
  readonly midline: Rgb;
  readonly other: Rgb;
  readonly warning: Rgb;
  readonly second: string;
  readonly fraction: string;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  const rgb = (name: string): Rgb => {
    const value = parseInt(read(name).slice(1), 16);
    return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
  };
  return {
    left: rgb('--trace-left'),
    right: rgb('--trace-right'),
    midline: rgb('--trace-midline'),
    other: rgb('--trace-other'),
    warning: rgb('--trace-warning'),
    second: read('--grid-second'),
    fraction: read('--grid-fraction'),
  };
}
