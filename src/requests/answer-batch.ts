import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadWho } from '../people/read-who.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { BatchAnswer, batchSchema } from './asking.schema.js';
import { SubmitBatch } from './submit-batch.js';

/** Sends for several people, and says by name how it went. */
@Injectable()
export class AnswerBatch {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly submit: SubmitBatch,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
  ) {}

  async run(
    actor: PersonActor,
    wanted: z.output<typeof batchSchema>,
    language: Language,
  ): Promise<BatchAnswer> {
    const { batchId, results } = await this.submit.run(actor, wanted);
    const now = this.clock.now();
    const standing = await this.standing.run(this.database, actor.personId, now);
    const viewer = { personId: actor.personId, standing, today: dayOf(now), language };
    // Whom one may not ask for is not told by name either.
    const named = results.filter(({ refusal }) => refusal?.code !== 'not-found');
    const whoIs = await this.who.run(
      this.database,
      viewer,
      named.map(({ personId }) => personId),
    );
    return {
      batchId,
      results: results.map((result) => ({
        personId: result.personId,
        employmentId: result.employmentId,
        person: named.includes(result) ? whoIs(result.personId) : null,
        request: result.request,
        problem: result.refusal && { code: result.refusal.code, detail: result.refusal.message },
      })),
    };
  }
}
