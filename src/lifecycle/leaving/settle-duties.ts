import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { TellPeople } from '../../notices/tell-people.js';
import { ReadRightsHeld } from '../../people/read-rights-held.js';
import { dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import type { Tx } from '../../platform/database.js';
import { planDuty, type DutyFacts, type DutyStep } from '../../policy/lifecycle/hand-over-duties.js';
import type { Actor } from '../../policy/model/actor.js';
import type { Notice, NoticeKind } from '../../policy/model/notice.js';
import { GiveDuties, objectKindOf } from './give-duties.js';
import { DutiesStore, type WrittenDuty } from './duties.store.js';

interface Planned {
  facts: DutyFacts;
  step: DutyStep;
}

const states = { coming: 'coming', vacant: 'vacant', 'hand-over': 'handed-over', kept: 'kept' } as const;

/**
 * Hands over what leavers own, in the transaction in which they leave, and before their requests are closed: what
 * waits for the owner then waits for the successor (H10.5.1). What nobody takes over is listed as vacant.
 */
@Injectable()
export class SettleDuties {
  constructor(
    @Inject(configToken) private readonly config: Config,
    private readonly store: DutiesStore,
    private readonly rights: ReadRightsHeld,
    private readonly give: GiveDuties,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  /** @param personIds null for everybody who owns something */
  async run(tx: Tx, actor: Actor, personIds: readonly string[] | null, now: Date): Promise<number> {
    const rules = this.config.leavers.duties;
    const planned = (await this.store.facts(tx, personIds, dayOf(now))).flatMap((facts): Planned[] => {
      const step = planDuty(facts, rules, dayOf(now));
      return step === null ? [] : [{ facts, step }];
    });
    if (personIds === null) await this.store.closeOutdated(tx, now);
    if (planned.length === 0) return 0;
    await this.give.run(
      tx,
      actor,
      planned.flatMap(({ facts: { kind, objectId, holderId }, step }) =>
        step.kind === 'hand-over' ? [{ kind, objectId, from: holderId, to: step.to, reason: step.why }] : [],
      ),
    );
    await this.store.write(
      tx,
      planned.map(({ facts, step }): WrittenDuty => ({
        kind: facts.kind,
        objectId: facts.objectId,
        holderId: facts.holderId,
        state: states[step.kind],
        lastDay: step.kind === 'kept' ? (facts.open?.lastDay ?? dayOf(now)) : step.lastDay,
        successorId: step.kind === 'hand-over' ? step.to : null,
      })),
      now,
    );
    await this.audit.run(
      tx,
      actor,
      planned.map(({ facts, step }) => ({
        action: `duty.${states[step.kind]}`,
        personId: facts.holderId,
        objectKind: objectKindOf(facts.kind),
        objectId: facts.objectId,
        detail: { duty: facts.kind, to: step.kind === 'hand-over' ? step.to : null },
      })),
    );
    await this.#tell(tx, planned, now);
    return planned.length;
  }

  /** The security officer knows of what falls or will fall vacant, and whoever takes over that they do. */
  async #tell(tx: Tx, planned: readonly Planned[], now: Date): Promise<void> {
    const officers = planned.some(({ step }) => step.kind === 'coming' || step.kind === 'vacant')
      ? await this.rights.holders(tx, ['security'], now)
      : [];
    const notice = (to: string, kind: NoticeKind, { facts }: Planned, day: string): Notice => ({
      to,
      kind,
      about: facts.holderId,
      objectKind: 'duties',
      facts: { duty: facts.kind, day },
      dedupe: `${kind}:${facts.kind}:${facts.objectId}:${day}`,
    });
    await this.tell.run(
      tx,
      planned.flatMap((each) => {
        const { step } = each;
        if (step.kind === 'kept') return [];
        if (step.kind === 'hand-over') return [notice(step.to, 'duty-taken', each, step.lastDay)];
        const kind = step.kind === 'coming' ? 'duty-coming' : 'duty-vacant';
        return officers.map((to) => notice(to, kind, each, step.lastDay));
      }),
    );
  }
}
