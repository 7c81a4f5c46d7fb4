import { describe, expect, it } from 'vitest';
import { formatClock, formatDate, formatElapsed, formatLength, formatSeconds } from '../../src/time/format';

describe('times', () => {
  it('writes elapsed times', () => {
    expect(formatElapsed(3723)).toBe('01:02:03');
    expect(formatElapsed(59.99, 1)).toBe('00:01:00.0');
    expect(formatElapsed(-5)).toBe('-00:00:05');
  });

  it('writes the clock of the recording, over midnight too', () => {
    expect(formatClock('2076-11-06T13:43:04Z', 2996)).toBe('14:33:00');
    expect(formatClock('2026-01-01T23:59:30Z', 31)).toBe('00:00:01');
    expect(formatDate('2026-01-01T23:59:30Z', 31)).toBe('2026-01-02');
    expect(formatClock(null, 3)).toBeNull();
    expect(formatClock('no time', 3)).toBeNull();
  });

  it('writes seconds and lengths with their unit', () => {
    expect(formatSeconds(2996)).toBe('2996');
    expect(formatSeconds(0.1 + 0.2)).toBe('0.3');
    expect(formatLength(2.5)).toBe('2.5 s');
    expect(formatLength(200)).toBe('3 min 20 s');
    expect(formatLength(7500)).toBe('2 h 5 min');
  });
});
