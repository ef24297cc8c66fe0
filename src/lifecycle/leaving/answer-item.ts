import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { mayAnswerItem } from '../../policy/lifecycle/answer-item.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ChecklistStore } from './checklist.store.js';
import type { ItemAnswer } from './leavers.schema.js';
import { ReadOwnedGroups } from './read-owned-groups.js';

/** Ticks off what a leaver hands over, says that it does not apply, or takes the answer back (H10.5.1). */
@Injectable()
export class AnswerItem {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ChecklistStore,
    private readonly standing: ReadStanding,
    private readonly groups: ReadOwnedGroups,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused not-found, own-checklist, checklist-closed */
  async run(actor: PersonActor, checklistId: string, itemId: string, answer: ItemAnswer): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const item = await this.store.lockItem(tx, checklistId, itemId);
      if (!item) throw Refused.because('not-found', 'There is no such item, or you may not see it.');
      const standing = await this.standing.run(tx, actor.personId, now);
      const owners = await this.groups.run(tx, actor.personId, standing, dayOf(now));
      const refusal = mayAnswerItem(item, { personId: actor.personId, owners });
      if (refusal) throw new Refused(refusal);
      const note = answer.note ?? null;
      await this.store.answer(tx, item, { state: answer.state, note, by: actor.personId, at: now });
      await this.audit.run(tx, actor, [
        {
          action: answer.state === 'open' ? 'checklist.item-reopened' : 'checklist.item-answered',
          personId: item.personId,
          objectKind: 'checklist',
          objectId: checklistId,
          reason: note,
          detail: { item: item.key, from: item.state, to: answer.state },
        },
      ]);
    });
  }
}
