import { describe, expect, it } from 'vitest';
import { toSignal, type SignalQuery } from '../../src/signal/eegClient';
import { npyOf } from './npyOf';

const query: SignalQuery = { start: 10, end: 12, channels: ['a', 'b'], rate: 4, maxPoints: null };

describe('toSignal', () => {
  it('takes names, rate and the first sample from the headers', () => {
    const headers = new Headers({ 'X-Berger-Channels': '["b","\\u00b5"]', 'X-Berger-Sampling-Rate': '2', 'X-Berger-Start': '10.25', 'X-Berger-Layout': 'samples' });
    const signal = toSignal(headers, npyOf([2, 2], [1, 2, 3, 4]), query);
    expect(signal).toMatchObject({ channels: ['b', 'µ'], points: 2, first: 10.25, step: 0.5, pairs: false });
  });

  it('puts each column of a min/max answer in the middle of its time', () => {
    const headers = new Headers({ 'X-Berger-Channels': '["a"]', 'X-Berger-Layout': 'min-max' });
    const signal = toSignal(headers, npyOf([1, 8], [1, 2, 3, 4, 5, 6, 7, 8]), query);
    expect(signal).toMatchObject({ points: 8, first: 10.25, step: 0.5, pairs: true });
  });

  it('refuses an answer with other rows than names', () => {
    expect(() => toSignal(new Headers({ 'X-Berger-Channels': '["a"]' }), npyOf([2, 1], [1, 2]), query)).toThrow(/did not name/);
  });
});
