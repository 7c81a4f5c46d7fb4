import { describe, expect, it } from 'vitest';
import { lanesFor } from '../../src/viewer/lanes';
import { sideOf } from '../../src/viewer/side';
import { pixelsPerMillimetre, standardView } from '../../src/viewer/view';
import { channel } from '../recordings/channels';

const colour = [0, 0, 0] as const;
const palette = { left: colour, right: colour, midline: colour, other: colour, warning: colour, second: '', fraction: '' };
const laneOf = (change: Parameters<typeof channel>[1], view = standardView) => lanesFor([channel('a', change)], view, 100, palette)[0];

describe('lanesFor', () => {
  it('draws 7 µV one millimetre high, negative up', () => {
    const lane = laneOf({});
    expect(lane?.y).toBe(50);
    expect((lane?.gain ?? 0) * -7).toBeCloseTo(-pixelsPerMillimetre);
  });

  it('turns round when positive is up', () => {
    expect(laneOf({}, { ...standardView, negativeUp: false })?.gain).toBeLessThan(0);
  });

  it('draws millivolts to the same scale', () => {
    expect(laneOf({ unit: 'mV' })?.gain).toBeCloseTo((laneOf({})?.gain ?? 0) * 1000);
    expect(laneOf({ unit: 'µV' })?.gain).toBe(laneOf({ unit: 'uV' })?.gain);
  });

  it('fits what is no voltage into its lane, more being up', () => {
    const lane = laneOf({ unit: '%', physical_min: 0, physical_max: 100 });
    expect(lane).toMatchObject({ zero: 50, gain: -0.8 });
  });
});

describe('sideOf', () => {
  it.each([['FP1-F7', 'left'], ['EEG Fp2-REF', 'right'], ['Cz-Pz', 'midline'], ['Fc5.', 'left'], ['FT10-T8', 'right'], ['ECG', 'other'], ['EEG 1', 'other'], ['C3', 'left']])(
    '%s is %s', (label, side) => expect(sideOf(label)).toBe(side));
});
