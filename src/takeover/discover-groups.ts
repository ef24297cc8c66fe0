import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { ReadStanding } from '../grants/read-standing.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may, type Verb } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { FoundGroupsStore } from './found-groups.store.js';
import { MembershipsStore } from './memberships.store.js';
import { ReadDirectory } from './read-directory.js';
import { TakeMembers, type Taken } from './take-members.js';

/** Reads the directory: which groups there are beside those that are governed (H13.1.1), and who is in those. */
@Injectable()
export class DiscoverGroups {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly standing: ReadStanding,
    private readonly groups: FoundGroupsStore,
    private readonly memberships: MembershipsStore,
    private readonly directory: ReadDirectory,
    private readonly members: TakeMembers,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused 'not-allowed', 'directory-silent' */
  async run(actor: PersonActor): Promise<Taken> {
    return this.#read(actor, 'discovery.run', false);
  }

  /**
   * Takes over the memberships of every governed group whose memberships have not been: they are kept until they are
   * assessed or removed, and so are the accounts that they belong to.
   * @throws Refused 'not-allowed', 'directory-silent'
   */
  async takeOver(actor: PersonActor): Promise<Taken> {
    return this.#read(actor, 'takeover.run', true);
  }

  async #read(actor: PersonActor, verb: Verb, take: boolean): Promise<Taken> {
    const grounds = await this.standing.run(this.database, actor.personId, this.clock.now());
    if (await this.groups.ownsAnySystem(this.database, actor.personId)) grounds.add('system-owner');
    const forbidden = may(verb, grounds, 'directory');
    if (forbidden) throw new Refused(forbidden);
    const reading = await this.directory.run();
    return this.database.transaction(async (tx) => {
      await this.groups.lock(tx);
      const now = this.clock.now();
      const governed = take ? await this.memberships.governed(tx) : [];
      const taken = await this.members.run(
        tx,
        actor,
        reading,
        governed.map((group) => group.entitlementId),
        now,
      );
      await this.audit.run(tx, actor, [
        {
          action: take ? 'directory.taken-over' : 'directory.read',
          objectKind: 'directory',
          detail: { ...taken },
        },
      ]);
      return taken;
    });
  }
}
