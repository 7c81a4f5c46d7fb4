import type { RecordingKey } from './recordings/recording';
import { pageSizes, sensitivities, standardView, type View } from './viewer/view';

/** All that an address of the page says. */
export interface PageState {
  readonly recording: RecordingKey | null;
  /** Seconds at the page's start; null: the start of the recording, or the newest signal of one being received. */
  readonly start: number | null;
  readonly view: Omit<View, 'start'>;
  readonly search: string;
  readonly listOpen: boolean;
}

export function parseState(query: string): PageState {
  const parameters = new URLSearchParams(query);
  const patient = parameters.get('patient');
  const recording = parameters.get('recording');
  return {
    recording: patient === null || recording === null ? null : { patient_id: patient, recording_id: recording },
    start: numberOf(parameters.get('t')),
    view: {
      page: oneOf(pageSizes, parameters.get('page'), standardView.page),
      sensitivity: oneOf(sensitivities, parameters.get('uv'), standardView.sensitivity),
      negativeUp: parameters.get('up') !== 'positive',
    },
    search: parameters.get('q') ?? '',
    listOpen: parameters.get('list') !== 'hidden',
  };
}

/** The query of a state, with its `?`; what is as usual is left out. */
export function formatState(state: PageState): string {
  const parameters = new URLSearchParams();
  if (state.recording) {
    parameters.set('patient', state.recording.patient_id);
    parameters.set('recording', state.recording.recording_id);
    if (state.start !== null) parameters.set('t', String(state.start));
    parameters.set('page', String(state.view.page));
    parameters.set('uv', String(state.view.sensitivity));
    if (!state.view.negativeUp) parameters.set('up', 'positive');
  }
  if (state.search !== '') parameters.set('q', state.search);
  if (!state.listOpen) parameters.set('list', 'hidden');
  const query = parameters.toString();
  return query === '' ? '/' : `/?${query}`;
}

function numberOf(text: string | null): number | null {
  const value = text === null || text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

function oneOf(values: readonly number[], text: string | null, otherwise: number): number {
  const value = numberOf(text);
  return value !== null && values.includes(value) ? value : otherwise;
}
