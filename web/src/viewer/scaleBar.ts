import { h, setText } from '../dom';
import { pixelsPerMillimetre, type View } from './view';

const amplitudes = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
/** CSS pixels that the upright bar has at least. */
const shortest = 24;

/** Microvolts of the upright bar at a sensitivity in µV/mm. */
export function barAmplitude(sensitivity: number): number {
  return amplitudes.find(microvolts => barHeight(microvolts, sensitivity) >= shortest) ?? 5000;
}

function barHeight(microvolts: number, sensitivity: number): number {
  return (microvolts / sensitivity) * pixelsPerMillimetre;
}

/** How large a microvolt and a second are on the page, and which way is up. */
export class ScaleBar {
  readonly #upright = h('div', { class: 'upright' });
  readonly #level = h('div', { class: 'level' });
  readonly #amplitude = h('span', { class: 'amplitude' });
  readonly #second = h('span', { class: 'second' }, '1 s');
  readonly element = h('div', { class: 'scale-bar', 'data-testid': 'scale-bar', role: 'img' }, this.#amplitude, this.#upright, this.#level, this.#second);

  /** `width`: CSS pixels of the trace area. */
  show(view: View, width: number): void {
    const microvolts = barAmplitude(view.sensitivity);
    this.#upright.style.height = `${barHeight(microvolts, view.sensitivity)}px`;
    this.#level.style.width = `${width / view.page}px`;
    const words = `${microvolts} µV, ${view.negativeUp ? 'negative' : 'positive'} up`;
    setText(this.#amplitude, words);
    this.element.setAttribute('aria-label', `Scale: ${words}; 1 s`);
  }
}
