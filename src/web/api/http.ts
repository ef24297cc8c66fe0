import { spoken } from '../texts/texts.js';
import { Problem, problemFrom } from './problem.js';

type Query = Record<string, string | number | boolean | undefined>;

interface CallOptions {
  query?: Query;
  /** Sent as JSON, or as multipart when it is FormData. */
  body?: object;
  signal?: AbortSignal | undefined;
  /** The same key for the same attempt, so that pressing twice (or retrying) never does a thing twice. */
  idempotencyKey?: string;
}

let onSignedOut: () => void = () => undefined;

/** Who to tell when the server no longer knows us. */
export function whenSignedOut(tell: () => void): void {
  onSignedOut = tell;
}

/**
 * One call to the API. `path` is below /api.
 * @throws Problem for every answer that is not 2xx, and with code `offline` when there was no answer.
 */
export async function call<Answer>(
  method: 'GET' | 'POST',
  path: string,
  options: CallOptions = {},
): Promise<Answer> {
  const headers = new Headers({ accept: 'application/json', 'accept-language': spoken() });
  let body: BodyInit | undefined;
  if (options.body instanceof FormData) {
    body = options.body;
  } else if (options.body) {
    headers.set('content-type', 'application/json');
    body = JSON.stringify(options.body);
  }
  if (method === 'POST') headers.set('idempotency-key', options.idempotencyKey ?? crypto.randomUUID());

  let response: Response;
  try {
    response = await fetch(`/api${path}${searchOf(options.query)}`, {
      method,
      headers,
      body,
      signal: options.signal,
      credentials: 'same-origin',
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, 'offline', '', null);
  }
  if (!response.ok) {
    const problem = await problemFrom(response);
    if (problem.status === 401) onSignedOut();
    throw problem;
  }
  return (await response.json()) as Answer;
}

function searchOf(query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [[key, String(value)]],
  );
  return pairs.length > 0 ? `?${new URLSearchParams(pairs).toString()}` : '';
}
