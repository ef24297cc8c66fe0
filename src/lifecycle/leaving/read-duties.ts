import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadStanding } from '../../grants/read-standing.js';
import { ReadWho } from '../../people/read-who.js';
import { Clock, dayOf } from '../../platform/clock.js';
import type { Reader } from '../../platform/database.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import type { dutyListSchema } from './duties.schema.js';
import { DutiesStore } from './duties.store.js';

/** What falls or has fallen vacant, and what stops because of it. */
@Injectable()
export class ReadDuties {
  constructor(
    private readonly clock: Clock,
    private readonly store: DutiesStore,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
  ) {}

  /** @throws Refused not-allowed */
  async run(reader: Reader, actor: PersonActor, language: Language): Promise<z.input<typeof dutyListSchema>> {
    const now = this.clock.now();
    const standing = await this.standing.run(reader, actor.personId, now);
    const refusal = may('duty.read', standing, 'duty');
    if (refusal) throw new Refused(refusal);
    const today = dayOf(now);
    const rows = await this.store.open(reader, today);
    const whoIs = await this.who.run(
      reader,
      { personId: actor.personId, standing, today, language },
      rows.flatMap((row) => [row.holderId, row.successorId]),
    );
    return {
      items: rows.map(
        ({
          id,
          kind,
          systemName,
          holderId,
          state,
          lastDay,
          successorId,
          roles,
          waiting,
          otherOwnerEmployed,
        }) => ({
          id,
          kind,
          system: systemName,
          holder: whoIs(holderId),
          state,
          lastDay,
          successor: successorId === null ? null : whoIs(successorId),
          roles,
          waiting,
          otherOwnerEmployed,
        }),
      ),
      mayName: may('duty.hand-over', standing, 'duty') === null,
    };
  }
}
