import { getArray } from '../http';
import type { Recording } from './recording';

export function fetchRecordings(signal?: AbortSignal): Promise<Recording[]> {
  return getArray<Recording>('/recordings', signal);
}

export function fetchPatientRecordings(patientId: string, signal?: AbortSignal): Promise<Recording[]> {
  return getArray<Recording>(`/recordings?${new URLSearchParams({ patient_id: patientId })}`, signal);
}
