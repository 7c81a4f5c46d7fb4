import type { Channel } from '../recordings/recording';
import type { Signal } from './eegClient';

/** What is wrong with a channel on a page. */
export interface ChannelState {
  readonly flat: boolean;
  readonly clipped: boolean;
}

/** The values (in the channel's unit) at and beyond which the amplifier was at its limit. */
export function limitsOf(channel: Channel): { low: number; high: number } {
  const { physical_min: a, physical_max: b, digital_min: dMin, digital_max: dMax } = channel;
  if (a === null || b === null) return { low: -Infinity, high: Infinity };
  // Half a step of the converter: float32 need not hit the limit exactly.
  const tolerance = dMin !== null && dMax !== null && dMax !== dMin ? Math.abs((b - a) / (dMax - dMin)) / 2 : 0;
  return { low: Math.min(a, b) + tolerance, high: Math.max(a, b) - tolerance };
}

/** The state of `channel` within [start, end) seconds; null when there is no signal of it. */
export function stateOf(channel: Channel, signals: readonly Signal[], start: number, end: number): ChannelState | null {
  let min = Infinity;
  let max = -Infinity;
  for (const signal of signals) {
    const row = signal.channels.indexOf(channel.name);
    if (row < 0) continue;
    const perStep = signal.pairs ? 2 : 1;
    const from = Math.max(0, Math.ceil((start - signal.first) / signal.step)) * perStep;
    const to = Math.min(signal.points, Math.ceil((end - signal.first) / signal.step) * perStep);
    for (let i = row * signal.points + from; i < row * signal.points + to; i++) {
      const value = signal.values[i] ?? NaN;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  if (min > max) return null;
  const { low, high } = limitsOf(channel);
  return { flat: min === max, clipped: min <= low || max >= high };
}
