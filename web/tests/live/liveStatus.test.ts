import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveStatus } from '../../src/live/liveStatus';
import { recording } from '../recordings/channels';

describe('LiveStatus', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const receiving = recording({ state: 'receiving' });
  const open = (): LiveStatus => {
    const status = new LiveStatus(() => {});
    status.connection = 'open';
    status.listen();
    return status;
  };

  it('tells following, paused and how far behind', () => {
    expect(open().badge(receiving, true, 0).words).toBe('live');
    expect(open().badge(receiving, false, 12.3).words).toBe('live, paused, 12 s behind');
  });

  it('admits that nothing comes', () => {
    const status = open();
    vi.advanceTimersByTime(6000);
    expect(status.badge(receiving, true, 0).words).toBe('live, waiting for signal');
    status.listen();
    expect(status.badge(receiving, true, 0).words).toBe('live');
  });

  it('admits a lost connection', () => {
    const status = open();
    status.connection = 'lost';
    expect(status.badge(receiving, true, 0)).toEqual({ kind: 'fault', words: 'no live updates, reconnecting' });
  });
});
