import { request } from '../http';
import { recordingQuery, type RecordingKey } from '../recordings/recording';
import { decodeNpy } from './npy';

/** A window of signal: `values` is [channels × points] in C order, each in its channel's unit, NaN where there is none. */
export interface Signal {
  readonly channels: readonly string[];
  readonly points: number;
  readonly values: Float32Array;
  /** Seconds from the recording's start to the first sample, or to the middle of the first column. */
  readonly first: number;
  /** Seconds between samples or columns. */
  readonly step: number;
  /** Points are (min, max) pairs, one pair per column. */
  readonly pairs: boolean;
}

export interface SignalQuery {
  readonly start: number;
  readonly end: number;
  /** Names of channels of one sampling rate (Hz); null: all that the recording has. */
  readonly channels: readonly string[] | null;
  readonly rate: number;
  /** At most this many points; null: every sample. */
  readonly maxPoints: number | null;
}

export async function fetchSignal(key: RecordingKey, query: SignalQuery, signal: AbortSignal): Promise<Signal> {
  const parameters = recordingQuery(key);
  parameters.set('start', String(query.start));
  parameters.set('end', String(query.end));
  if (key.created_at !== undefined) parameters.set('declared', key.created_at);
  for (const name of query.channels ?? []) parameters.append('channels', name);
  if (query.maxPoints !== null) parameters.set('max_points', String(query.maxPoints));
  const response = await request(`/eeg?${parameters}`, { headers: { Accept: 'application/x-npy' }, signal });
  return toSignal(response.headers, await response.arrayBuffer(), query);
}

export function toSignal(headers: Headers, body: ArrayBuffer, query: SignalQuery): Signal {
  const { shape, values } = decodeNpy(body);
  const [rows = 0, points = 0] = shape;
  const channels: unknown = JSON.parse(headers.get('X-Berger-Channels') ?? 'null');
  if (!Array.isArray(channels) || channels.length !== rows) throw new Error(`The server did not name the ${rows} channels that it sent (X-Berger-Channels).`);
  const start = Number(headers.get('X-Berger-Start') ?? query.start);
  const pairs = headers.get('X-Berger-Layout') === 'min-max';
  if (!pairs) {
    const rate = Number(headers.get('X-Berger-Sampling-Rate') ?? query.rate);
    return { channels: channels.map(String), points, values, first: start, step: 1 / rate, pairs };
  }
  const step = points === 0 ? 1 : (query.end - query.start) / (points / 2);
  return { channels: channels.map(String), points, values, first: query.start + step / 2, step, pairs };
}
