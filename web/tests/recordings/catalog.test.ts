import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Catalog } from '../../src/recordings/catalog';
import type { Recording } from '../../src/recordings/recording';
import { recording } from './channels';

const key = { patient_id: 'chb01', recording_id: 'chb01_03.edf' };

describe('Catalog', () => {
  let answer: (recordings: Recording[]) => void = () => {};
  let asked = 0;

  beforeEach(() => {
    vi.useFakeTimers();
    asked = 0;
    vi.stubGlobal('fetch', () => new Promise<Response>(resolve => {
      asked++;
      answer = recordings => resolve(Response.json(recordings));
    }));
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const filled = async (): Promise<Catalog> => {
    const catalog = new Catalog({ changed: () => {}, failed: error => expect.fail(String(error)) });
    const done = catalog.refresh();
    answer([recording({ recording_id: 'b10' }), recording(), recording({ recording_id: 'b9' })]);
    await done;
    return catalog;
  };

  it('orders by name, numbers by their value', async () => {
    expect((await filled()).recordings.map(r => r.recording_id)).toEqual(['b9', 'b10', 'chb01_03.edf']);
  });

  it('counts in signal that arrives', async () => {
    const catalog = await filled();
    expect(catalog.receive(key, 40, 41)?.end_sec).toBe(41);
    expect(catalog.find(key)?.end_sec).toBe(41);
  });

  it('does not go back when an answer is older than what was heard', async () => {
    const catalog = await filled();
    const done = catalog.refresh();
    catalog.receive(key, 40, 41);
    answer([recording()]);
    await done;
    expect(catalog.find(key)?.end_sec).toBe(41);
  });

  it('looks up a recording that it does not know', async () => {
    const catalog = await filled();
    expect(catalog.receive({ ...key, recording_id: 'new' }, 0, 1)).toBeNull();
    vi.advanceTimersByTime(2000);
    expect(asked).toBe(2);
  });
});
