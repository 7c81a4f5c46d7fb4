/** What `GET /live` tells. */
export type LiveMessage =
  | { readonly type: 'block'; readonly patient_id: string; readonly recording_id: string; readonly start: number; readonly end: number }
  | { readonly type: 'annotation' | 'complete'; readonly patient_id: string; readonly recording_id: string };

export type Connection = 'connecting' | 'open' | 'lost';

export interface LiveListener {
  readonly message: (message: LiveMessage) => void;
  /** `again`: open after it had been lost, so that messages may have been missed. */
  readonly connection: (state: Connection, again: boolean) => void;
}

const firstWait = 1000;
const longestWait = 30_000;

/** Listens to the server, and connects again with growing pauses when the connection is lost. */
export class LiveFeed {
  readonly #listener: LiveListener;
  #wait = firstWait;
  #wasLost = false;

  constructor(listener: LiveListener) {
    this.#listener = listener;
  }

  connect(): void {
    this.#listener.connection(this.#wasLost ? 'lost' : 'connecting', false);
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`);
    socket.addEventListener('open', () => {
      this.#wait = firstWait;
      this.#listener.connection('open', this.#wasLost);
      this.#wasLost = false;
    });
    socket.addEventListener('message', event => {
      const message = parseLive(event.data);
      if (message) this.#listener.message(message);
    });
    socket.addEventListener('close', () => {
      this.#wasLost = true;
      this.#listener.connection('lost', false);
      setTimeout(() => this.connect(), this.#wait);
      this.#wait = Math.min(longestWait, this.#wait * 2);
    });
  }
}

/** A message of the feed, or null for what this page does not know. */
export function parseLive(data: unknown): LiveMessage | null {
  if (typeof data !== 'string') return null;
  let body: unknown;
  try {
    body = JSON.parse(data);
  } catch {
    return null;
  }
  if (typeof body !== 'object' || body === null || !('type' in body)) return null;
  if (!('patient_id' in body && typeof body.patient_id === 'string' && 'recording_id' in body && typeof body.recording_id === 'string')) return null;
  const { patient_id, recording_id } = body;
  if (body.type === 'annotation' || body.type === 'complete') return { type: body.type, patient_id, recording_id };
  if (body.type !== 'block' || !('start' in body && typeof body.start === 'number' && 'end' in body && typeof body.end === 'number')) return null;
  return { type: 'block', patient_id, recording_id, start: body.start, end: body.end };
}
