import type { Channel, Recording } from '../../src/recordings/recording';

export function channel(name: string, change: Partial<Channel> = {}): Channel {
  return {
    name, label: name, unit: 'uV', sampling_rate: 256,
    physical_min: -800, physical_max: 800, digital_min: -2048, digital_max: 2047,
    transducer: '', prefiltering: '', ...change,
  };
}

export function recording(change: Partial<Recording> = {}): Recording {
  const channels = change.channels ?? [channel('Fp1-F7')];
  return {
    patient_id: 'chb01', recording_id: 'chb01_03.edf', start_time: '2076-11-06T13:43:04Z', created_at: '2026-01-01T00:00:00Z',
    start_sec: 0, end_sec: 40, duration_sec: 40, sampling_rate: 256, channel_count: channels.length, channels,
    gaps: [], state: 'complete', bytes_stored: 0, num_annotations: 0, ...change,
  };
}
