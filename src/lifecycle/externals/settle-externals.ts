import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { TellPeople } from '../../notices/tell-people.js';
import { ReadRightsHeld } from '../../people/read-rights-held.js';
import { dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import type { Tx } from '../../platform/database.js';
import { planSponsor, shortcomingsOf } from '../../policy/lifecycle/external-terms.js';
import type { Actor } from '../../policy/model/actor.js';
import type { Notice } from '../../policy/model/notice.js';
import { SponsorsStore } from './sponsors.store.js';

/**
 * Makes the terms of external people follow the facts about these persons, in the caller's transaction (H13.2.1): new
 * ones are noted with the sponsor that HR states, and when a sponsor leaves their manager takes over for a while.
 * What nobody takes over in time is ended by EndUnclaimed.
 */
@Injectable()
export class SettleExternals {
  constructor(
    @Inject(configToken) private readonly config: Config,
    private readonly store: SponsorsStore,
    private readonly rights: ReadRightsHeld,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns how many engagements changed. */
  async run(tx: Tx, actor: Actor, personIds: readonly string[], now: Date): Promise<number> {
    const today = dayOf(now);
    const { maxDays, takeoverDays } = this.config.externals;
    const [, rows] = await tx.together(
      () => this.store.note(tx, personIds, today),
      () => this.store.lockFacts(tx, personIds, today),
    );
    const steps = rows.flatMap((row) => {
      const step = planSponsor(row, today, takeoverDays);
      return step === null || step.kind === 'end' ? [] : [{ ...row, step }];
    });
    await this.store.carryOut(tx, steps);
    await this.store.writeMissing(
      tx,
      rows.flatMap((row) => {
        const missing = row.over ? [] : shortcomingsOf(row, today, maxDays);
        return missing.join() === row.missing.join() ? [] : [{ employmentId: row.employmentId, missing }];
      }),
    );
    if (steps.length === 0) return 0;
    await this.audit.run(
      tx,
      actor,
      steps.map(({ employmentId, personId, step }) => ({
        action: `external.${step.kind === 'take-over' ? 'taken-over' : step.kind}`,
        personId,
        objectKind: 'employment',
        objectId: employmentId,
        ...(step.kind === 'take-over' ? { detail: { by: step.actingId, nameBy: step.nameBy } } : {}),
      })),
    );
    const taken = steps.flatMap(({ employmentId, personId, step }) =>
      step.kind === 'take-over' ? [{ employmentId, personId, step }] : [],
    );
    const hr = taken.some(({ step }) => step.actingId === null)
      ? await this.rights.holders(tx, ['hr'], now)
      : [];
    await this.tell.run(
      tx,
      taken.flatMap(({ employmentId, personId, step }) =>
        (step.actingId === null ? hr : [step.actingId]).map((to): Notice => ({
          to,
          kind: 'external-taken-over',
          about: personId,
          objectKind: 'external',
          objectId: employmentId,
          facts: { day: step.nameBy },
          dedupe: `external-taken-over:${employmentId}:${step.nameBy}`,
        })),
      ),
    );
    return steps.length;
  }
}
