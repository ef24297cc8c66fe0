import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { TellPeople } from '../notices/tell-people.js';
import { ReadRightsHeld } from '../people/read-rights-held.js';
import { dayOf } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import type { Actor } from '../policy/model/actor.js';
import { ConflictsStore, type FoundConflict } from './conflicts.store.js';
import { RulesStore } from './rules.store.js';

/**
 * Brings the list of conflicts to what persons hold and are, in the caller's transaction: after every change of access
 * that can make one, and each hour for all. Asking again changes nothing.
 */
@Injectable()
export class RefreshConflicts {
  constructor(
    private readonly store: ConflictsStore,
    private readonly rules: RulesStore,
    private readonly rights: ReadRightsHeld,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  /** @param personIds null for everybody; @param ruleId null for every rule */
  async run(
    tx: Tx,
    actor: Actor,
    personIds: readonly string[] | null,
    now: Date,
    ruleId: string | null = null,
  ): Promise<void> {
    if (ruleId === null && !(await this.rules.anyActive(tx))) return;
    const found = await this.store.refresh(tx, { personIds, ruleId, now, today: dayOf(now) });
    await this.report(tx, actor, found, 'separation-conflict.found', now);
  }

  /** On the log, each by itself; the security officers are told once a rule and day. */
  async report(
    tx: Tx,
    actor: Actor,
    found: readonly FoundConflict[],
    action: string,
    now: Date,
  ): Promise<void> {
    if (found.length === 0) return;
    await this.audit.run(
      tx,
      actor,
      found.map(({ id, ruleId, personId }) => ({
        action,
        personId,
        objectKind: 'separation-conflict',
        objectId: id,
        detail: { rule: ruleId },
      })),
    );
    const byRule = Map.groupBy(found, ({ ruleId }) => ruleId);
    const officers = await this.rights.holders(tx, ['security'], now);
    await this.tell.run(
      tx,
      officers.flatMap((to) =>
        [...byRule].map(([ruleId, conflicts]) => ({
          to,
          kind: 'duties-conflict' as const,
          objectKind: 'separation-rule',
          objectId: ruleId,
          facts: { count: conflicts.length },
          dedupe: `separation:${ruleId}:${dayOf(now)}`,
        })),
      ),
    );
  }
}
