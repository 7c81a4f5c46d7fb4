/** What went wrong with a request, in the words of the server's problem details where it gave any. */
export class RequestError extends Error {
  constructor(
    readonly title: string,
    readonly detail: string,
    readonly status: number,
  ) {
    super(detail === '' ? title : `${title}: ${detail}`);
  }
}

export async function request(url: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new RequestError('The server does not answer', 'Is `berger serve` (or `berger demo`) running?', 0);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function getArray<T>(url: string, signal?: AbortSignal): Promise<T[]> {
  const init: RequestInit = { headers: { Accept: 'application/json' } };
  if (signal) init.signal = signal;
  const response = await request(url, init);
  const body: unknown = await response.json().catch(() => null);
  if (!Array.isArray(body)) throw new RequestError('Unexpected answer', `${url} did not answer with a JSON array.`, response.status);
  return body as T[];
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** Title and detail of any error, for people. */
export function describe(error: unknown): { title: string; detail: string } {
  if (error instanceof RequestError) return { title: error.title, detail: error.detail };
  return { title: 'Something failed in the page', detail: error instanceof Error ? error.message : String(error) };
}

async function problemOf(response: Response): Promise<RequestError> {
  const fallback = `${response.status} ${response.statusText}`.trim();
  const body: unknown = await response.json().catch(() => null);
  if (typeof body !== 'object' || body === null) return new RequestError(fallback, '', response.status);
  const title = 'title' in body && typeof body.title === 'string' ? body.title : fallback;
  const detail = 'detail' in body && typeof body.detail === 'string' ? body.detail : '';
  return new RequestError(title, detail, response.status);
}
