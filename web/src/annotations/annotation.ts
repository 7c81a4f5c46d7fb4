/** One annotation as `GET /annotations` tells it; onset and duration are seconds from the recording's start. */
export interface Annotation {
  readonly id: number;
  readonly patient_id: string;
  readonly recording_id: string;
  readonly onset: number;
  readonly duration: number | null;
  readonly text: string;
  readonly channels: readonly string[];
  readonly author: string;
  readonly origin: string;
  readonly created_at: string;
  readonly supersedes: number | null;
}

export function isSeizure(annotation: Annotation): boolean {
  const text = annotation.text.toLowerCase();
  return text.includes('seiz') || text === 'sz' || text.startsWith('sz_');
}

export function endOf(annotation: Annotation): number {
  return annotation.onset + (annotation.duration ?? 0);
}

/** The annotations in force, by onset: those that a later one supersedes are left out. */
export function inForce(annotations: readonly Annotation[]): Annotation[] {
  const superseded = new Set(annotations.map(a => a.supersedes));
  return annotations.filter(a => !superseded.has(a.id)).sort((a, b) => a.onset - b.onset || a.id - b.id);
}

/**
 * The event to go to from a page that starts at `start` seconds, among `events` in order of onset: the neighbour of
 * the event that was gone to last, or else the first that starts on or after the page's start (the last before it).
 */
export function neighbour(events: readonly Annotation[], direction: 1 | -1, start: number, last: number | null): Annotation | null {
  const at = last === null ? -1 : events.findIndex(e => e.id === last);
  if (at >= 0) return events[at + direction] ?? null;
  if (direction > 0) return events.find(e => e.onset >= start) ?? null;
  return events.findLast(e => e.onset < start) ?? null;
}
