import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { ReadStanding } from '../grants/read-standing.js';
import { TellPeople } from '../notices/tell-people.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { Day } from '../policy/model/day.js';
import { openTakeover, type UnansweredRule } from '../policy/takeover/campaign-terms.js';
import { UnassessedStore } from './unassessed.store.js';

/**
 * The first campaign over what a system's groups held before Grindvakt: each manager assesses or removes what their
 * staff have, by a day.
 */
@Injectable()
export class OpenTakeover {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: UnassessedStore,
    private readonly standing: ReadStanding,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns its id. @throws Refused 'not-found', 'takeover-open', 'nothing-to-review', 'invalid' */
  async run(
    actor: PersonActor,
    input: { systemId: string; closesOn: Day; unanswered: UnansweredRule },
  ): Promise<string> {
    const { systemId, closesOn, unanswered } = input;
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const system = await this.store.system(tx, systemId);
      const grounds = new Set<Ground>(await this.standing.run(tx, actor.personId, now));
      if (system?.informationOwnerId === actor.personId) grounds.add('information-owner');
      const forbidden = may('takeover.open', grounds, 'such system');
      if (forbidden) throw new Refused(forbidden);
      if (!system) throw Refused.because('not-found', 'There is no such system.', { pointer: '/systemId' });
      const open = (await this.store.campaignOf(tx, systemId)) !== null;
      const refusal = openTakeover({ waiting: system.waiting, open, closesOn }, dayOf(now));
      if (refusal) throw new Refused(refusal);
      const by = actor.personId;
      const { id, managers } = await this.store.openCampaign(tx, {
        systemId,
        by,
        at: now,
        closesOn,
        unanswered,
      });
      await this.tell.run(
        tx,
        managers.map((to) => ({
          to,
          kind: 'takeover-opened' as const,
          objectKind: 'takeover',
          objectId: systemId,
          facts: { system: system.name, day: closesOn },
        })),
      );
      await this.audit.run(tx, actor, [
        {
          action: 'takeover.opened',
          objectKind: 'system',
          objectId: systemId,
          detail: { campaign: id, closesOn, unanswered, access: system.waiting, managers: managers.length },
        },
      ]);
      return id;
    });
  }
}
