import { lineWidth, visiblePoints, type Frame, type Lane, type Painter, type Rgb, type Strip } from './frame';

/** Draws the same traces on a 2D canvas, where there is no WebGL2. */
export class FlatPainter implements Painter {
  readonly #context: CanvasRenderingContext2D;

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
  }

  paint(frame: Frame, ratio: number): void {
    const context = this.#context;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    context.lineWidth = Math.max(1 / ratio, lineWidth);
    context.lineJoin = 'bevel';
    for (const strip of frame.strips) {
      strip.lanes.forEach((index, row) => {
        const lane = frame.lanes[index];
        if (!lane) return;
        this.#stroke(strip, row, lane, frame, ratio, () => true, lane.colour);
        this.#stroke(strip, row, lane, frame, ratio, value => value <= lane.low || value >= lane.high, frame.warning);
      });
    }
  }

  /** Strokes the segments that have a value which is `chosen` at either end. */
  #stroke(strip: Strip, row: number, lane: Lane, frame: Frame, ratio: number, chosen: (value: number) => boolean, colour: Rgb): void {
    const context = this.#context;
    const perStep = strip.pairs ? 2 : 1;
    const perSecond = context.canvas.width / ratio / (frame.end - frame.start);
    const { from, to } = visiblePoints(strip, frame);
    const x = (i: number): number => (strip.first + Math.floor(i / perStep) * strip.step - frame.start) * perSecond;
    const y = (value: number): number => lane.y + (value - lane.zero) * lane.gain;
    context.beginPath();
    let previous = NaN;
    let drawing = false;
    for (let i = from; i < to; i++) {
      const value = strip.values[row * strip.points + i] ?? NaN;
      const visible = !Number.isNaN(value) && !Number.isNaN(previous) && (chosen(value) || chosen(previous));
      if (visible && !drawing) context.moveTo(x(i - 1), y(previous));
      if (visible) context.lineTo(x(i), y(value));
      drawing = visible;
      previous = value;
    }
    context.strokeStyle = `rgb(${colour.map(part => Math.round(part * 255)).join(' ')})`;
    context.stroke();
  }
}
