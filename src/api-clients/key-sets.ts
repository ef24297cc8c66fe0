import { Inject, Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { faultOf, fetchPublicJson, NotFetched } from '../platform/fetch-public-json.js';
import { Refused } from '../platform/refused.js';
import { isRefusal, type Refusal, refuse } from '../policy/model/refusal.js';
import { readKey, type ReadKey } from './public-key.js';

const freshForMs = 10 * 60_000;
/** However many unknown keys are named meanwhile: nobody makes us ask the other side more often. */
const notAgainForMs = 30_000;
const mostKeys = 20;
const setSchema = z.object({
  keys: z.array(z.looseObject({ kid: z.string().max(200).optional() })).max(200),
});

export type PublishedKey = ReadKey & { readonly kid: string | undefined };

interface Known {
  readonly keys: readonly PublishedKey[];
  readonly at: number;
}

/**
 * Keys that programs publish themselves, at an address of theirs (RFC 7517): changed there, they are changed here. A
 * set is asked for again after ten minutes, and when a key is named that it does not hold.
 */
@Injectable()
export class KeySets {
  readonly #log = new Logger('KeySets');
  readonly #known = new Map<string, Known>();
  readonly #asking = new Map<string, Promise<Known>>();

  constructor(@Inject(configToken) private readonly config: Config) {}

  /** The address of a set as it is kept, or why it cannot be that. */
  read(address: string): string | Refusal {
    const url = URL.parse(address);
    const fault = url === null ? 'is no address' : faultOf(url, this.#rules);
    return url === null || fault !== null
      ? refuse('key-unfit', `The address of the keys ${fault ?? 'is no address'}.`, { pointer: '/jwksUri' })
      : url.href;
  }

  /**
   * The keys that an assertion may be signed by: the one that it names, or all of the set when it names none.
   * @throws Refused client-not-known when the set cannot be had
   */
  async keysFor(address: string, kid: string | undefined): Promise<readonly PublishedKey[]> {
    const held = this.#known.get(address);
    const isFresh = held !== undefined && performance.now() - held.at < freshForMs;
    if (isFresh) {
      const found = named(held.keys, kid);
      if (found.length > 0 || performance.now() - held.at < notAgainForMs) return found;
    }
    try {
      return named((await this.#ask(address)).keys, kid);
    } catch (error) {
      this.#log.warn({ what: error instanceof Error ? error.message : 'unknown' }, 'a key set cannot be had');
      throw Refused.because('client-not-known', 'The keys of the program cannot be had at its address.');
    }
  }

  /** At once by many, it is asked once. */
  #ask(address: string): Promise<Known> {
    const under = this.#asking.get(address);
    if (under) return under;
    const asking = this.#fetch(address).finally(() => this.#asking.delete(address));
    this.#asking.set(address, asking);
    return asking;
  }

  async #fetch(address: string): Promise<Known> {
    const url = new URL(address);
    const set = setSchema.safeParse(await fetchPublicJson(url, this.#rules));
    if (!set.success) throw new NotFetched(`${url.host} did not answer with a set of keys`);
    const read = set.data.keys.slice(0, mostKeys).flatMap((jwk): PublishedKey[] => {
      if (jwk['use'] !== undefined && jwk['use'] !== 'sig') return [];
      // By the same rules as a key that is sent in: a private or a weak one is none.
      const key = readKey(JSON.stringify(jwk), 'private_key_jwt');
      return isRefusal(key) ? [] : [{ ...key, kid: jwk.kid }];
    });
    const known = { keys: read, at: performance.now() };
    this.#known.set(address, known);
    return known;
  }

  get #rules(): { allowPrivate: boolean; timeoutMs: number; maxBytes: number } {
    return { allowPrivate: this.config.apiClients.keySets.allowPrivate, timeoutMs: 5000, maxBytes: 65_536 };
  }
}

function named(keys: readonly PublishedKey[], kid: string | undefined): readonly PublishedKey[] {
  return kid === undefined ? keys : keys.filter((key) => key.kid === kid);
}
