import { spoken } from '../texts/texts.js';
import { Problem, problemFrom, type Demands } from './problem.js';

/** What the generated types say of an operation: its address and what it takes. */
interface Operation {
  url: string;
  body?: unknown;
  path?: Record<string, string | number>;
  query?: Record<string, string | number | boolean | undefined>;
}

type Given<Op extends Operation> = Pick<Op, 'path' | 'query' | 'body'>;

let onSignedOut: () => void = () => undefined;

/** Who to tell when the server no longer knows us. */
export function whenSignedOut(tell: () => void): void {
  onSignedOut = tell;
}

/** What was not sent because the sign-in was too weak or too old. */
export interface Unsent {
  demands: Demands;
  /** Enough to send it again from another page; null for what reads. */
  send: Resendable | null;
}

export interface Resendable {
  address: string;
  /** JSON, or a form with files. */
  body: string | FormData;
  idempotencyKey: string;
}

let onTooWeak: ((unsent: Unsent) => Promise<boolean>) | null = null;

/** Who gets a better sign-in; the answer is whether to try again at once. Returns how to stop asking them. */
export function whenTooWeak(ask: (unsent: Unsent) => Promise<boolean>): () => void {
  onTooWeak = ask;
  return () => {
    if (onTooWeak === ask) onTooWeak = null;
  };
}

/** Sends again what was kept over a step-up; the key is the same, so that it is done once. */
export function resend({ address, body, idempotencyKey }: Resendable): Promise<unknown> {
  const headers = { 'idempotency-key': idempotencyKey };
  return send('POST', address, {
    headers: body instanceof FormData ? headers : { ...headers, 'content-type': 'application/json' },
    body,
  });
}

/**
 * Reads. `Op` is the operation's generated `…Data` type, so that address, path and query are held to the API.
 * @throws Problem for every answer that is not 2xx, and with code `offline` when there was no answer
 */
export function get<Op extends Operation, Answer>(
  url: Op['url'],
  given: Given<Op>,
  signal: AbortSignal,
): Promise<Answer> {
  return send('GET', addressOf(url, given), { signal });
}

/**
 * Changes something. The same `idempotencyKey` stands for the same attempt: pressing twice, or again after the
 * network failed, does a thing once.
 * @throws Problem as `get`
 */
export function post<Op extends Operation, Answer>(
  url: Op['url'],
  given: Given<Op>,
  idempotencyKey: string = crypto.randomUUID(),
): Promise<Answer> {
  const headers = { 'idempotency-key': idempotencyKey };
  return given.body instanceof FormData
    ? send('POST', addressOf(url, given), { headers, body: given.body })
    : send('POST', addressOf(url, given), {
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(given.body ?? {}),
      });
}

interface Sent {
  headers?: Record<string, string>;
  body?: string | FormData;
  signal?: AbortSignal;
}

async function send<Answer>(method: 'GET' | 'POST', address: string, init: Sent): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(address, {
      ...init,
      method,
      credentials: 'same-origin',
      headers: { ...init.headers, accept: 'application/json', 'accept-language': spoken() },
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, 'offline', '', null);
  }
  if (!response.ok) {
    const problem = await problemFrom(response);
    if (problem.demands && onTooWeak) {
      if (await onTooWeak(unsentOf(address, init, problem.demands))) return send(method, address, init);
    } else if (problem.status === 401) onSignedOut();
    throw problem;
  }
  return (await response.json()) as Answer;
}

function unsentOf(address: string, { headers, body }: Sent, demands: Demands): Unsent {
  const idempotencyKey = headers?.['idempotency-key'];
  return {
    demands,
    send: body !== undefined && idempotencyKey !== undefined ? { address, body, idempotencyKey } : null,
  };
}

function addressOf(url: string, { path = {}, query = {} }: Given<Operation>): string {
  const filled = url.replace(/\{(\w+)\}/g, (_hole, name: string) =>
    encodeURIComponent(String(path[name] ?? '')),
  );
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [[key, String(value)]],
  );
  return pairs.length > 0 ? `${filled}?${new URLSearchParams(pairs).toString()}` : filled;
}
