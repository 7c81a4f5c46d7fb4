import { isSeizure, neighbour, type Annotation } from '../annotations/annotation';
import { button, h } from '../dom';
import { describe } from '../http';
import type { Connection } from '../live/liveFeed';
import { LiveStatus } from '../live/liveStatus';
import type { Recording } from '../recordings/recording';
import { SignalSource } from '../signal/signalSource';
import { parseGoTo } from '../time/goTo';
import { openGoTo, openHelp, openInformation } from './dialogs';
import { Header } from './header';
import type { Command } from './keys';
import { Overview } from './overview';
import { Player } from './player';
import { scrollWith } from './scrolling';
import { Stage } from './stage';
import { Transport } from './transport';
import { clampStart, leadIn, pageSizes, sensitivities, stepped, type Extent, type View } from './view';

export interface ViewerListener {
  /** The page on screen has changed; `following`: it stays with the newest signal. */
  readonly viewChanged: (view: View, following: boolean) => void;
  readonly retryAnnotations: () => void;
}

/** What is open: replaced as a whole when another recording is. */
interface Opened {
  recording: Recording;
  view: View;
  following: boolean;
  readonly source: SignalSource;
  annotations: readonly Annotation[];
  annotationsSettled: boolean;
  /** The event that was gone to last, as long as the page has not been moved since. */
  current: number | null;
}

/** One recording on screen: its page, its place, its live state. Commands come from keys and buttons alike. */
export class Viewer {
  readonly #listener: ViewerListener;
  readonly #header = new Header({ run: command => this.run(command), change: change => this.#rescale(change) });
  readonly #stage = new Stage(() => this.#opened?.source.retry());
  readonly #overview = new Overview(start => this.#goTo(start));
  readonly #transport = new Transport(this.#overview, command => this.run(command));
  readonly #notice = h('div', { class: 'notice', role: 'status', 'data-testid': 'notice', hidden: true });
  readonly #player = new Player(seconds => this.#advance(seconds));
  readonly #status = new LiveStatus(() => this.#showStatus());
  readonly bar = this.#header.element;
  readonly element = h('section', { class: 'viewer', 'aria-label': 'Traces' }, this.#notice, this.#stage.element, this.#transport.element);
  #opened: Opened | null = null;
  #paintRequest = 0;

  constructor(listener: ViewerListener) {
    this.#listener = listener;
    scrollWith(this.#stage.traces, pixels => this.#scroll(pixels));
    new ResizeObserver(() => this.#render()).observe(this.#stage.traces);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.#stage.forgetColours();
      this.#render();
    });
  }

  open(recording: Recording, view: View, following: boolean): void {
    this.close();
    const source = new SignalSource(recording, recording.channels, () => this.#requestPaint());
    this.#opened = { recording, view, following, source, annotations: [], annotationsSettled: false, current: null };
    this.#stage.open(recording);
    this.#header.showSeizures(0);
    this.#status.listen();
    this.#goTo(view.start, following);
  }

  close(): void {
    this.#player.pause();
    this.#opened?.source.close();
    this.#opened = null;
    this.#say(null);
  }

  /** Newer facts about the recording that is open. `missed`: signal may have arrived unheard. */
  update(recording: Recording, missed: boolean): void {
    const opened = this.#opened;
    if (!opened) return;
    const end = opened.recording.end_sec;
    opened.recording = recording;
    opened.following &&= recording.state === 'receiving';
    if (missed) opened.source.invalidate(-Infinity, Infinity);
    else if (recording.end_sec > end) opened.source.invalidate(end, recording.end_sec);
    this.#stay();
  }

  /** Signal of the open recording has arrived within [start, end) seconds; `recording` already counts it in. */
  received(recording: Recording, start: number, end: number): void {
    if (!this.#opened) return;
    this.#opened.recording = recording;
    this.#opened.source.invalidate(start, end);
    this.#status.listen();
    this.#stay();
  }

  showAnnotations(annotations: readonly Annotation[]): void {
    if (!this.#opened) return;
    this.#opened.annotations = annotations;
    this.#opened.annotationsSettled = true;
    this.#header.showSeizures(annotations.filter(isSeizure).length);
    this.#render();
  }

  failAnnotations(error: unknown): void {
    if (!this.#opened) return;
    this.#opened.annotationsSettled = true;
    const { title, detail } = describe(error);
    this.#say(`The annotations could not be loaded: ${title}. ${detail}`, this.#listener.retryAnnotations);
    this.#render();
  }

  showConnection(connection: Connection): void {
    this.#status.connection = connection;
    this.#showStatus();
  }

  run(command: Command): void {
    const opened = this.#opened;
    if (command === 'help') return openHelp();
    if (!opened) return;
    const { view, recording } = opened;
    this.#say(null);
    switch (command) {
      case 'page-next': return this.#goTo(view.start + view.page);
      case 'page-previous': return this.#goTo(view.start - view.page);
      case 'second-next': return this.#goTo(view.start + 1);
      case 'second-previous': return this.#goTo(view.start - 1);
      case 'tenth-next': return this.#goTo(view.start + view.page / 10);
      case 'tenth-previous': return this.#goTo(view.start - view.page / 10);
      case 'start': return this.#goTo(recording.start_sec);
      case 'end': return this.#goTo(recording.end_sec, recording.state === 'receiving');
      case 'more-sensitive': return this.#rescale({ sensitivity: stepped(sensitivities, view.sensitivity, -1) });
      case 'less-sensitive': return this.#rescale({ sensitivity: stepped(sensitivities, view.sensitivity, 1) });
      case 'shorter-page': return this.#rescale({ page: stepped(pageSizes, view.page, -1) });
      case 'longer-page': return this.#rescale({ page: stepped(pageSizes, view.page, 1) });
      case 'seizure-next': return this.#jump(opened.annotations.filter(isSeizure), 1, 'seizure');
      case 'seizure-previous': return this.#jump(opened.annotations.filter(isSeizure), -1, 'seizure');
      case 'event-next': return this.#jump(opened.annotations, 1, 'event');
      case 'event-previous': return this.#jump(opened.annotations, -1, 'event');
      case 'play': return this.#play();
      case 'information': return openInformation(recording, this.#stage.technique);
      case 'go-to': return openGoTo(text => this.#goToText(text));
    }
  }

  #goTo(start: number, following = false): void {
    this.#player.pause();
    this.#move(start, following);
  }

  #move(start: number, following: boolean): void {
    const opened = this.#opened;
    if (!opened) return;
    const extent = extentOf(opened.recording);
    opened.view = { ...opened.view, start: clampStart(following ? extent.end : start, opened.view.page, extent) };
    opened.following = following;
    opened.current = null;
    this.#render();
    this.#listener.viewChanged(opened.view, following);
  }

  /** Stays where the page is, or with the newest signal. */
  #stay(): void {
    if (this.#opened?.following) this.#move(0, true);
    else this.#render();
  }

  /** Another page length keeps the left edge, so that what was read stays in place. */
  #rescale(change: Partial<View>): void {
    const opened = this.#opened;
    if (!opened) return;
    const current = opened.current;
    opened.view = { ...opened.view, ...change };
    this.#move(opened.view.start, opened.following);
    opened.current = current;
  }

  #scroll(pixels: number): void {
    if (!this.#opened) return;
    const { view } = this.#opened;
    this.#goTo(view.start + (pixels / Math.max(1, this.#stage.width)) * view.page);
  }

  #jump(events: readonly Annotation[], direction: 1 | -1, word: string): void {
    const opened = this.#opened;
    if (!opened) return;
    const event = neighbour(events, direction, opened.view.start, opened.current);
    if (!event) return this.#say(events.length === 0 ? `No ${word} is annotated in this recording.` : `No ${direction > 0 ? 'later' : 'earlier'} ${word}.`);
    this.#goTo(event.onset - leadIn * opened.view.page);
    opened.current = event.id;
    this.#render();
  }

  #goToText(text: string): boolean {
    const opened = this.#opened;
    if (!opened) return false;
    const { recording, view } = opened;
    const extent = extentOf(recording);
    const seconds = parseGoTo(text, { now: view.start, ...extent, startTime: recording.start_time });
    if (seconds === null || seconds < extent.start || seconds > extent.end) return false;
    this.#goTo(seconds);
    return true;
  }

  #play(): void {
    const opened = this.#opened;
    if (!opened) return;
    if (opened.recording.state === 'receiving') return this.#goTo(opened.view.start, !opened.following);
    if (this.#player.playing) this.#player.pause();
    else this.#player.play();
    this.#render();
  }

  #advance(seconds: number): boolean {
    const opened = this.#opened;
    if (!opened) return false;
    const before = opened.view.start;
    this.#move(before + seconds, false);
    const more = opened.view.start + opened.view.page < opened.recording.end_sec;
    if (!more) this.#player.pause();
    return more;
  }

  #render(): void {
    const opened = this.#opened;
    if (!opened) return;
    const { recording, view, annotations } = opened;
    this.#stage.place(recording, view, annotations, opened.current);
    this.#header.show(recording, view, this.#stage.width);
    this.#overview.show(recording, view, annotations);
    this.#transport.show(recording, opened.following || this.#player.playing);
    this.#showStatus();
    this.#requestPaint();
  }

  #requestPaint(): void {
    if (this.#paintRequest === 0) this.#paintRequest = requestAnimationFrame(() => this.#paint());
  }

  #paint(): void {
    this.#paintRequest = 0;
    const opened = this.#opened;
    if (!opened || this.#stage.width === 0) return;
    const { recording, view, source } = opened;
    const secondsPerPixel = view.page / (this.#stage.width * window.devicePixelRatio);
    const page = source.show({ start: view.start, end: view.start + view.page, secondsPerPixel, extent: extentOf(recording) });
    this.#stage.paint(recording, view, page, page.settled && opened.annotationsSettled);
  }

  #showStatus(): void {
    if (!this.#opened) return;
    const { recording, following, view } = this.#opened;
    const { kind, words } = this.#status.badge(recording, following, recording.end_sec - view.start - view.page);
    this.#header.showBadge(kind, words);
  }

  #say(words: string | null, retry?: () => void): void {
    this.#notice.hidden = words === null;
    this.#notice.replaceChildren(...(words === null ? [] : [words]), ...(retry ? [button({}, 'Try again', retry)] : []));
  }
}

function extentOf(recording: Recording): Extent {
  return { start: recording.start_sec, end: recording.end_sec };
}
