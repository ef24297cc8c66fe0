import { randomUUID } from 'node:crypto';
import { signInThrough, type SandboxMethod } from '../../src/sandbox/sign-in-by-hand.js';

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
}

/** One person's browser, without the browser: a cookie and the real sign-in. */
export class Visitor {
  #cookie = '';

  constructor(private readonly address: string) {}

  /** The whole code flow through the identity provider. Returns where the service sends the browser in the end. */
  async signIn(hsaId: string, method: SandboxMethod = 'siths'): Promise<string> {
    const begun = await fetch(`${this.address}/api/auth/login?provider=test`, { redirect: 'manual' });
    const flow = cookiesOf(begun);
    const callback = await signInThrough(fetch, begun.headers.get('location') ?? '', { method, hsaId });
    const finished = await fetch(callback, { redirect: 'manual', headers: { cookie: flow } });
    this.#cookie = cookiesOf(finished);
    return finished.headers.get('location') ?? '';
  }

  /** What the browser sends along, for a load generator. */
  get headers(): Record<string, string> {
    return { cookie: this.#cookie };
  }

  async get<Body = Record<string, unknown>>(path: string): Promise<Answer<Body>> {
    return this.#send<Body>('GET', path);
  }

  async post<Body = Record<string, unknown>>(path: string, body: object = {}): Promise<Answer<Body>> {
    return this.#send<Body>('POST', path, JSON.stringify(body), { 'content-type': 'application/json' });
  }

  async upload<Body = Record<string, unknown>>(path: string, form: FormData): Promise<Answer<Body>> {
    return this.#send<Body>('POST', path, form);
  }

  async #send<Body>(
    method: string,
    path: string,
    body?: string | FormData,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    const response = await fetch(`${this.address}/api${path}`, {
      method,
      redirect: 'manual',
      headers: {
        cookie: this.#cookie,
        accept: 'application/json',
        ...(method === 'POST' ? { origin: this.address, 'idempotency-key': randomUUID() } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
  }
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .filter((cookie) => !cookie.endsWith('='))
    .join('; ');
}
