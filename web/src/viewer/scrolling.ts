/** CSS pixels per line or page where a wheel tells its way in those. */
const pixelsPerUnit = [1, 16, 400];

/** Wheel and drag over the traces; `scroll` gets CSS pixels, forwards in time being positive. */
export function scrollWith(element: HTMLElement, scroll: (pixels: number) => void): void {
  element.addEventListener('wheel', event => {
    if (event.ctrlKey) return;
    event.preventDefault();
    const delta = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
    scroll(delta * (pixelsPerUnit[event.deltaMode] ?? 1));
  }, { passive: false });

  let last = 0;
  element.addEventListener('pointerdown', event => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('button'))) return;
    last = event.clientX;
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener('pointermove', event => {
    if (!element.hasPointerCapture(event.pointerId)) return;
    if (event.clientX !== last) scroll(last - event.clientX);
    last = event.clientX;
  });
}
