import { describe, expect, it } from 'vitest';
import { extended } from '../../src/recordings/recording';
import { recording } from './channels';

describe('extended', () => {
  it('grows with signal that follows', () => {
    expect(extended(recording(), 40, 41)).toMatchObject({ end_sec: 41, duration_sec: 41, gaps: [], state: 'receiving' });
  });

  it('has a gap where signal was skipped', () => {
    expect(extended(recording(), 43, 44).gaps).toEqual([{ start: 40, end: 43 }]);
  });

  it('stays as it is when older signal comes late', () => {
    const known = recording();
    expect(extended(known, 3, 4)).toBe(known);
  });

  it('loses a gap as late signal fills it', () => {
    const skipped = extended(recording(), 43, 44);
    expect(extended(skipped, 41, 42).gaps).toEqual([{ start: 40, end: 41 }, { start: 42, end: 43 }]);
    const filled = [40, 42, 41].reduce((known, start) => extended(known, start, start + 1), skipped);
    expect(filled).toMatchObject({ end_sec: 44, duration_sec: 44, gaps: [] });
  });

  it('begins earlier when its first signal comes late', () => {
    const late = { ...recording(), start_sec: 2, duration_sec: 38 };
    expect(extended(late, 1, 2)).toMatchObject({ start_sec: 1, duration_sec: 39, gaps: [] });
    expect(extended(late, 0, 1)).toMatchObject({ start_sec: 0, duration_sec: 40, gaps: [{ start: 1, end: 2 }] });
  });
});
