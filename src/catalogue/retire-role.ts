import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { FindRole } from './find-role.js';
import { RoleGraphStore } from './role-graph.store.js';
import { RoleVersionsStore } from './role-versions.store.js';

/** Takes a role out of use, when nobody holds it and no role includes it. It is kept for the history. */
@Injectable()
export class RetireRole {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly roles: FindRole,
    private readonly graph: RoleGraphStore,
    private readonly versions: RoleVersionsStore,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused not-found, not-allowed, wrong-state, still-held, bundled */
  async run(actor: PersonActor, roleId: string, reason: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.graph.lock(tx);
      const { role, grounds } = await this.roles.run(tx, actor.personId, roleId, this.clock.now());
      const barred = may('role.write', grounds, 'role');
      if (barred) throw new Refused(barred);
      if (role.state === 'retired') throw Refused.because('wrong-state', `${role.name} is retired already.`);
      if ((await this.versions.held(tx, [roleId])).has(roleId))
        throw Refused.because('still-held', `Somebody holds ${role.name} or has asked for it.`);
      const around = [...(await this.graph.graph(tx)).values()].some(({ includes }) =>
        includes.includes(roleId),
      );
      if (around) throw Refused.because('bundled', `${role.name} is in another role.`);
      await this.versions.retire(tx, roleId);
      await this.audit.run(tx, actor, [
        { action: 'role.retired', objectKind: 'role', objectId: roleId, reason },
      ]);
    });
  }
}
