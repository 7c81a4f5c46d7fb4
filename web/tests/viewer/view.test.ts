import { describe, expect, it } from 'vitest';
import { clampStart, sensitivities, stepped } from '../../src/viewer/view';

describe('clampStart', () => {
  it('keeps the page within the recording', () => {
    expect(clampStart(-5, 10, { start: 0, end: 40 })).toBe(0);
    expect(clampStart(35, 10, { start: 0, end: 40 })).toBe(30);
    expect(clampStart(12.5, 10, { start: 0, end: 40 })).toBe(12.5);
  });

  it('begins a recording shorter than the page at its start', () => {
    expect(clampStart(3, 60, { start: 2, end: 40 })).toBe(2);
  });
});

describe('stepped', () => {
  it('goes to the neighbour, and stays at the ends', () => {
    expect(stepped(sensitivities, 7, -1)).toBe(5);
    expect(stepped(sensitivities, 7, 1)).toBe(10);
    expect(stepped(sensitivities, 100, 1)).toBe(100);
    expect(stepped(sensitivities, 1, -1)).toBe(1);
  });
});
