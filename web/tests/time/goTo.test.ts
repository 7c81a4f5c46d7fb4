import { describe, expect, it } from 'vitest';
import { parseGoTo } from '../../src/time/goTo';

const context = { now: 100, start: 0, end: 3600, startTime: '2076-11-06T13:43:04Z' };

describe('parseGoTo', () => {
  it.each([
    ['2996', 2996], ['2996s', 2996], ['2996.5 s', 2996.5], ['+30', 130], ['-30s', 70], ['+1:00', 160],
    ['49:56', 2996], ['0:49:56', 2996], ['@14:33:00', 2996], ['14:33:00', 2996],
  ])('reads %s as %d s', (text, seconds) => expect(parseGoTo(text, context)).toBe(seconds));

  it('finds a time of day after midnight', () => {
    expect(parseGoTo('@00:00:30', { ...context, startTime: '2026-01-01T23:59:30Z' })).toBe(60);
  });

  it.each(['', 'abc', '12:', '1:2:3:4', '@12:00:00', '@99', '+', '--3'])('does not understand %s', text => expect(parseGoTo(text, context)).toBeNull());
});
