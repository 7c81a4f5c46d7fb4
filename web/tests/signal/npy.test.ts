import { describe, expect, it } from 'vitest';
import { decodeNpy } from '../../src/signal/npy';
import { npyOf } from './npyOf';

describe('decodeNpy', () => {
  it('reads shape and values', () => {
    const { shape, values } = decodeNpy(npyOf([2, 3], [1, 2, 3, 4, 5, NaN]));
    expect(shape).toEqual([2, 3]);
    expect([...values]).toEqual([1, 2, 3, 4, 5, NaN]);
  });

  it('reads version 2, and data that is not aligned', () => {
    const { values } = decodeNpy(npyOf([2], [0.5, -800], { version: 2, padding: 3 }));
    expect([...values]).toEqual([0.5, -800]);
  });

  it('reads an array without columns', () => {
    expect(decodeNpy(npyOf([4, 0], [])).shape).toEqual([4, 0]);
  });

  it('refuses what is not NPY, not float32, not C order, or cut short', () => {
    expect(() => decodeNpy(new TextEncoder().encode('{"title":"no"}').buffer as ArrayBuffer)).toThrow(/magic/);
    expect(() => decodeNpy(npyOf([1], [1], { descr: '<f8' }))).toThrow(/float32/);
    expect(() => decodeNpy(npyOf([1], [1], { fortran: true }))).toThrow(/C order/);
    expect(() => decodeNpy(npyOf([9], [1]))).toThrow(/9 values announced/);
    expect(() => decodeNpy(npyOf([1], [1]).slice(0, 20))).toThrow(/header/);
  });
});
