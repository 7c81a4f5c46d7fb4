/** Where times are within the trace area. */
export interface Geometry {
  /** Seconds at the left and the right edge. */
  readonly start: number;
  readonly end: number;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** CSS pixels from the left edge. */
export function xOf(geometry: Geometry, seconds: number): number {
  return ((seconds - geometry.start) / (geometry.end - geometry.start)) * geometry.width;
}

/** Places an element over [start, end) seconds, as far as they are on the page. */
export function placeOver(element: HTMLElement, geometry: Geometry, start: number, end: number): void {
  const left = xOf(geometry, Math.max(start, geometry.start));
  const right = xOf(geometry, Math.min(end, geometry.end));
  element.style.left = `${left}px`;
  element.style.width = `${Math.max(0, right - left)}px`;
}
