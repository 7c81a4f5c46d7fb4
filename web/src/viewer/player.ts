/** Moves the page at the speed at which the signal was recorded. */
export class Player {
  readonly #advance: (seconds: number) => boolean;
  #request = 0;

  /** `advance` moves the page and tells whether there is more to play. */
  constructor(advance: (seconds: number) => boolean) {
    this.#advance = advance;
  }

  get playing(): boolean {
    return this.#request !== 0;
  }

  play(): void {
    if (this.playing) return;
    let last = performance.now();
    const step = (now: number): void => {
      const more = this.#advance(Math.max(0, now - last) / 1000);
      last = now;
      this.#request = more && this.playing ? requestAnimationFrame(step) : 0;
    };
    this.#request = requestAnimationFrame(step);
  }

  pause(): void {
    cancelAnimationFrame(this.#request);
    this.#request = 0;
  }
}
