import { describe, expect, it } from 'vitest';
import type { Signal, SignalQuery } from '../../src/signal/eegClient';
import { SignalSource, type PageWindow } from '../../src/signal/signalSource';
import { channel, recording } from '../recordings/channels';

interface Asked {
  readonly query: SignalQuery;
  readonly signal: AbortSignal;
  readonly answer: (error?: unknown) => Promise<void>;
}

function sourceOf(rates: readonly number[] = [256]): { source: SignalSource; asked: Asked[] } {
  const asked: Asked[] = [];
  const fetch = (_: unknown, query: SignalQuery, signal: AbortSignal): Promise<Signal> => new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('gone', 'AbortError')));
    const answer = async (error?: unknown): Promise<void> => {
      if (error) reject(error);
      else resolve({ channels: query.channels ?? [], points: 0, values: new Float32Array(), first: query.start, step: 1, pairs: false });
      await new Promise(done => setTimeout(done));
    };
    asked.push({ query, signal, answer });
  });
  const channels = rates.map((rate, i) => channel(`c${i}`, { sampling_rate: rate }));
  return { source: new SignalSource(recording(), channels, () => {}, fetch), asked };
}

const page = (start: number): PageWindow => ({ start, end: start + 10, secondsPerPixel: 0.01, extent: { start: 0, end: 3600 } });

describe('SignalSource', () => {
  it('asks for the page first, and for the pages beside it when that is there', async () => {
    const { source, asked } = sourceOf();
    expect(source.show(page(100)).settled).toBe(false);
    expect(asked.map(a => a.query.start)).toEqual([100]);
    await asked[0]?.answer();
    expect(source.show(page(100)).settled).toBe(true);
    expect(asked.map(a => a.query.start)).toEqual([100, 110, 90]);
  });

  it('asks one sample further than the tile, so that tiles join', () => {
    const { source, asked } = sourceOf();
    source.show(page(100));
    expect(asked[0]?.query.end).toBe(110 + 1 / 256);
  });

  it('asks once for each sampling rate', () => {
    const { source, asked } = sourceOf([256, 1, 256]);
    source.show(page(100));
    expect(asked.map(a => a.query.channels)).toEqual([['c0', 'c2'], ['c1']]);
  });

  it('names no channels when all have one rate', () => {
    const { source, asked } = sourceOf([256, 256]);
    source.show(page(100));
    expect(asked.map(a => a.query.channels)).toEqual([null]);
  });

  it('drops requests that the page has moved away from', () => {
    const { source, asked } = sourceOf();
    source.show(page(100));
    source.show(page(500));
    expect(asked.map(a => a.signal.aborted)).toEqual([true, false]);
  });

  it('asks for nothing where the recording has no signal', () => {
    const { source, asked } = sourceOf();
    expect(source.show({ ...page(100), extent: { start: 0, end: 0 } })).toMatchObject({ signals: [], settled: true });
    expect(asked).toEqual([]);
  });

  it('fetches again what has arrived since, and shows the old until then', async () => {
    const { source, asked } = sourceOf();
    const window = { ...page(0), extent: { start: 0, end: 3 } };
    source.show(window);
    await asked[0]?.answer();
    source.invalidate(3, 4);
    expect(asked.length).toBe(2);
    expect(source.show(window)).toMatchObject({ settled: true });
    expect(source.show(window).signals.length).toBe(1);
  });

  it('fetches once more when signal arrives during a request', async () => {
    const { source, asked } = sourceOf();
    source.show({ ...page(0), extent: { start: 0, end: 3 } });
    source.invalidate(3, 4);
    expect(asked.length).toBe(1);
    await asked[0]?.answer();
    expect(asked.length).toBe(2);
  });

  it('tells what failed, and tries again when asked to', async () => {
    const { source, asked } = sourceOf();
    source.show(page(100));
    await asked[0]?.answer(new Error('store down'));
    expect(source.show(page(100))).toMatchObject({ settled: true, error: new Error('store down') });
    source.retry();
    source.show(page(100));
    expect(asked.filter(a => a.query.start === 100).length).toBe(2);
  });
});
