import { lineWidth, visiblePoints, type Frame, type Lane, type Painter, type Strip } from './frame';
import { fragmentShader, textureWidth, vertexShader } from './shaders';

/** Stands for NaN on the graphics card, where NaN is not reliable. */
const missing = 3e38;
const uniforms = ['base', 'size', 'time', 'lane', 'limits', 'halfWidth', 'colour', 'warning'] as const;
type Uniform = (typeof uniforms)[number];

/** Draws traces with WebGL2. Each strip goes to the graphics card once; moving the page only moves it there. */
export class GlPainter implements Painter {
  readonly #gl: WebGL2RenderingContext;
  readonly #uniforms: Record<Uniform, WebGLUniformLocation | null>;
  readonly #textures = new Map<Strip, WebGLTexture>();

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    const program = link(gl);
    this.#uniforms = Object.fromEntries(uniforms.map(name => [name, gl.getUniformLocation(program, name)])) as Record<Uniform, WebGLUniformLocation | null>;
    gl.useProgram(program);
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
    gl.bindTexture(gl.TEXTURE_2D, this.#textureOf(strip));
    strip.lanes.forEach((index, row) => {
      const lane = frame.lanes[index];
      if (!lane) return;
      this.#setLane(lane, ratio);
      gl.uniform1i(this.#uniforms.base, row * strip.points + from);
      gl.drawArrays(gl.TRIANGLES, 0, 6 * (to - from - 1));
    });
  }

  #setLane(lane: Lane, ratio: number): void {
    const gl = this.#gl;
    gl.uniform3f(this.#uniforms.lane, lane.y * ratio, lane.zero, lane.gain * ratio);
    gl.uniform2f(this.#uniforms.limits, Math.max(lane.low, -missing), Math.min(lane.high, missing));
    gl.uniform3f(this.#uniforms.colour, ...lane.colour);
  }

  #textureOf(strip: Strip): WebGLTexture | null {
    const known = this.#textures.get(strip);
    if (known) return known;
    const gl = this.#gl;
    const height = Math.max(1, Math.ceil(strip.values.length / textureWidth));
    const texels = new Float32Array(textureWidth * height);
    for (const [i, value] of strip.values.entries()) texels[i] = Number.isNaN(value) ? missing : value;
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32F, textureWidth, height, 0, gl.RED, gl.FLOAT, texels);
    this.#textures.set(strip, texture);
    return texture;
  }

  #keepOnly(strips: readonly Strip[]): void {
    const kept = new Set(strips);
    for (const [strip, texture] of this.#textures) {
      if (kept.has(strip)) continue;
      this.#gl.deleteTexture(texture);
      this.#textures.delete(strip);
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
