import { request as requestHttp, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { request as requestHttps, Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import { isPrivateAddress, lookupPublic, PrivateAddress } from '../../platform/private-address.js';
import { DeliveryFault } from '../hr-reader.js';

/** How the other side is reached. */
export interface Way {
  readonly allowPrivate: boolean;
  readonly ca: Buffer | undefined;
  /** Our own certificate, in PEM, where the other side wants one. */
  readonly own?:
    { readonly cert: Buffer; readonly key: Buffer; readonly passphrase?: string | undefined } | undefined;
  /** Without a byte for this long it counts as gone. A whole answer may take twenty times that. */
  readonly timeoutMs: number;
}

export interface Question {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Something that may be better the next time: a broken connection, a busy server. `retryAfterMs` if it said when. */
export class Passing extends Error {
  constructor(
    message: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
    this.name = 'Passing';
  }
}

const mostRedirects = 3;
const wholeAnswer = 20;

/** One client's connections; close it when done. */
export class Asker {
  readonly #way: Way;
  readonly #plain: HttpAgent;
  readonly #secure: HttpsAgent;

  constructor(way: Way) {
    this.#way = way;
    const options = { keepAlive: true, ...(way.allowPrivate ? {} : { lookup: lookupPublic }) };
    this.#plain = new HttpAgent(options);
    this.#secure = new HttpsAgent({ ...options, ca: way.ca, ...(way.own ?? {}) });
  }

  close(): void {
    this.#plain.destroy();
    this.#secure.destroy();
  }

  /**
   * Asks and hands the answer's head over; its body is to be read to the end or destroyed. A redirect is followed to
   * the same origin only, so that credentials go nowhere else.
   * @throws Passing, DeliveryFault 'pull-address'
   */
  async ask(url: URL, question: Question): Promise<IncomingMessage> {
    let at = url;
    for (let redirects = 0; ; redirects += 1) {
      const answer = await this.#once(at, question);
      const status = answer.statusCode ?? 0;
      if (![301, 302, 303, 307, 308].includes(status)) return answer;
      answer.destroy();
      const to = URL.parse(answer.headers.location ?? '', at.href);
      if (question.method !== 'GET' || to?.origin !== url.origin || redirects === mostRedirects)
        throw new DeliveryFault('pull-address', `${url.host} redirects elsewhere, which is not followed.`);
      at = to;
    }
  }

  #once(url: URL, question: Question): Promise<IncomingMessage> {
    const { allowPrivate, timeoutMs } = this.#way;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) return Promise.reject(elsewhere(url));
    const { method, headers, body } = question;
    const secure = url.protocol === 'https:';
    return new Promise((answered, failed) => {
      const request = (secure ? requestHttps : requestHttp)(url, {
        method,
        agent: secure ? this.#secure : this.#plain,
        headers: {
          ...headers,
          accept: 'application/json',
          'accept-encoding': body === undefined ? 'gzip' : 'identity',
          ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        },
        timeout: timeoutMs,
        signal: AbortSignal.timeout(wholeAnswer * timeoutMs),
      });
      request.on('timeout', () => request.destroy(new Error(tooSlow)));
      request.on('error', (error) => {
        failed(
          error instanceof PrivateAddress ? elsewhere(url) : new Passing(`${url.host}: ${reasonOf(error)}`),
        );
      });
      request.on('response', answered);
      request.end(body);
    });
  }
}

function elsewhere(url: URL): DeliveryFault {
  return new DeliveryFault('pull-address', `${url.host} is at a private address, which is not allowed here.`);
}

/** A code or a name; a message could repeat what was sent. */
export function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('message' in error && error.message === tooSlow) return tooSlow;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error ? String(error.name) : 'unknown';
}

const tooSlow = 'no answer in time';
const longestWaitMs = 60_000;

/** What a server that is busy says about when to come back (RFC 9110, 10.2.3). */
export function retryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const wait = /^\d{1,6}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), longestWaitMs);
}
