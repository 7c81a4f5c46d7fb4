import { describe, expect, it } from 'vitest';
import { parseLive } from '../../src/live/liveFeed';

const named = { patient_id: 'p', recording_id: 'r' };

describe('parseLive', () => {
  it('reads blocks, annotations and the end of a recording', () => {
    expect(parseLive(JSON.stringify({ type: 'complete', ...named, start: 0, end: 9 }))).toEqual({ type: 'complete', ...named });
    expect(parseLive(JSON.stringify({ type: 'block', ...named, start: 12, end: 13 }))).toEqual({ type: 'block', ...named, start: 12, end: 13 });
    expect(parseLive(JSON.stringify({ type: 'annotation', ...named }))).toEqual({ type: 'annotation', ...named });
  });

  it.each(['', 'nonsense', 'null', '{}', '{"type":"block"}', JSON.stringify({ type: 'block', ...named, start: '1', end: 2 }), JSON.stringify({ type: 'other', ...named })])(
    'leaves %s alone', text => expect(parseLive(text)).toBeNull());
});
