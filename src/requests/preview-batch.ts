import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadPrerequisites, wordsOf } from '../people/read-prerequisites.js';
import { ReadWho } from '../people/read-who.js';
import { Clock, dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { Refusal } from '../policy/model/refusal.js';
import { assessDeviation } from '../policy/request/assess-deviation.js';
import { deviations, type DeviationFacts } from '../policy/request/deviations.js';
import { previewProblems } from '../policy/request/submit-request.js';
import type { batchPreviewSchema, BatchPreview } from './asking.schema.js';
import { GatherFacts } from './gather-facts.js';
import { distinct } from './submit-batch.js';

type Item = BatchPreview['items'][number];

/** Before the same is asked for several people: what stands in the way of each, all of it at once. */
@Injectable()
export class PreviewBatch {
  constructor(
    private readonly clock: Clock,
    private readonly facts: GatherFacts,
    private readonly prerequisites: ReadPrerequisites,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async run(
    reader: Reader,
    actor: PersonActor,
    wanted: z.output<typeof batchPreviewSchema>,
    language: Language,
  ): Promise<BatchPreview> {
    const now = this.clock.now();
    const today = dayOf(now);
    const beneficiaries = distinct(wanted.beneficiaries, this.config.requests.peopleAtOnce);
    const standing = await this.standing.run(reader, actor.personId, now);
    const assessment = wanted.written && { ...wanted.written, days: wanted.days };
    const seen: Item[] = [];
    for (const { personId, employmentId } of beneficiaries) {
      try {
        const { facts, role, employment } = await this.facts.one(
          reader,
          actor,
          { personId, employmentId, roleId: wanted.roleId },
          today,
          assessment,
        );
        const lacking = await this.prerequisites.lackingFor(reader, employment, [role.id], today);
        seen.push({
          personId,
          employmentId,
          person: { id: personId, name: '', protected: false },
          problems: [
            ...previewProblems(facts, wanted.days),
            ...(assessment && facts.comparison
              ? unexplained(facts.comparison, assessment, wanted.written?.deviationReason)
              : []),
          ].map(({ code, message }) => ({ code, detail: message })),
          lacks: (lacking.get(role.id) ?? []).map((p) => wordsOf(p, language).name),
        });
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (error.refusal.pointer === '/roleId') throw error;
        const { code, message } = error.refusal;
        seen.push({ personId, employmentId, person: null, problems: [{ code, detail: message }], lacks: [] });
      }
    }
    const whoIs = await this.who.run(
      reader,
      { personId: actor.personId, standing, today, language },
      seen.map(({ person, personId }) => (person === null ? null : personId)),
    );
    return {
      items: seen.map((item) => ({ ...item, person: item.person === null ? null : whoIs(item.personId) })),
      next: null,
    };
  }
}

/** Of one person: a departure from the analysis that the shared assessment does not explain. */
function unexplained(
  comparison: Omit<DeviationFacts, 'assessment'>,
  assessment: DeviationFacts['assessment'],
  reason: string | undefined,
): Refusal[] {
  const refusal = assessDeviation(deviations({ ...comparison, assessment }), reason ?? null);
  return refusal ? [refusal] : [];
}
