import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { ReadStanding } from '../grants/read-standing.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { addDays, type Day } from '../policy/model/day.js';
import { checkExemption, longestExemptionDays } from '../policy/privilege/separation-of-duties.js';
import { ExemptionsStore } from './exemptions.store.js';
import { RulesStore } from './rules.store.js';

export interface ExemptPersonInput {
  readonly ruleId: string;
  readonly personId: string;
  readonly reason: string;
  /** What is done instead to find misuse. */
  readonly control: string;
  readonly validTo: Day;
}

/** Decides that one person may have duties a rule keeps apart, with a compensating control and an end. */
@Injectable()
export class ExemptPerson {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ExemptionsStore,
    private readonly rules: RulesStore,
    private readonly standing: ReadStanding,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns the exemption's id. @throws Refused not-allowed, own-exemption, not-found, already-exempt, invalid */
  async run(actor: PersonActor, input: ExemptPersonInput): Promise<string> {
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const today = dayOf(now);
      const refusal =
        may('separation.exempt', await this.standing.run(tx, actor.personId, now), 'exemption') ??
        checkExemption(actor.personId, input, today, addDays(today, longestExemptionDays));
      if (refusal) throw new Refused(refusal);
      const rule = await this.rules.lock(tx, input.ruleId);
      if (rule?.state !== 'active' || !(await this.store.exists(tx, input.personId)))
        throw Refused.because('not-found', 'There is no such rule or person.');
      const id = await this.store.add(tx, { ...input, decidedBy: actor.personId, decidedAt: now }, today);
      if (id === null)
        throw Refused.because('already-exempt', 'The person has an exemption from this rule: end it first.');
      await this.audit.run(tx, actor, [
        {
          action: 'separation-exemption.decided',
          personId: input.personId,
          objectKind: 'separation-exemption',
          objectId: id,
          reason: input.reason,
          detail: { rule: input.ruleId, control: input.control, validTo: input.validTo },
        },
      ]);
      return id;
    });
  }
}
