import type { HrPull } from '../../platform/config-hr-pull.js';
import { DeliveryFault } from '../hr-reader.js';
import { Passing, type Asker } from './ask.js';
import { z } from 'zod';

const tokenSchema = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().positive().optional(),
});

const mostBytes = 1 << 16;

/** Who we are to the other side, as headers. Nothing of it reaches a message or a log. */
export class Credentials {
  readonly #pull: HrPull;
  readonly #asker: Asker;
  readonly #now: () => Date;
  #token: { text: string; until: number } | null = null;

  constructor(pull: HrPull, asker: Asker, now: () => Date) {
    this.#now = now;
    this.#pull = pull;
    this.#asker = asker;
  }

  /** @throws Passing, DeliveryFault 'pull-refused' */
  async headers(): Promise<Record<string, string>> {
    const { authentication: way, headers } = this.#pull;
    if (way === undefined) return { ...headers };
    if (way.kind === 'bearer') return { ...headers, authorization: `Bearer ${way.token}` };
    if (way.kind === 'header') return { ...headers, [way.name.toLowerCase()]: way.value };
    if (way.kind === 'query') return { ...headers };
    if (way.kind === 'basic')
      return { ...headers, authorization: `Basic ${base64(`${way.user}:${way.password}`)}` };
    if (this.#token === null || this.#now().getTime() > this.#token.until)
      this.#token = await this.#fetchToken(way);
    return { ...headers, authorization: `Bearer ${this.#token.text}` };
  }

  /** The address with what the other side wants to see in it. It is asked; it is never told. */
  address(url: URL): URL {
    const { authentication: way } = this.#pull;
    if (way?.kind !== 'query') return url;
    const known = new URL(url);
    known.searchParams.set(way.param, way.value);
    return known;
  }

  /** The other side did not take what it was given. True when there is something new to try with. */
  renew(): boolean {
    const had = this.#token !== null;
    this.#token = null;
    return had;
  }

  async #fetchToken(
    way: Extract<NonNullable<HrPull['authentication']>, { kind: 'client-credentials' }>,
  ): Promise<{ text: string; until: number }> {
    const body = new URLSearchParams({ ...way.parameters, grant_type: 'client_credentials' });
    if (way.sendAs === 'body') {
      body.set('client_id', way.clientId);
      body.set('client_secret', way.clientSecret);
    }
    if (way.scope !== undefined) body.set('scope', way.scope);
    const user = `${encodeURIComponent(way.clientId)}:${encodeURIComponent(way.clientSecret)}`;
    const answer = await this.#asker.ask(new URL(way.tokenUrl), {
      method: 'POST',
      headers: {
        ...(way.sendAs === 'basic' ? { authorization: `Basic ${base64(user)}` } : {}),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: body.toString(),
    });
    const status = answer.statusCode ?? 0;
    if (status === 429 || status >= 500) {
      answer.destroy();
      throw new Passing(`the token’s server answered ${String(status)}`);
    }
    let text = '';
    try {
      for await (const piece of answer.setEncoding('utf8') as AsyncIterable<string>) {
        text += piece;
        if (text.length > mostBytes) break;
      }
    } catch {
      throw new Passing('the token did not arrive whole');
    }
    const given = status === 200 ? tokenSchema.safeParse(parsed(text)) : null;
    if (!given?.success)
      throw new DeliveryFault('pull-refused', `No token was given: the answer was ${String(status)}.`);
    const seconds = given.data.expires_in ?? 300;
    return { text: given.data.access_token, until: this.#now().getTime() + Math.max(seconds - 30, 1) * 1000 };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
