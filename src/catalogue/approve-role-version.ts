import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Refused } from '../platform/refused.js';
import { RecordEntries } from '../audit/record-entries.js';
import { may } from '../policy/authority/authority.js';
import { approveRole } from '../policy/catalogue/role-version.js';
import type { PersonActor } from '../policy/model/actor.js';
import { isRefusal } from '../policy/model/refusal.js';
import { FindRole } from './find-role.js';
import { ForeseeRole } from './foresee-role.js';
import { RoleGraphStore } from './role-graph.store.js';
import { RoleVersionsStore, type StoredRoleVersion } from './role-versions.store.js';

export interface ApprovedVersion {
  readonly version: StoredRoleVersion;
  /** It has all the approvals that it needs: whoever called puts it in force. */
  readonly complete: boolean;
  /** Who ordered it and who approved it. */
  readonly causedBy: readonly string[];
  readonly roleName: string;
}

/** Somebody's approval of a role's version, in the caller's transaction, which puts it in force when it was the last. */
@Injectable()
export class ApproveRoleVersion {
  constructor(
    private readonly clock: Clock,
    private readonly roles: FindRole,
    private readonly graph: RoleGraphStore,
    private readonly versions: RoleVersionsStore,
    private readonly foresee: ForeseeRole,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused not-found, not-allowed, own-version, own-widening, already-decided, insufficient-assurance, … */
  async carryOut(tx: Tx, actor: PersonActor, roleId: string, number: number): Promise<ApprovedVersion> {
    const now = this.clock.now();
    const { personId, level } = actor;
    await this.graph.lock(tx);
    const { role, grounds } = await this.roles.run(tx, personId, roleId, now);
    const version = await this.versions.one(tx, roleId, number);
    if (!version) throw Refused.because('not-found', `There is no version ${String(number)}.`);
    const foreseen = await this.foresee.run(tx, roleId, version.content, dayOf(now));
    if (isRefusal(foreseen)) throw new Refused(foreseen);
    const approvals = await this.versions.approvals(tx, version.id);
    const answer = approveRole(
      {
        roleName: role.name,
        state: version.state,
        orderedBy: version.orderedBy,
        privileged: foreseen.privileged,
        systems: foreseen.systems,
        approvals,
        gaining: foreseen.gaining,
      },
      { personId, level, isSecurity: grounds.has('security') },
    );
    if (isRefusal(answer)) throw new Refused(answer);
    // Told already to the first who approves: the last one could do nothing about it.
    const analyses = await this.foresee.weighAnalyses(tx, foreseen.changes);
    if (isRefusal(analyses)) throw new Refused(analyses);
    await this.versions.approve(tx, version.id, personId, answer.systemIds, now);
    await this.audit.run(tx, actor, [
      {
        action: 'role.version-approved',
        objectKind: 'role',
        objectId: roleId,
        detail: { version: number, systems: answer.systemIds, complete: answer.complete },
      },
    ]);
    const causedBy = [personId, ...approvals.map((one) => one.personId), version.orderedBy];
    return {
      version,
      complete: answer.complete,
      causedBy: [...new Set(causedBy.filter((id) => id !== null))],
      roleName: role.name,
    };
  }

  /** Says no to a version that waits, or takes back one's own. @throws Refused not-found, not-allowed, wrong-state */
  async refuse(
    tx: Tx,
    actor: PersonActor,
    roleId: string,
    number: number,
    refusal: { state: 'rejected' | 'withdrawn'; reason: string },
  ): Promise<void> {
    const now = this.clock.now();
    await this.graph.lock(tx);
    const { role, grounds } = await this.roles.run(tx, actor.personId, roleId, now);
    const version = await this.versions.one(tx, roleId, number);
    if (!version) throw Refused.because('not-found', `There is no version ${String(number)}.`);
    if (version.state !== 'proposed' && version.state !== 'held')
      throw Refused.because(
        'already-decided',
        `Version ${String(number)} of ${role.name} is ${version.state}.`,
      );
    const own = version.orderedBy === actor.personId;
    if (refusal.state === 'rejected' && own)
      throw Refused.because('own-version', 'You ordered this version: withdraw it instead.');
    if (refusal.state === 'withdrawn' && !own) {
      const barred = may('role.write', grounds, 'role');
      if (barred) throw new Refused(barred);
    }
    if (refusal.state === 'rejected') {
      const systems = await this.foresee.systemsOf(tx, roleId, version, dayOf(now));
      const decides =
        may('role.decide', grounds, 'role') === null ||
        systems.some(({ informationOwnerId }) => informationOwnerId === actor.personId);
      if (!decides) throw Refused.because('not-allowed', 'You own no system that this version reaches.');
    }
    await this.versions.refuse(tx, version.id, { ...refusal, by: actor.personId, at: now });
    await this.audit.run(tx, actor, [
      {
        action: `role.version-${refusal.state}`,
        objectKind: 'role',
        objectId: roleId,
        reason: refusal.reason,
        detail: { version: number },
      },
    ]);
  }
}
