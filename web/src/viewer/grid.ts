import { xOf, type Geometry } from './geometry';
import type { Palette } from './palette';

/** Lines closer than this many CSS pixels would be a grey area rather than a grid. */
const closest = 5;

/** Draws a solid line each second and a faint one each 200 ms. */
export function drawGrid(canvas: HTMLCanvasElement, geometry: Geometry, palette: Palette): void {
  const ratio = window.devicePixelRatio;
  canvas.width = Math.max(1, Math.round(geometry.width * ratio));
  canvas.height = Math.max(1, Math.round(geometry.height * ratio));
  const context = canvas.getContext('2d');
  if (!context) return;
  const perSecond = geometry.width / (geometry.end - geometry.start);
  const thickness = Math.max(1, Math.round(ratio));
  const fifths = perSecond / 5 >= closest;
  for (let i = Math.ceil(geometry.start * 5); i <= geometry.end * 5; i++) {
    const isSecond = i % 5 === 0;
    if (!isSecond && !fifths) continue;
    context.fillStyle = isSecond ? palette.second : palette.fraction;
    context.fillRect(Math.round(xOf(geometry, i / 5) * ratio), 0, thickness, canvas.height);
  }
}
