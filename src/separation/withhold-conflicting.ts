import { Injectable } from '@nestjs/common';
import { dayOf } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import type { Change } from '../policy/model/access.js';
import type { Actor } from '../policy/model/actor.js';
import { ConflictsStore } from './conflicts.store.js';
import { ReadConflicts } from './read-conflicts.js';
import { RefreshConflicts } from './refresh-conflicts.js';
import { RulesStore } from './rules.store.js';

/**
 * Birthright is given by rule, and a rule asks nobody: what would put duties together that are kept apart is left out
 * and listed, so that somebody decides. The next recompute looks again.
 */
@Injectable()
export class WithholdConflicting {
  constructor(
    private readonly conflicts: ReadConflicts,
    private readonly store: ConflictsStore,
    private readonly rules: RulesStore,
    private readonly refresh: RefreshConflicts,
  ) {}

  /** Whether any rule keeps anything apart. Where none does, `run` has nothing to do. */
  async applies(tx: Tx): Promise<boolean> {
    return this.rules.anyActive(tx);
  }

  /** @param lookedAt everybody whose access was planned. @returns the changes that may be carried out */
  async run(
    tx: Tx,
    actor: Actor,
    changes: readonly Change[],
    lookedAt: readonly string[],
    now: Date,
  ): Promise<readonly Change[]> {
    if (!(await this.applies(tx))) return changes;
    const wanted = Map.groupBy(
      changes.filter((change) => change.kind === 'open'),
      ({ personId }) => personId,
    );
    const foreseen = await this.conflicts.run(
      tx,
      [...wanted].map(([personId, opens]) => ({
        key: personId,
        personId,
        roleIds: opens.map(({ roleId }) => roleId),
      })),
      now,
      dayOf(now),
    );
    const stopped = [...foreseen].flatMap(([personId, conflicts]) =>
      conflicts
        .filter(({ rule, exempt }) => rule.mode === 'enforce' && !exempt)
        .map(({ rule, left, right }) => ({ ruleId: rule.id, personId, left, right })),
    );
    const found = await this.store.noteWithheld(tx, lookedAt, stopped, now);
    await this.refresh.report(tx, actor, found, 'separation-conflict.withheld', now);
    if (stopped.length === 0) return changes;
    const kept = new Set(
      stopped.flatMap(({ personId, left, right }) => [...left, ...right].map((r) => `${personId} ${r}`)),
    );
    return changes.filter(
      (change) => change.kind !== 'open' || !kept.has(`${change.personId} ${change.roleId}`),
    );
  }
}
