import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { TellPeople } from '../../notices/tell-people.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import type { Ground } from '../../policy/authority/authority.js';
import {
  confirmHandling,
  handlingDue,
  handlingOf,
  type HandlingKind,
} from '../../policy/lifecycle/handling.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ByHandStore } from './by-hand.store.js';
import { ReadHandler } from './read-handler.js';

/** "Klart": whoever looks after a system says what they have done there; what is confirmed is what is. */
@Injectable()
export class ConfirmHandling {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ByHandStore,
    private readonly handler: ReadHandler,
    private readonly standing: ReadStanding,
    private readonly audit: RecordEntries,
    private readonly tell: TellPeople,
    @Inject(configToken) private readonly config: Pick<Config, 'handling' | 'approvals'>,
  ) {}

  /** @returns what is to be done next, when it has changed meanwhile. @throws Refused not-found, own-handling, already-handled */
  async run(
    actor: PersonActor,
    id: string,
    said: { done: HandlingKind; note: string },
  ): Promise<HandlingKind | null> {
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const standing = await this.standing.run(tx, actor.personId, now);
      const scope = await this.handler.run(tx, actor.personId, standing);
      const access = await this.store.locked(tx, scope, id);
      const grounds = new Set<Ground>(access?.isMine || access?.looksAfter ? ['handler'] : []);
      if (!access) throw Refused.because('not-found', 'There is no such task, or you may not see it.');
      const refusal = confirmHandling(access, said.done, { personId: actor.personId, grounds });
      if (refusal) throw new Refused(refusal);
      const held = said.done === 'give';
      const next = handlingOf({ wanted: access.wanted, held });
      const due = handlingDue(
        dayOf(now),
        access.urgent,
        this.config.handling,
        this.config.approvals.calendar,
      );
      const note = said.note === '' ? null : said.note;
      await this.store.confirm(tx, id, {
        held,
        by: actor.personId,
        at: now,
        note,
        dueOn: next === null ? null : due[next],
      });
      await this.audit.run(tx, actor, [
        {
          action: held ? 'handling.given' : 'handling.taken',
          personId: access.personId,
          objectKind: 'handling',
          objectId: id,
          reason: note,
          detail: { entitlement: access.entitlementId, shallHave: access.wanted },
        },
      ]);
      if (held && next === null)
        await this.tell.run(tx, [
          {
            to: access.personId,
            kind: 'handling-done',
            objectKind: 'person',
            objectId: access.personId,
            facts: { system: access.system, entitlement: access.entitlement },
          },
        ]);
      return next;
    });
  }
}
