import { getArray } from '../http';
import type { Recording } from './recording';

export function fetchRecordings(): Promise<Recording[]> {
  return getArray<Recording>('/recordings');
}
