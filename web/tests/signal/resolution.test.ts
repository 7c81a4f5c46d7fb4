import { describe, expect, it } from 'vitest';
import { resolutionFor, tilesWithin } from '../../src/signal/resolution';

describe('resolutionFor', () => {
  it('asks for every sample while they are few per pixel', () => {
    expect(resolutionFor(256, 10 / 1000).step).toBeNull();
  });

  it('asks for columns that are no wider than a pixel otherwise', () => {
    const { step, length } = resolutionFor(256, 60 / 1000);
    expect(step).toBe(1 / 32);
    expect(length).toBe(32);
  });
});

describe('tilesWithin', () => {
  const resolution = { step: null, length: 10 };

  it('numbers the tiles that hold a page', () => {
    expect(tilesWithin(resolution, 2994, 3004)).toEqual([299, 300]);
    expect(tilesWithin(resolution, 2990, 3000)).toEqual([299]);
  });

  it('has none where there is no time', () => {
    expect(tilesWithin(resolution, 5, 5)).toEqual([0]);
    expect(tilesWithin(resolution, 10, 10)).toEqual([]);
    expect(tilesWithin(resolution, 30, 10)).toEqual([]);
  });
});
