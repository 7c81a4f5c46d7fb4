import type { Channel } from '../recordings/recording';
import { limitsOf } from '../signal/channelState';
import type { Lane } from '../waveform/frame';
import type { Palette } from './palette';
import { sideOf } from './side';
import { pixelsPerMillimetre, type View } from './view';

const microvolts = new Map([['nv', 1e-3], ['uv', 1], ['µv', 1], ['μv', 1], ['mv', 1e3], ['v', 1e6], ['', 1]]);

/** Microvolts per unit of a channel; null when it does not measure a voltage. */
export function microvoltsPerUnit(channel: Channel): number | null {
  return microvolts.get(channel.unit.trim().toLowerCase()) ?? null;
}

/** One lane per channel from top to bottom, `height` in CSS pixels. Traces may leave their lane. */
export function lanesFor(channels: readonly Channel[], view: View, height: number, palette: Palette): Lane[] {
  const laneHeight = height / Math.max(1, channels.length);
  return channels.map((channel, i) => ({
    y: (i + 0.5) * laneHeight,
    ...scaleOf(channel, view, laneHeight),
    ...limitsOf(channel),
    colour: palette[sideOf(channel.label)],
  }));
}

/** Voltages by the sensitivity; anything else fills its lane with its physical range, more of it being up. */
function scaleOf(channel: Channel, view: View, laneHeight: number): { zero: number; gain: number } {
  const perUnit = microvoltsPerUnit(channel);
  const { physical_min: min, physical_max: max } = channel;
  if (perUnit === null && min !== null && max !== null && min !== max) {
    return { zero: (min + max) / 2, gain: (-0.8 * laneHeight) / Math.abs(max - min) };
  }
  const gain = ((perUnit ?? 1) * pixelsPerMillimetre) / view.sensitivity;
  return { zero: 0, gain: view.negativeUp ? gain : -gain };
}
