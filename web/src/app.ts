import { Address } from './address';
import { fetchAnnotations } from './annotations/annotationsClient';
import { coalesced } from './coalesced';
import { button, h } from './dom';
import { isAbort } from './http';
import { LiveFeed, type Connection, type LiveMessage } from './live/liveFeed';
import { Catalog } from './recordings/catalog';
import { sameRecording, type RecordingKey } from './recordings/recording';
import { RecordingList } from './recordings/recordingList';
import { formatState } from './url';
import { commandOf, isForControl } from './viewer/keys';
import { Viewer } from './viewer/viewer';
import { welcome } from './welcome';

/** The page: recordings on the left, the chosen one's traces beside them, kept up to date while devices stream. */
export class App {
  readonly #address = new Address(() => this.#followAddress());
  readonly #catalog = new Catalog({ changed: missed => this.#catalogChanged(missed), failed: error => this.#catalogFailed(error) });
  readonly #viewer = new Viewer({
    viewChanged: ({ start, ...view }, following) => this.#address.replace({ start: following ? null : start, view }),
    retryAnnotations: () => void this.#loadAnnotations(),
  });
  readonly #list = new RecordingList({
    href: key => formatState({ ...this.#address.state, recording: key, start: null }),
    choose: key => this.#choose(key),
    search: text => this.#address.replace({ search: text }),
    retry: () => void this.#catalog.refresh(),
  }, this.#address.state.search);
  readonly #toggle = button({ 'data-testid': 'toggle-list', title: 'Show or hide the recordings' }, '☰', () => this.#toggleList());
  readonly #main = h('main', {});
  readonly #root: HTMLElement;
  readonly #loadAnnotationsSoon = coalesced(300, () => void this.#loadAnnotations());
  readonly #showRecordingsSoon = coalesced(300, () => this.#list.show(this.#catalog.recordings));
  #shown: RecordingKey | null = null;
  #annotationRequest = new AbortController();

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#toggle.setAttribute('aria-label', 'Recordings');
    root.append(h('header', { class: 'top' }, this.#toggle, h('h1', {}, 'Berger'), this.#viewer.bar), this.#list.element, this.#main);
    document.addEventListener('keydown', event => {
      const command = isForControl(event.target, event.key) ? null : commandOf(event);
      if (command === null) return;
      event.preventDefault();
      this.#viewer.run(command);
    });
  }

  start(): void {
    this.#showList();
    void this.#catalog.refresh();
    new LiveFeed({ message: message => this.#hear(message), connection: (state, again) => this.#connection(state, again) }).connect();
  }

  #choose(key: RecordingKey): void {
    this.#address.push({ recording: key, start: null });
    this.#show();
  }

  #followAddress(): void {
    this.#shown = null;
    this.#showList();
    this.#show();
  }

  #catalogChanged(missed: boolean): void {
    this.#list.show(this.#catalog.recordings);
    const recording = this.#shown && this.#catalog.find(this.#shown);
    if (recording) this.#viewer.update(recording, missed);
    else this.#show();
  }

  #catalogFailed(error: unknown): void {
    if (this.#catalog.recordings.length > 0) return;
    this.#list.fail(error);
    this.#main.replaceChildren(welcome.failed());
  }

  /** Shows what the address asks for. */
  #show(): void {
    const { recording: wanted, start, view } = this.#address.state;
    const recording = wanted && this.#catalog.find(wanted);
    this.#list.choose(wanted);
    if (!recording) {
      this.#shown = null;
      this.#viewer.close();
      this.#root.classList.remove('viewing');
      this.#main.replaceChildren(wanted ? welcome.missing(wanted) : this.#catalog.recordings.length === 0 ? welcome.empty() : welcome.choose());
      return;
    }
    if (this.#shown && sameRecording(this.#shown, recording)) return;
    this.#shown = wanted;
    document.title = `${recording.recording_id}, ${recording.patient_id} - Berger`;
    this.#root.classList.add('viewing');
    this.#main.replaceChildren(this.#viewer.element);
    this.#viewer.open(recording, { ...view, start: start ?? recording.start_sec }, start === null && recording.state === 'receiving');
    void this.#loadAnnotations();
  }

  async #loadAnnotations(): Promise<void> {
    if (!this.#shown) return;
    this.#annotationRequest.abort();
    const { signal } = (this.#annotationRequest = new AbortController());
    try {
      const annotations = await fetchAnnotations(this.#shown, signal);
      if (!signal.aborted) this.#viewer.showAnnotations(annotations);
    } catch (error) {
      if (!isAbort(error)) this.#viewer.failAnnotations(error);
    }
  }

  #hear(message: LiveMessage): void {
    const ofShown = this.#shown !== null && sameRecording(this.#shown, message);
    if (message.type !== 'block') {
      if (ofShown && message.type === 'annotation') this.#loadAnnotationsSoon();
      this.#catalog.refreshSoon();
      return;
    }
    const recording = this.#catalog.receive(message, message.start, message.end);
    if (!recording) return;
    this.#showRecordingsSoon();
    if (ofShown) this.#viewer.received(recording, message.start, message.end);
  }

  #connection(state: Connection, again: boolean): void {
    this.#viewer.showConnection(state);
    if (!again) return;
    void this.#catalog.refresh(true);
    void this.#loadAnnotations();
  }

  #toggleList(): void {
    this.#address.replace({ listOpen: !this.#address.state.listOpen });
    this.#showList();
  }

  #showList(): void {
    const { listOpen } = this.#address.state;
    this.#root.classList.toggle('list-hidden', !listOpen);
    this.#toggle.setAttribute('aria-expanded', String(listOpen));
  }
}
