import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import { changeEntitlement, loosened } from '../policy/catalogue/entitlement-terms.js';
import type { PersonActor } from '../policy/model/actor.js';
import { slugOf } from '../policy/model/slug.js';
import { EntitlementsStore, type EntitlementFields } from './entitlements.store.js';
import { FindSystem } from './find-system.js';
import { MaterialiseRoles } from './materialise-roles.js';
import { RoleGraphStore } from './role-graph.store.js';
import { SystemsStore, type RegisteredSystem } from './systems.store.js';

/**
 * Enters what a system offers, and changes it. By itself an entitlement gives nothing: it must be in a role, and that
 * takes the information owner. The roles that give it follow its terms at once.
 */
@Injectable()
export class WriteEntitlement {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly find: FindSystem,
    private readonly systems: SystemsStore,
    private readonly store: EntitlementsStore,
    private readonly graph: RoleGraphStore,
    private readonly materialise: MaterialiseRoles,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns its id. @throws Refused not-found, not-allowed, wrong-state, invalid */
  async add(actor: PersonActor, systemId: string, fields: EntitlementFields): Promise<string> {
    return this.database.transaction(async (tx) => {
      await this.graph.lock(tx);
      await this.#writable(tx, actor, systemId, fields);
      const id = await this.store.add(tx, systemId, slugOf(fields.name), fields);
      if (id === null) throw nameTaken(fields.externalName);
      await this.audit.run(tx, actor, [
        {
          action: 'entitlement.added',
          objectKind: 'entitlement',
          objectId: id,
          detail: { system: systemId, target: fields.target, externalName: fields.externalName },
        },
      ]);
      return id;
    });
  }

  /** @throws Refused not-found, not-allowed, bundled, needs-information-owner, invalid */
  async change(
    actor: PersonActor,
    entitlementId: string,
    fields: EntitlementFields,
    reason: string,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.graph.lock(tx);
      const now = await this.store.lock(tx, entitlementId);
      if (!now) throw Refused.because('not-found', 'There is no entitlement, or you may not see it.');
      const { system } = await this.#writable(tx, actor, now.systemId, fields, now.target);
      if (now.target !== fields.target)
        throw Refused.because('invalid', 'An entitlement stays in its target.', { pointer: '/target' });
      const refusal = changeEntitlement({
        name: now.name,
        now,
        next: fields,
        renamed: now.externalName !== fields.externalName,
        bundled: now.roles > 0,
        isInformationOwner: system.informationOwnerId === actor.personId,
      });
      if (refusal) throw new Refused(refusal);
      if (!(await this.store.write(tx, entitlementId, fields))) throw nameTaken(fields.externalName);
      await this.materialise.ofEntitlement(tx, entitlementId);
      await this.audit.run(tx, actor, [
        {
          action: 'entitlement.changed',
          objectKind: 'entitlement',
          objectId: entitlementId,
          reason,
          detail: {
            system: system.id,
            loosened: loosened(now, fields),
            before: { risk: now.risk, requiredLevel: now.requiredLevel, externalName: now.externalName },
            after: {
              risk: fields.risk,
              requiredLevel: fields.requiredLevel,
              externalName: fields.externalName,
            },
          },
        },
      ]);
    });
  }

  /** Offers it no more. @throws Refused not-found, not-allowed, bundled */
  async retire(actor: PersonActor, entitlementId: string, reason: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.graph.lock(tx);
      const now = await this.store.lock(tx, entitlementId);
      if (!now) throw Refused.because('not-found', 'There is no entitlement, or you may not see it.');
      const { grounds } = await this.find.run(tx, actor.personId, now.systemId, this.clock.now());
      const barred = may('entitlement.write', grounds, 'entitlement');
      if (barred) throw new Refused(barred);
      if (now.roles > 0)
        throw Refused.because(
          'bundled',
          `${now.name} is in ${String(now.roles)} roles: take it out of them first.`,
        );
      await this.store.retire(tx, entitlementId);
      await this.audit.run(tx, actor, [
        { action: 'entitlement.retired', objectKind: 'entitlement', objectId: entitlementId, reason },
      ]);
    });
  }

  async #writable(
    tx: Tx,
    actor: PersonActor,
    systemId: string,
    fields: EntitlementFields,
    standing: string | null = null,
  ): Promise<{ system: RegisteredSystem }> {
    const now = this.clock.now();
    const { system, grounds } = await this.find.run(tx, actor.personId, systemId, now);
    const barred = may('entitlement.write', grounds, 'entitlement');
    if (barred) throw new Refused(barred);
    if (system.state === 'retired')
      throw Refused.because('wrong-state', `${system.content.name} is retired.`);
    // Grindvakt's own rights are the operator's to declare: else any system owner could make themselves one (invariant 12).
    if (fields.target === 'grindvakt' && standing !== 'grindvakt')
      throw Refused.because('invalid', 'Grindvakt’s own rights are declared by the operator alone.', {
        pointer: '/target',
      });
    if (fields.target === 'manual' && standing !== 'manual' && !system.content.connectors.includes('manual'))
      throw Refused.because('invalid', `${system.content.name} is not said to be set up by hand.`, {
        pointer: '/target',
      });
    if (
      fields.ownerId !== null &&
      !(await this.systems.employed(tx, [fields.ownerId], dayOf(now))).has(fields.ownerId)
    )
      throw Refused.because('invalid', 'An owner must have an employment in force today.', {
        pointer: '/ownerId',
      });
    if (
      (await this.store.knownPrerequisites(tx, fields.prerequisiteIds)) < new Set(fields.prerequisiteIds).size
    )
      throw Refused.because('invalid', 'There is no such prerequisite.', { pointer: '/prerequisiteIds' });
    return { system };
  }
}

function nameTaken(name: string): Refused {
  return Refused.because('invalid', `${name} is another entitlement’s name in the target.`, {
    pointer: '/externalName',
  });
}
