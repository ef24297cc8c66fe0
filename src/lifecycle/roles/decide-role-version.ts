import { Injectable } from '@nestjs/common';
import { HoldChange } from '../../breakers/hold-change.js';
import { WeighForeseen } from '../../breakers/weigh-foreseen.js';
import { ApproveRoleVersion, type ApprovedVersion } from '../../catalogue/approve-role-version.js';
import { followRolesQueue } from '../../catalogue/follow-roles.queue.js';
import type { MaterialisedChange } from '../../catalogue/materialise-roles.js';
import { PutRoleInForce } from '../../catalogue/put-role-in-force.js';
import { ApplyChanges } from '../../grants/apply-changes.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Tx } from '../../platform/database.js';
import { Jobs } from '../../platform/jobs.js';
import type { Tripped } from '../../policy/lifecycle/breaker.js';
import type { Effect } from '../../policy/lifecycle/losses.js';
import type { Actor, PersonActor } from '../../policy/model/actor.js';
import { RoleHoldersStore, type RoleLoss } from './role-holders.store.js';

export interface RoleDecision {
  decision: 'approve' | 'reject' | 'withdraw';
  reason: string;
}

/** `held`: all have approved, but it takes access from more people than may be without one more human. */
export type RoleOutcome = 'approved' | 'in-force' | 'held' | 'rejected' | 'withdrawn';

/**
 * Decides on a version of a role. With the last approval it is in force: what its holders have follows in the same
 * transaction, and their accounts by the delivery's queue. Too large a loss waits at the breaker (invariant 9).
 */
@Injectable()
export class DecideRoleVersion {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly approve: ApproveRoleVersion,
    private readonly put: PutRoleInForce,
    private readonly apply: ApplyChanges,
    private readonly holders: RoleHoldersStore,
    private readonly weigh: WeighForeseen,
    private readonly hold: HoldChange,
    private readonly jobs: Jobs,
  ) {}

  /** @throws Refused as ApproveRoleVersion and PutRoleInForce do */
  async run(actor: PersonActor, roleId: string, version: number, input: RoleDecision): Promise<RoleOutcome> {
    const { decision, reason } = input;
    if (decision !== 'approve') {
      const state = decision === 'reject' ? 'rejected' : 'withdrawn';
      await this.database.transaction((tx) =>
        this.approve.refuse(tx, actor, roleId, version, { state, reason }),
      );
      return state;
    }
    const now = this.clock.now();
    const done = await this.database.transaction(async (tx) => {
      const approved = await this.approve.carryOut(tx, actor, roleId, version);
      if (!approved.complete) return 'approved' as const;
      await this.holders.mark(tx);
      const losses = await this.#carryOut(tx, actor, approved.version.id, now);
      const effects = losses.map(effectOf);
      const tripped = await this.weigh.run(tx, effects, now);
      if (tripped.length === 0) {
        await this.weigh.note(tx, effects, 'role', now);
        return 'in-force' as const;
      }
      await this.holders.takeBack(tx);
      await this.put.hold(tx, actor, approved.version.id, roleId);
      return { approved, tripped, losses };
    });
    if (typeof done === 'string') return done;
    await this.#hold(actor, roleId, done, now);
    return 'held';
  }

  /** What a breaker stopped and a human lets through, in the transaction that settles it. */
  async carryOutHeld(tx: Tx, actor: Actor, versionId: string, now: Date): Promise<void> {
    await this.#carryOut(tx, actor, versionId, now);
  }

  async #carryOut(tx: Tx, actor: Actor, versionId: string, now: Date): Promise<RoleLoss[]> {
    const changes = await this.put.carryOut(tx, actor, versionId, now);
    const lost = changes.flatMap((change) =>
      change.lost.map((entitlementId) => ({ roleId: change.roleId, entitlementId })),
    );
    const losses = lost.length > 0 ? await this.holders.losing(tx, lost, now) : [];
    await this.apply.followRoles(
      tx,
      {
        roleIds: changes.map(({ roleId }) => roleId),
        entitlementIds: entitlementsOf(changes),
        losing: [...new Set(losses.map(({ personId }) => personId))],
      },
      now,
    );
    const demanding = changes.filter(({ demands }) => demands).map(({ roleId }) => roleId);
    if (demanding.length > 0) await this.jobs.send(tx, followRolesQueue, { roleIds: demanding });
    return losses;
  }

  async #hold(
    actor: Actor,
    roleId: string,
    held: { approved: ApprovedVersion; tripped: readonly Tripped[]; losses: readonly RoleLoss[] },
    now: Date,
  ): Promise<void> {
    const { approved, tripped, losses } = held;
    const { id: versionId, version } = approved.version;
    await this.hold.run(
      actor,
      {
        kind: 'role',
        objectId: roleId,
        title: `${approved.roleName}, version ${String(version)}`,
        causedBy: approved.causedBy,
        payload: { versionId },
        now,
      },
      { tripped, persons: new Set(losses.map(({ personId }) => personId)).size, lines: losses },
    );
  }
}

function effectOf({ personId, unitId, roleIds }: RoleLoss): Effect {
  return { personId, lost: roleIds.map((roleId) => ({ roleId, unitId })), gained: [] };
}

function entitlementsOf(changes: readonly MaterialisedChange[]): string[] {
  return [...new Set(changes.flatMap(({ gained, lost }) => [...gained, ...lost]))];
}
