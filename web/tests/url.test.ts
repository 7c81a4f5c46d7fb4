import { describe, expect, it } from 'vitest';
import { formatState, parseState } from '../src/url';

describe('the address', () => {
  it('holds recording, place and scale', () => {
    const query = '?patient=chb01&recording=chb01_03.edf&t=2996&page=30&uv=10&up=positive';
    const state = parseState(query);
    expect(state).toMatchObject({ recording: { patient_id: 'chb01', recording_id: 'chb01_03.edf' }, start: 2996, view: { page: 30, sensitivity: 10, negativeUp: false } });
    expect(formatState(state)).toBe(`/${query}`);
  });

  it('is plain when nothing is chosen', () => {
    expect(formatState(parseState(''))).toBe('/');
  });

  it('brings names with any characters there and back', () => {
    const recording = { patient_id: 'a&b=ü', recording_id: '<script>?#' };
    expect(parseState(formatState({ ...parseState(''), recording }).slice(1)).recording).toEqual(recording);
  });

  it('falls back on the usual for what makes no sense', () => {
    expect(parseState('?patient=a&recording=b&t=x&page=7&uv=-1')).toMatchObject({ start: null, view: { page: 10, sensitivity: 7, negativeUp: true } });
  });
});
