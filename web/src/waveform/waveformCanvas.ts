import { FlatPainter } from './flatPainter';
import type { Frame, Painter } from './frame';
import { GlPainter } from './glPainter';

/** A canvas that draws frames of traces, sharp at every device pixel ratio. It knows of nothing but frames. */
export class WaveformCanvas {
  readonly element: HTMLCanvasElement;
  #painter: Painter;
  #frame: Frame | null = null;

  constructor() {
    this.element = document.createElement('canvas');
    this.#painter = this.#makePainter();
    this.element.addEventListener('webglcontextlost', event => event.preventDefault());
    this.element.addEventListener('webglcontextrestored', () => {
      this.#painter = this.#makePainter();
      if (this.#frame) this.draw(this.#frame);
    });
  }

  /** How the traces are drawn, for people. */
  get technique(): string {
    return this.#painter instanceof GlPainter ? 'WebGL2' : '2D canvas (this browser offers no WebGL2)';
  }

  draw(frame: Frame): void {
    this.#frame = frame;
    const ratio = window.devicePixelRatio;
    const width = Math.max(1, Math.round(this.element.clientWidth * ratio));
    const height = Math.max(1, Math.round(this.element.clientHeight * ratio));
    if (this.element.width !== width) this.element.width = width;
    if (this.element.height !== height) this.element.height = height;
    this.#painter.paint(frame, ratio);
  }

  #makePainter(): Painter {
    const gl = this.element.getContext('webgl2', { alpha: true, antialias: false, premultipliedAlpha: true });
    if (gl) return new GlPainter(gl);
    const context = this.element.getContext('2d');
    if (!context) throw new Error('This browser offers neither WebGL2 nor a 2D canvas.');
    return new FlatPainter(context);
  }
}
