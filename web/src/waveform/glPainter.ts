import { lineWidth, visiblePoints, type Frame, type Lane, type Painter, type Strip } from './frame';
import { fragmentShader, vertexShader } from './shaders';

/** Stands for NaN on the graphics card, where NaN is not reliable. */
const missing = 3e38;
const uniforms = ['size', 'time', 'lane', 'limits', 'halfWidth', 'colour', 'warning'] as const;
type Uniform = (typeof uniforms)[number];

/** Draws traces with WebGL2. Each strip goes to the graphics card once; moving the page only moves it there. */
export class GlPainter implements Painter {
  readonly #gl: WebGL2RenderingContext;
  readonly #uniforms: Record<Uniform, WebGLUniformLocation | null>;
  #buffers = new Map<Strip, WebGLBuffer>();

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    const program = link(gl);
    this.#uniforms = Object.fromEntries(uniforms.map(name => [name, gl.getUniformLocation(program, name)])) as Record<Uniform, WebGLUniformLocation | null>;
    gl.useProgram(program);
    for (const attribute of [0, 1]) {
      gl.enableVertexAttribArray(attribute);
      gl.vertexAttribDivisor(attribute, 1);
    }
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  paint(frame: Frame, ratio: number): void {
    const gl = this.#gl;
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.uniform2f(this.#uniforms.size, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.uniform1f(this.#uniforms.halfWidth, Math.max(1, lineWidth * ratio) / 2);
    gl.uniform3f(this.#uniforms.warning, ...frame.warning);
    this.#keepOnly(frame.strips);
    for (const strip of frame.strips) this.#paintStrip(strip, frame, ratio);
  }

  #paintStrip(strip: Strip, frame: Frame, ratio: number): void {
    const gl = this.#gl;
    const { from, to } = visiblePoints(strip, frame);
    if (to - from < 2) return;
    const perStep = strip.pairs ? 2 : 1;
    const perSecond = gl.drawingBufferWidth / (frame.end - frame.start);
    const x = (strip.first + (from / perStep) * strip.step - frame.start) * perSecond;
    gl.uniform3f(this.#uniforms.time, x, strip.step * perSecond, perStep);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#bufferOf(strip));
    strip.lanes.forEach((index, row) => {
      const lane = frame.lanes[index];
      if (!lane) return;
      this.#setLane(lane, ratio);
      const offset = (row * strip.points + from) * 4;
      gl.vertexAttribPointer(0, 1, gl.FLOAT, false, 4, offset);
      gl.vertexAttribPointer(1, 1, gl.FLOAT, false, 4, offset + 4);
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, to - from - 1);
    });
  }

  #setLane(lane: Lane, ratio: number): void {
    const gl = this.#gl;
    gl.uniform3f(this.#uniforms.lane, lane.y * ratio, lane.zero, lane.gain * ratio);
    gl.uniform2f(this.#uniforms.limits, Math.max(lane.low, -missing), Math.min(lane.high, missing));
    gl.uniform3f(this.#uniforms.colour, ...lane.colour);
  }

  #bufferOf(strip: Strip): WebGLBuffer | null {
    const known = this.#buffers.get(strip);
    if (known) return known;
    const gl = this.#gl;
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, strip.values.map(value => (Number.isNaN(value) ? missing : value)), gl.STATIC_DRAW);
    this.#buffers.set(strip, buffer);
    return buffer;
  }

  #keepOnly(strips: readonly Strip[]): void {
    const kept = new Set(strips);
    for (const [strip, buffer] of this.#buffers) {
      if (kept.has(strip)) continue;
      this.#gl.deleteBuffer(buffer);
      this.#buffers.delete(strip);
    }
  }
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  gl.attachShader(program, compile(gl, gl.VERTEX_SHADER, vertexShader));
  gl.attachShader(program, compile(gl, gl.FRAGMENT_SHADER, fragmentShader));
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) throw new Error(`WebGL2: ${gl.getProgramInfoLog(program) ?? 'the program does not link'}`);
  return program;
}

function compile(gl: WebGL2RenderingContext, type: GLenum, source: string): WebGLShader {
  const shader = gl.createShader(type);
  if (!shader) throw new Error('WebGL2: no shader can be made.');
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) throw new Error(`WebGL2: ${gl.getShaderInfoLog(shader) ?? 'a shader does not compile'}`);
  return shader;
}
