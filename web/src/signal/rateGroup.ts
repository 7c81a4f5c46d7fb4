import type { Channel } from '../recordings/recording';

/** Channels of one sampling rate (Hz): what one request for samples may hold. Null names: all channels. */
export interface RateGroup {
  readonly rate: number;
  readonly names: readonly string[] | null;
}

export function byRate(channels: readonly Channel[]): RateGroup[] {
  const names = new Map<number, string[]>();
  for (const channel of channels) {
    const group = names.get(channel.sampling_rate);
    if (group) group.push(channel.name);
    else names.set(channel.sampling_rate, [channel.name]);
  }
  return [...names].map(([rate, group]) => ({ rate, names: names.size === 1 ? null : group }));
}
