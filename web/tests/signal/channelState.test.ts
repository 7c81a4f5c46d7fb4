import { describe, expect, it } from 'vitest';
import { limitsOf, stateOf } from '../../src/signal/channelState';
import type { Signal } from '../../src/signal/eegClient';
import { channel } from '../recordings/channels';

const signal = (values: number[], pairs = false): Signal => ({ channels: ['a'], points: values.length, values: Float32Array.from(values), first: 10, step: 1, pairs });
const a = channel('a');

describe('limitsOf', () => {
  it('lies half a step within the physical range, whichever way round that is', () => {
    const { low, high } = limitsOf(channel('a', { physical_min: 100, physical_max: -100, digital_min: -100, digital_max: 100 }));
    expect([low, high]).toEqual([-99.5, 99.5]);
  });

  it('is nowhere for floats', () => {
    expect(limitsOf(channel('a', { physical_min: null, physical_max: null }))).toEqual({ low: -Infinity, high: Infinity });
  });
});

describe('stateOf', () => {
  it('finds a flat channel and one at the limit', () => {
    expect(stateOf(a, [signal([3, 3, 3])], 10, 13)).toEqual({ flat: true, clipped: false });
    expect(stateOf(a, [signal([3, 800, 3])], 10, 13)).toEqual({ flat: false, clipped: true });
  });

  it('looks at the page only', () => {
    expect(stateOf(a, [signal([800, 1, 2, 800])], 11, 13)).toEqual({ flat: false, clipped: false });
    expect(stateOf(a, [signal([-800, 800, 1, 2, -800, 800], true)], 11, 12)).toEqual({ flat: false, clipped: false });
  });

  it('says nothing where there is no signal', () => {
    expect(stateOf(a, [signal([NaN, NaN])], 10, 12)).toBeNull();
    expect(stateOf(channel('b'), [signal([1, 2])], 10, 12)).toBeNull();
  });
});
