import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { dayOf } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import type { Actor } from '../policy/model/actor.js';
import { isRefusal } from '../policy/model/refusal.js';
import { ForeseeRole } from './foresee-role.js';
import { MaterialiseRoles, type MaterialisedChange } from './materialise-roles.js';
import { RoleGraphStore } from './role-graph.store.js';
import { RoleVersionsStore } from './role-versions.store.js';

/** Makes an approved version what the role is, in the caller's transaction; accounts are the caller's to follow up. */
@Injectable()
export class PutRoleInForce {
  constructor(
    private readonly graph: RoleGraphStore,
    private readonly versions: RoleVersionsStore,
    private readonly foresee: ForeseeRole,
    private readonly materialise: MaterialiseRoles,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns the roles that give something else than before. @throws Refused wrong-state, analysis-outdated, role-circle, … */
  async carryOut(tx: Tx, actor: Actor, versionId: string, now: Date): Promise<MaterialisedChange[]> {
    await this.graph.lock(tx);
    const version = await this.versions.byId(tx, versionId);
    if (version?.state !== 'proposed' && version?.state !== 'held')
      throw Refused.because('wrong-state', 'The version of the role does not wait any more.');
    const { roleId, content } = version;
    const foreseen = await this.foresee.run(tx, roleId, content, dayOf(now));
    if (isRefusal(foreseen)) throw new Refused(foreseen);
    const analyses = await this.foresee.weighAnalyses(tx, foreseen.changes);
    if (isRefusal(analyses)) throw new Refused(analyses);

    await this.versions.putInForce(tx, version, now); // first: its terms are taken from there
    const changes = await this.materialise.run(tx, [roleId], () =>
      this.graph.define(tx, roleId, version.version, content),
    );
    await this.versions.settle(tx, versionId, foreseen.effects, now);
    if (analyses.lapsing.length > 0) await this.versions.lapse(tx, analyses.lapsing, now);
    await this.audit.run(tx, actor, [
      {
        action: 'role.version-in-force',
        objectKind: 'role',
        objectId: roleId,
        reason: version.reason,
        detail: {
          version: version.version,
          orderedBy: version.orderedBy,
          restores: version.restores,
          roles: changes.map((change) => change.roleId),
        },
      },
      ...analyses.lapsing.map((objectId) => ({
        action: 'analysis.lapsed',
        objectKind: 'analysis',
        objectId,
        detail: { role: roleId, because: 'role-widened', version: version.version },
      })),
    ]);
    return changes;
  }

  /** Too many would lose by it: it waits for one more human. */
  async hold(tx: Tx, actor: Actor, versionId: string, roleId: string): Promise<void> {
    await this.versions.hold(tx, versionId);
    await this.audit.run(tx, actor, [
      { action: 'role.version-held', objectKind: 'role', objectId: roleId, detail: { version: versionId } },
    ]);
  }
}
