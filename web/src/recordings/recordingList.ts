import { button, h, setText } from '../dom';
import { describe } from '../http';
import { formatLength } from '../time/format';
import { RecordingItem } from './recordingItem';
import { sameRecording, type Recording, type RecordingKey } from './recording';

export interface ListActions {
  /** The address of a recording. */
  readonly href: (key: RecordingKey) => string;
  readonly choose: (key: RecordingKey) => void;
  readonly search: (text: string) => void;
  readonly retry: () => void;
}

/** All recordings by patient, with a search box. */
export class RecordingList {
  readonly #actions: ListActions;
  readonly #search = h('input', { type: 'search', placeholder: 'Search patient or recording', 'aria-label': 'Search recordings', 'data-testid': 'search' });
  readonly #list = h('div', { class: 'list', 'data-testid': 'recordings', 'data-state': 'loading', 'aria-busy': 'true' });
  readonly #summary = h('p', { class: 'summary quiet', role: 'status' });
  readonly element = h('nav', { class: 'recordings', 'aria-label': 'Recordings' }, this.#search, this.#list, this.#summary);
  #items = new Map<string, RecordingItem>();
  #recordings: readonly Recording[] = [];
  #chosen: RecordingKey | null = null;

  constructor(actions: ListActions, search: string) {
    this.#actions = actions;
    this.#search.value = search;
    this.#search.addEventListener('input', () => {
      actions.search(this.#search.value);
      this.#arrange();
    });
    this.#list.append(...Array.from({ length: 6 }, () => h('div', { class: 'skeleton' })));
  }

  show(recordings: readonly Recording[]): void {
    this.#recordings = recordings;
    this.#setState(recordings.length === 0 ? 'empty' : 'ready');
    this.#arrange();
  }

  choose(key: RecordingKey | null): void {
    this.#chosen = key;
    for (const item of this.#items.values()) item.setChosen(key !== null && sameRecording(item.recording, key));
  }

  fail(error: unknown): void {
    const { title, detail } = describe(error);
    this.#setState('failed');
    setText(this.#summary, '');
    this.#list.replaceChildren(h('div', { class: 'refusal', role: 'alert' },
      h('p', {}, `The recordings could not be loaded: ${title}.`), h('p', {}, detail), button({}, 'Try again', this.#actions.retry)));
  }

  #setState(state: 'ready' | 'empty' | 'failed'): void {
    this.#list.dataset['state'] = state;
    this.#list.removeAttribute('aria-busy');
  }

  #arrange(): void {
    const words = this.#search.value.trim().toLowerCase().split(/\s+/);
    const matching = this.#recordings.filter(r => words.every(word => `${r.patient_id} ${r.recording_id}`.toLowerCase().includes(word)));
    const items = new Map<string, RecordingItem>();
    const elements: HTMLElement[] = [];
    let patient: string | null = null;
    for (const recording of matching) {
      if (recording.patient_id !== patient) elements.push(h('h2', {}, (patient = recording.patient_id)));
      const key = JSON.stringify([recording.patient_id, recording.recording_id]);
      const item = this.#items.get(key) ?? new RecordingItem(recording, this.#actions.href(recording), () => this.#actions.choose(recording));
      item.show(recording);
      items.set(key, item);
      elements.push(item.element);
    }
    const unchanged = [...items.keys()].join() === [...this.#items.keys()].join() && this.#list.childElementCount === elements.length;
    this.#items = items;
    if (!unchanged) this.#replace(elements);
    this.choose(this.#chosen);
    const total = matching.reduce((sum, recording) => sum + recording.duration_sec, 0);
    setText(this.#summary, this.#recordings.length === 0 ? '' : `${matching.length} of ${this.#recordings.length} recordings, ${formatLength(total)}`);
  }

  /** Puts other elements into the list; the focus stays on its recording. */
  #replace(elements: readonly HTMLElement[]): void {
    const focused = document.activeElement;
    this.#list.replaceChildren(...elements);
    if (focused instanceof HTMLElement && this.#list.contains(focused)) focused.focus();
    if (elements.length === 0) this.#list.append(h('p', { class: 'quiet' }, this.#recordings.length === 0 ? 'No recordings yet.' : 'No recording has that in its name.'));
  }
}
