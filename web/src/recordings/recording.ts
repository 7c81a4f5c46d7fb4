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

/** The recording after signal from `start` to `end` arrived: with a gap where signal was skipped, and without where it came late. */
export function extended(recording: Recording, start: number, end: number): Recording {
  const { start_sec, end_sec, gaps, sampling_rate } = recording;
  const tolerance = 0.5 / sampling_rate;
  const left = gaps.flatMap(gap => remaining(gap, start, end).filter(part => part.end - part.start > tolerance));
  const filled = left.length !== gaps.length || left.some((gap, i) => gap.start !== gaps[i]?.start || gap.end !== gaps[i]?.end);
  if (start >= start_sec && end <= end_sec && !filled) return recording;
  if (start > end_sec + tolerance) left.push({ start: end_sec, end: start });
  if (end < start_sec - tolerance) left.unshift({ start: end, end: start_sec });
  const extent = { start_sec: Math.min(start, start_sec), end_sec: Math.max(end, end_sec) };
  return { ...recording, ...extent, duration_sec: extent.end_sec - extent.start_sec, gaps: left, state: 'receiving' };
}

/** What is left of a gap when signal from `start` to `end` is there. */
function remaining(gap: Gap, start: number, end: number): Gap[] {
  if (end <= gap.start || start >= gap.end) return [gap];
  return [{ start: gap.start, end: start }, { start: end, end: gap.end }];
}
