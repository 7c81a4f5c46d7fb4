import { describe, expect, it } from 'vitest';
import { inForce, isSeizure, neighbour, type Annotation } from '../../src/annotations/annotation';

const annotation = (id: number, onset: number, text = 'seizure', supersedes: number | null = null): Annotation => ({
  id, patient_id: 'p', recording_id: 'r', onset, duration: 10, text, channels: [], author: '', origin: '', created_at: '', supersedes,
});

describe('isSeizure', () => {
  it.each(['seizure', 'Seizure, focal', 'SEIZ', 'sz', 'SZ_foc'])('knows %s', text => expect(isSeizure(annotation(1, 0, text))).toBe(true));
  it.each(['eyes closed', 'szene', 'T1', ''])('leaves %s alone', text => expect(isSeizure(annotation(1, 0, text))).toBe(false));
});

describe('inForce', () => {
  it('leaves out what was superseded, and orders by onset', () => {
    expect(inForce([annotation(1, 50), annotation(2, 20), annotation(3, 60, 'no seizure', 1)]).map(a => a.id)).toEqual([2, 3]);
  });
});

describe('neighbour', () => {
  const events = [annotation(1, 0), annotation(2, 5), annotation(3, 100)];

  it('goes by the page when nothing was gone to', () => {
    expect(neighbour(events, 1, 0, null)?.id).toBe(1);
    expect(neighbour(events, 1, 6, null)?.id).toBe(3);
    expect(neighbour(events, -1, 6, null)?.id).toBe(2);
    expect(neighbour(events, -1, 0, null)).toBeNull();
  });

  it('goes on from the event that was gone to', () => {
    expect(neighbour(events, 1, 0, 1)?.id).toBe(2);
    expect(neighbour(events, -1, 0, 2)?.id).toBe(1);
    expect(neighbour(events, 1, 98, 3)).toBeNull();
  });
});
