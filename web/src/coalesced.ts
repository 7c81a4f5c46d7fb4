/** A function that runs `action` once, `wait` milliseconds after the first of any number of calls. */
export function coalesced(wait: number, action: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      action();
    }, wait);
  };
}
