/** All that a key or a button can ask of the viewer. */
export type Command =
  | 'page-next' | 'page-previous' | 'second-next' | 'second-previous' | 'tenth-next' | 'tenth-previous'
  | 'start' | 'end' | 'more-sensitive' | 'less-sensitive' | 'shorter-page' | 'longer-page'
  | 'seizure-next' | 'seizure-previous' | 'event-next' | 'event-previous'
  | 'go-to' | 'play' | 'help' | 'information';

export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** The command of a key press, or null. */
export function commandOf(press: KeyPress): Command | null {
  if (press.altKey || press.metaKey) return null;
  switch (press.key) {
    case 'ArrowRight': return press.ctrlKey ? 'tenth-next' : press.shiftKey ? 'second-next' : 'page-next';
    case 'ArrowLeft': return press.ctrlKey ? 'tenth-previous' : press.shiftKey ? 'second-previous' : 'page-previous';
  }
  if (press.ctrlKey) return null;
  switch (press.key) {
    case 'Home': return 'start';
    case 'End': return 'end';
    case 'ArrowUp': return 'more-sensitive';
    case 'ArrowDown': return 'less-sensitive';
    case '+': case '=': return 'shorter-page';
    case '-': return 'longer-page';
    case 's': return 'seizure-next';
    case 'S': return 'seizure-previous';
    case 'n': return 'event-next';
    case 'N': return 'event-previous';
    case 'g': return 'go-to';
    case ' ': return 'play';
    case 'i': return 'information';
    case '?': return 'help';
    default: return null;
  }
}

/** The keys as the help shows them. */
export const keyTable: readonly (readonly [keys: string, does: string])[] = [
  ['→  ←', 'one page forwards, back'],
  ['Shift + →  ←', 'one second'],
  ['Ctrl + →  ←', 'a tenth of a page'],
  ['Home  End', 'start, end of the recording'],
  ['↑  ↓', 'larger, smaller traces (sensitivity)'],
  ['+  -', 'shorter, longer page (timebase)'],
  ['s  Shift + s', 'next, previous seizure'],
  ['n  Shift + n', 'next, previous event'],
  ['g', 'go to a time'],
  ['Space', 'play, pause; catch up with a live recording'],
  ['i', 'information about the recording'],
  ['?', 'these keys'],
  ['wheel, drag', 'scroll through time'],
];

/** Whether a key press belongs to the element that has the focus rather than to the viewer. */
export function isForControl(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog, input, select, textarea')) return true;
  return key === ' ' && target.closest('button') !== null;
}
