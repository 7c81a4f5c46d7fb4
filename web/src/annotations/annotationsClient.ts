import { getArray } from '../http';
import { recordingQuery, type RecordingKey } from '../recordings/recording';
import { inForce, type Annotation } from './annotation';

export async function fetchAnnotations(key: RecordingKey, signal?: AbortSignal): Promise<Annotation[]> {
  return inForce(await getArray<Annotation>(`/annotations?${recordingQuery(key)}`, signal));
}
