import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Clock } from '../clock.js';
import { Refused } from '../refused.js';
import type { SignedInRequest } from './actor.decorator.js';
import { IdempotencyStore } from './idempotency.store.js';
import { InvalidInput } from './invalid-input.js';

const abandonedAfterMs = 5 * 60_000;

/**
 * `Idempotency-Key` (a UUID): the same key with the same content gives the first answer again and does nothing twice.
 * Only what succeeded is kept; a refusal changed nothing, so its key is free again.
 * Not promised: a process killed between its commit and the keeping of the answer; the key is then free after five
 * minutes and the verb's own rules decide.
 */
@Injectable()
export class AnswerOnce {
  readonly #log = new Logger('Idempotency');

  constructor(
    private readonly store: IdempotencyStore,
    private readonly clock: Clock,
  ) {}

  /** The key of a signed-in person's request; null when it has none. @throws InvalidInput when it is no UUID */
  keyOf(request: SignedInRequest): { personId: string; key: string } | null {
    const header = request.headers['idempotency-key'];
    if (header === undefined || !request.actor) return null;
    const key = z.uuid().safeParse(header);
    if (!key.success)
      throw new InvalidInput([{ pointer: '/Idempotency-Key', code: 'invalid', detail: 'must be a UUID' }]);
    return { personId: request.actor.personId, key: key.data.toLowerCase() };
  }

  /**
   * @param digest SHA-256 of all that the request asks for
   * @param work does it; its answer is kept as JSON with the reply's status
   * @throws Refused idempotency-mismatch, idempotency-in-progress
   */
  async run(
    { personId, key }: { personId: string; key: string },
    digest: Buffer,
    reply: FastifyReply,
    work: () => Promise<unknown>,
  ): Promise<unknown> {
    const now = this.clock.now();
    const abandonedBefore = new Date(now.getTime() - abandonedAfterMs);
    if (!(await this.store.reserve(personId, key, digest, { now, abandonedBefore })))
      return this.#again(personId, key, digest, reply);
    let answer: unknown;
    try {
      answer = await work();
    } catch (error) {
      await this.store.release(personId, key).catch((failure: unknown) => {
        this.#log.warn({ err: failure }, 'a key could not be released');
      });
      throw error;
    }
    // The change is committed: its answer goes out whether or not it can be kept.
    await this.store.keep(personId, key, reply.statusCode, answer).catch((failure: unknown) => {
      this.#log.warn({ err: failure }, 'an answer could not be kept');
    });
    return answer;
  }

  async #again(personId: string, key: string, digest: Buffer, reply: FastifyReply): Promise<unknown> {
    const kept = await this.store.read(personId, key);
    if (kept && !kept.requestDigest.equals(digest))
      throw Refused.because(
        'idempotency-mismatch',
        'This Idempotency-Key was used for another request: every new request takes a new key.',
      );
    if (kept === null || kept.status === null)
      throw Refused.because(
        'idempotency-in-progress',
        'The first request with this Idempotency-Key is still being handled: ask again in a moment.',
      );
    reply.status(kept.status);
    return kept.response;
  }
}
