import { h, setText } from '../dom';
import { formatLength } from '../time/format';
import type { Recording } from './recording';

/** One recording in the list: a link, so that it can also be opened beside this page. */
export class RecordingItem {
  readonly #state = h('span', { class: 'state' });
  readonly #facts = h('span', { class: 'facts' });
  readonly element: HTMLAnchorElement;
  recording: Recording;

  constructor(recording: Recording, href: string, choose: () => void) {
    this.recording = recording;
    this.element = h('a', {
      class: 'recording',
      href,
      'data-testid': 'recording',
      'data-recording-id': recording.recording_id,
      'data-patient-id': recording.patient_id,
    }, h('span', { class: 'name' }, recording.recording_id), this.#state, this.#facts);
    this.element.addEventListener('click', event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      choose();
    });
  }

  show(recording: Recording): void {
    this.recording = recording;
    const receiving = recording.state === 'receiving';
    this.element.dataset['state'] = recording.state;
    this.#state.className = `state ${recording.state}`;
    setText(this.#state, receiving ? 'receiving' : '');
    const annotations = recording.num_annotations;
    setText(this.#facts, `${formatLength(recording.duration_sec)} · ${recording.channel_count} ch${annotations === 0 ? '' : ` · ${annotations} annotation${annotations === 1 ? '' : 's'}`}`);
  }

  setChosen(chosen: boolean): void {
    if (chosen) this.element.setAttribute('aria-current', 'page');
    else this.element.removeAttribute('aria-current');
  }
}
