import { drawAnnotationLabels, drawAnnotations } from '../annotations/annotationLayer';
import type { Annotation } from '../annotations/annotation';
import { button, h } from '../dom';
import { describe } from '../http';
import type { Recording } from '../recordings/recording';
import type { PageSignal } from '../signal/signalSource';
import type { Signal } from '../signal/eegClient';
import type { Strip } from '../waveform/frame';
import { WaveformCanvas } from '../waveform/waveformCanvas';
import { drawAxis } from './axis';
import { drawGaps } from './gapLayer';
import type { Geometry } from './geometry';
import { drawGrid } from './grid';
import { Labels } from './labels';
import { lanesFor } from './lanes';
import { readPalette, type Palette } from './palette';
import { ScaleBar } from './scaleBar';
import type { View } from './view';

/** The traces of one page with all that lies under and over them. */
export class Stage {
  readonly #grid = h('canvas', { class: 'layer', 'aria-hidden': 'true' });
  readonly #gaps = h('div', { class: 'layer gaps' });
  readonly #annotations = h('div', { class: 'layer', 'aria-hidden': 'true' });
  readonly #annotationLabels = h('div', { class: 'layer labels-over', role: 'group', 'aria-label': 'Annotations on this page' });
  readonly #waveform = new WaveformCanvas();
  readonly #scaleBar = new ScaleBar();
  readonly #message = h('div', { class: 'stage-message', role: 'alert', 'data-testid': 'signal-error', hidden: true });
  readonly #labels = new Labels();
  readonly #axis = h('div', { class: 'axis', 'data-testid': 'axis' });
  readonly traces = h('div', { class: 'traces', 'data-testid': 'traces', tabindex: 0, role: 'group' });
  readonly element = h('div', { class: 'stage' }, this.#labels.element, this.traces, this.#axis);
  readonly #retry: () => void;
  #palette: Palette | null = null;
  #rows = new Map<string, number>();
  #strips = new WeakMap<Signal, Strip>();

  constructor(retry: () => void) {
    this.#retry = retry;
    this.#waveform.element.className = 'layer';
    this.#waveform.element.setAttribute('aria-hidden', 'true');
    this.traces.append(this.#grid, this.#gaps, this.#annotations, this.#waveform.element, this.#annotationLabels, this.#scaleBar.element, this.#message);
  }

  get technique(): string {
    return this.#waveform.technique;
  }

  get width(): number {
    return this.traces.clientWidth;
  }

  open(recording: Recording): void {
    this.#rows = new Map(recording.channels.map((channel, i) => [channel.name, i]));
    this.#strips = new WeakMap();
    this.#labels.show(recording.channels);
  }

  /** The colour scheme has changed. */
  forgetColours(): void {
    this.#palette = null;
  }

  /** Everything but the canvases, at once: what the page is, and that it is not drawn yet. */
  place(recording: Recording, view: View, annotations: readonly Annotation[], current: number | null): void {
    const geometry = this.#geometry(view);
    const { dataset } = this.traces;
    dataset['start'] = String(geometry.start);
    dataset['end'] = String(geometry.end);
    dataset['state'] = 'loading';
    this.traces.setAttribute('aria-label', `Traces of ${recording.channel_count} channels, ${geometry.start} to ${geometry.end} seconds`);
    drawGaps(this.#gaps, geometry, recording);
    drawAnnotations(this.#annotations, geometry, annotations);
    drawAnnotationLabels(this.#annotationLabels, geometry, annotations, current);
    drawAxis(this.#axis, geometry, recording.start_time);
    this.#labels.layOut(geometry.height);
    this.#scaleBar.show(view, geometry.width);
  }

  /** Draws the signal at hand; `complete`: nothing else is awaited. */
  paint(recording: Recording, view: View, page: PageSignal, complete: boolean): void {
    const geometry = this.#geometry(view);
    this.#palette ??= readPalette();
    drawGrid(this.#grid, geometry, this.#palette);
    this.#waveform.draw({
      start: geometry.start,
      end: geometry.end,
      lanes: lanesFor(recording.channels, view, geometry.height, this.#palette),
      strips: page.signals.map(signal => this.#stripOf(signal)),
      warning: this.#palette.warning,
    });
    this.#labels.judge(page.signals, geometry.start, geometry.end);
    this.#showError(page.error);
    this.traces.dataset['state'] = page.error !== null ? 'failed' : complete ? 'ready' : 'loading';
  }

  #geometry(view: View): Geometry {
    return { start: view.start, end: view.start + view.page, width: this.traces.clientWidth, height: this.traces.clientHeight };
  }

  #stripOf(signal: Signal): Strip {
    let strip = this.#strips.get(signal);
    if (!strip) {
      const { values, points, first, step, pairs, channels } = signal;
      strip = { values, points, first, step, pairs, lanes: channels.map(name => this.#rows.get(name) ?? -1) };
      this.#strips.set(signal, strip);
    }
    return strip;
  }

  #showError(error: unknown): void {
    this.#message.hidden = error === null;
    if (error === null) return this.#message.replaceChildren();
    if (this.#message.childElementCount > 0) return;
    const { title, detail } = describe(error);
    this.#message.replaceChildren(h('strong', {}, `This page's signal could not be loaded: ${title}`), h('p', {}, detail), button({}, 'Try again', this.#retry));
  }
}
