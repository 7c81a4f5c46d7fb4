import { formatState, parseState, type PageState } from './url';

/** Milliseconds; browsers refuse to write the address many times a second. */
const pause = 300;

/** The page's state, kept in its address. */
export class Address {
  #state: PageState = parseState(location.search);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(changed: () => void) {
    window.addEventListener('popstate', () => {
      clearTimeout(this.#timer);
      this.#state = parseState(location.search);
      changed();
    });
  }

  get state(): PageState {
    return this.#state;
  }

  /** A step that Back undoes. */
  push(change: Partial<PageState>): void {
    this.#write();
    this.#state = { ...this.#state, ...change };
    history.pushState(null, '', formatState(this.#state));
  }

  /** A change within the step; it is written a little later. */
  replace(change: Partial<PageState>): void {
    this.#state = { ...this.#state, ...change };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write(), pause);
  }

  #write(): void {
    clearTimeout(this.#timer);
    history.replaceState(null, '', formatState(this.#state));
  }
}
