/** One channel as `GET /recordings` tells it; `name` is unique within its recording, `label` may repeat. */
export interface Channel {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  /** Samples per second. */
  readonly sampling_rate: number;
  /** In `unit`; null where samples are floats. */
  readonly physical_min: number | null;
  readonly physical_max: number | null;
  readonly digital_min: number | null;
  readonly digital_max: number | null;
  readonly transducer: string;
  readonly prefiltering: string;
}

/** Seconds from the recording's start. */
export interface Gap {
  readonly start: number;
  readonly end: number;
}

/** One recording as `GET /recordings` tells it; times are seconds from its start. */
export interface Recording {
  readonly patient_id: string;
  readonly recording_id: string;
  /** UTC, ISO 8601. */
  readonly start_time: string | null;
  /** When it was declared on this server. */
  readonly created_at: string;
  readonly start_sec: number;
  readonly end_sec: number;
  readonly duration_sec: number;
  readonly sampling_rate: number;
  readonly channel_count: number;
  readonly channels: readonly Channel[];
  readonly gaps: readonly Gap[];
  readonly state: 'receiving' | 'complete';
  readonly bytes_stored: number;
  readonly num_annotations: number;
}

export interface RecordingKey {
  readonly patient_id: string;
  readonly recording_id: string;
  /** Tells it from one of the same name on a server whose data was replaced, since windows of signal are cached for good. */
  readonly created_at?: string;
}

export function sameRecording(a: RecordingKey, b: RecordingKey): boolean {
  return a.patient_id === b.patient_id && a.recording_id === b.recording_id;
}

/** The query that names a recording on the wire. */
export function recordingQuery(key: RecordingKey): URLSearchParams {
  return new URLSearchParams({ patient_id: key.patient_id, recording_id: key.recording_id });
}

/** The recording after signal from `start` to `end` arrived: longer, and with a gap where signal was skipped. */
export function extended(recording: Recording, start: number, end: number): Recording {
  if (end <= recording.end_sec) return recording;
  const skipped = start > recording.end_sec + 0.5 / recording.sampling_rate;
  return {
    ...recording,
    end_sec: end,
    duration_sec: end - recording.start_sec,
    gaps: skipped ? [...recording.gaps, { start: recording.end_sec, end: start }] : recording.gaps,
    state: 'receiving',
  };
}
