import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import { differences, type RoleDefinition } from '../policy/catalogue/role-definition.js';
import type { PersonActor } from '../policy/model/actor.js';
import { isRefusal } from '../policy/model/refusal.js';
import { slugOf } from '../policy/model/slug.js';
import { FindRole } from './find-role.js';
import { FindSystem } from './find-system.js';
import { ForeseeRole } from './foresee-role.js';
import { RoleGraphStore } from './role-graph.store.js';
import { RoleVersionsStore } from './role-versions.store.js';

export interface ProposedRole {
  /** The version in force that the writer has seen; 0: of a role that is not in use yet. */
  base: number;
  content: RoleDefinition;
  reason: string;
}

/** Orders a new role, the next version of one, or an earlier version back (H15.5.2, H15.5.4). It waits for its approvers. */
@Injectable()
export class ProposeRole {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly systems: FindSystem,
    private readonly roles: FindRole,
    private readonly graph: RoleGraphStore,
    private readonly versions: RoleVersionsStore,
    private readonly foresee: ForeseeRole,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns the new role's id. @throws Refused not-found, not-allowed, wrong-state, role-circle, invalid */
  async create(
    actor: PersonActor,
    systemId: string,
    input: Pick<ProposedRole, 'content' | 'reason'>,
  ): Promise<string> {
    return this.database.transaction(async (tx) => {
      await this.graph.lock(tx);
      const { system, grounds } = await this.systems.run(tx, actor.personId, systemId, this.clock.now());
      const barred = may('role.write', grounds, 'system');
      if (barred) throw new Refused(barred);
      if (system.state === 'retired')
        throw Refused.because('wrong-state', `${system.content.name} is retired.`);
      const roleId = await this.versions.addRole(tx, slugOf(input.content.nameSv), systemId, input.content);
      await this.#propose(tx, actor, roleId, input, null);
      return roleId;
    });
  }

  /** @returns the version's number. @throws Refused not-found, not-allowed, version-changed, version-waiting, role-circle, invalid */
  async revise(actor: PersonActor, roleId: string, input: ProposedRole): Promise<number> {
    return this.database.transaction(async (tx) => {
      await this.#writable(tx, actor, roleId, input.base);
      return this.#propose(tx, actor, roleId, input, null);
    });
  }

  /** Orders an earlier version back, as it was. @returns the new version's number. @throws as `revise` */
  async restore(
    actor: PersonActor,
    roleId: string,
    input: { base: number; version: number; reason: string },
  ): Promise<number> {
    return this.database.transaction(async (tx) => {
      await this.#writable(tx, actor, roleId, input.base);
      const earlier = await this.versions.one(tx, roleId, input.version);
      if (earlier?.state !== 'superseded')
        throw Refused.because('wrong-state', `Version ${String(input.version)} has not been in force.`);
      const { content } = earlier;
      return this.#propose(tx, actor, roleId, { content, reason: input.reason }, input.version);
    });
  }

  async #writable(tx: Tx, actor: PersonActor, roleId: string, base: number): Promise<void> {
    await this.graph.lock(tx);
    const { role, grounds } = await this.roles.run(tx, actor.personId, roleId, this.clock.now());
    const barred = may('role.write', grounds, 'role');
    if (barred) throw new Refused(barred);
    if (role.state === 'retired') throw Refused.because('wrong-state', `${role.name} is retired.`);
    if (role.version !== base)
      throw Refused.because('version-changed', `${role.name} was changed meanwhile.`);
    const waiting = (await this.versions.of(tx, roleId)).find(
      ({ state }) => state === 'proposed' || state === 'held',
    );
    if (waiting)
      throw Refused.because('version-waiting', `Version ${String(waiting.version)} of ${role.name} waits.`);
  }

  async #propose(
    tx: Tx,
    actor: PersonActor,
    roleId: string,
    { content, reason }: Pick<ProposedRole, 'content' | 'reason'>,
    restores: number | null,
  ): Promise<number> {
    const now = this.clock.now();
    const standing = (await this.versions.of(tx, roleId)).find(({ state }) => state === 'in-force');
    if (standing && differences(standing.content, content).length === 0)
      throw Refused.because('invalid', 'Nothing is different from the version in force.', {
        pointer: '/content',
      });
    // Whoever holds an ordinary role would hold an administrator right for good, and the other way about.
    if (standing && (standing.content.privileged === null) !== (content.privileged === null))
      throw Refused.because('bundled', 'A role stays an administrator right, or an ordinary one.', {
        pointer: '/content/privileged',
      });
    const foreseen = await this.foresee.run(tx, roleId, content, dayOf(now));
    if (isRefusal(foreseen)) throw new Refused(foreseen);
    const { id, version } = await this.versions.add(tx, {
      roleId,
      content,
      orderedBy: actor.personId,
      orderedAt: now,
      reason,
      restores,
    });
    await this.versions.propose(tx, id, foreseen.effects, now);
    await this.audit.run(tx, actor, [
      {
        action: restores === null ? 'role.proposed' : 'role.restore-proposed',
        objectKind: 'role',
        objectId: roleId,
        reason,
        detail: { version, ...(restores === null ? {} : { restores }) },
      },
    ]);
    return version;
  }
}
