import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { AddFoundEntitlement } from '../catalogue/add-found-entitlement.js';
import { ReadStanding } from '../grants/read-standing.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { adoptGroup, exemptGroup } from '../policy/takeover/adopt-group.js';
import { FoundGroupsStore } from './found-groups.store.js';
import { ReadDirectory } from './read-directory.js';
import { TakeMembers, type Taken } from './take-members.js';

export interface Adoption {
  readonly groupId: string;
  readonly systemId: string;
  /** What it is called in Grindvakt. */
  readonly name: string;
  /** The Swedish sentence of what it lets one do, and the English one where there is one. */
  readonly sentence: string;
  readonly sentenceEn: string | null;
  readonly privileged: boolean;
  readonly risk: number;
}

/** Decides on a group that was found: it becomes an entitlement, or is said not to be governed, with the reason. */
@Injectable()
export class AdoptGroup {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly standing: ReadStanding,
    private readonly groups: FoundGroupsStore,
    private readonly directory: ReadDirectory,
    private readonly members: TakeMembers,
    private readonly catalogue: AddFoundEntitlement,
    private readonly audit: RecordEntries,
  ) {}

  /**
   * The group is governed from the commit on, and its members from before are kept by the same transaction: there is
   * no moment in which a delivery would empty it.
   * @throws Refused 'not-allowed', 'not-found', 'group-governed', 'invalid', 'directory-silent'
   */
  async run(actor: PersonActor, adoption: Adoption): Promise<Taken & { entitlementId: string }> {
    const { groupId, systemId, sentence } = adoption;
    const found = await this.database.transaction((tx) => this.groups.lockOne(tx, groupId));
    await this.#mayDecide(actor, 'group.adopt', systemId);
    if (!found) throw Refused.because('not-found', 'There is no such group.', { pointer: '/groupId' });
    const reading = await this.directory.run(found.key);
    return this.database.transaction(async (tx) => {
      await this.groups.lock(tx);
      const now = this.clock.now();
      const group = await this.groups.lockOne(tx, groupId);
      if (!group) throw Refused.because('not-found', 'There is no such group.', { pointer: '/groupId' });
      const refusal = adoptGroup({ ...group, sentence });
      if (refusal) throw new Refused(refusal);
      const entitlementId = await this.catalogue.run(tx, actor, { ...adoption, externalName: group.name });
      const taken = await this.members.run(tx, actor, reading, [entitlementId], now);
      return { ...taken, entitlementId };
    });
  }

  /** @throws Refused 'not-allowed', 'not-found', 'group-governed', 'reason-required' */
  async exempt(actor: PersonActor, groupId: string, reason: string | null): Promise<void> {
    await this.#mayDecide(actor, 'group.exempt', null);
    await this.database.transaction(async (tx) => {
      const group = await this.groups.lockOne(tx, groupId);
      if (!group) throw Refused.because('not-found', 'There is no such group.');
      const refusal = reason === null ? null : exemptGroup({ ...group, reason });
      if (refusal) throw new Refused(refusal);
      const at = this.clock.now();
      await this.groups.exempt(tx, groupId, reason === null ? null : { reason, by: actor.personId, at });
      await this.audit.run(tx, actor, [
        {
          action: reason === null ? 'group.exemption-ended' : 'group.exempted',
          objectKind: 'found-group',
          objectId: groupId,
          reason,
          detail: { group: group.name },
        },
      ]);
    });
  }

  /** @param systemId a system owner decides for systems of their own */
  async #mayDecide(
    actor: PersonActor,
    verb: 'group.adopt' | 'group.exempt',
    systemId: string | null,
  ): Promise<void> {
    const grounds = await this.standing.run(this.database, actor.personId, this.clock.now());
    const own = await this.groups.systems(this.database, actor.personId, false);
    if (systemId === null ? own.length > 0 : own.some((system) => system.id === systemId))
      grounds.add('system-owner');
    const forbidden = may(verb, grounds, 'group');
    if (forbidden) throw new Refused(forbidden);
  }
}
