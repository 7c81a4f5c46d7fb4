import { describe, expect, it } from 'vitest';
import { visiblePoints, type Frame, type Strip } from '../../src/waveform/frame';

const strip = (pairs: boolean): Strip => ({ values: new Float32Array(), points: 100, first: 0, step: 1, pairs, lanes: [0] });
const frame = (start: number, end: number): Frame => ({ start, end, lanes: [], strips: [], warning: [0, 0, 0] });

describe('visiblePoints', () => {
  it('reaches over both edges of the page, so that lines go on there', () => {
    const { from, to } = visiblePoints(strip(false), frame(20, 30));
    expect(from).toBeLessThan(20);
    expect(to).toBeGreaterThan(31);
  });

  it('keeps pairs together', () => {
    const { from, to } = visiblePoints(strip(true), frame(20, 30));
    expect([from % 2, to % 2]).toEqual([0, 0]);
    expect(from).toBeLessThan(40);
  });

  it('is empty where the strip has nothing', () => {
    const { from, to } = visiblePoints(strip(false), frame(500, 510));
    expect(to - from).toBe(0);
  });
});
