import { describe, expect, it } from 'vitest';
import { labelStep } from '../../src/viewer/axis';
import { xOf } from '../../src/viewer/geometry';
import { barAmplitude } from '../../src/viewer/scaleBar';

const geometry = { start: 2994, end: 3004, width: 1000, height: 600 };

describe('geometry', () => {
  it('places times', () => {
    expect(xOf(geometry, 2996)).toBe(200);
    expect(xOf(geometry, 2990)).toBe(-400);
  });

  it('spaces time labels so that they do not touch', () => {
    expect(labelStep(geometry)).toBe(1);
    expect(labelStep({ ...geometry, end: 3054 })).toBe(10);
  });

  it('chooses a scale bar that can be read', () => {
    expect(barAmplitude(7)).toBe(50);
    expect(barAmplitude(1)).toBe(10);
    expect(barAmplitude(100)).toBe(1000);
  });
});
