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
});
