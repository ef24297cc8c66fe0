import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadStanding } from '../../grants/read-standing.js';
import { unitBeside } from '../../people/read-people.js';
import { ReadWho, type Viewer } from '../../people/read-who.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { decodeCursor, encodeCursor } from '../../platform/cursor.js';
import type { Reader } from '../../platform/database.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import { remarksOf } from '../../policy/lifecycle/confirm-staff.js';
import type { PersonActor } from '../../policy/model/actor.js';
import {
  correctionKinds,
  type correctionListSchema,
  type StaffLine,
  type StaffQuery,
} from './confirmations.schema.js';
import { ConfirmationsStore } from './confirmations.store.js';

/** What a manager confirms, and what was reported to be wrong. */
@Injectable()
export class ReadConfirmations {
  constructor(
    @Inject(configToken) private readonly config: Config,
    private readonly clock: Clock,
    private readonly store: ConfirmationsStore,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
  ) {}

  /** The employments that the caller leads, the longest unconfirmed first. */
  async staff(
    reader: Reader,
    actor: PersonActor,
    query: StaffQuery,
    language: Language,
  ): Promise<{ items: StaffLine[]; next: string | null }> {
    const viewer = await this.#viewer(reader, actor, language);
    const { everyDays } = this.config.confirmation;
    const rows = await this.store.list(
      reader,
      { managerId: actor.personId, today: viewer.today, everyDays, language },
      decodeCursor(query.after, ['day', 'uuid']),
      query.limit + 1,
    );
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const whoIs = await this.who.run(
      reader,
      viewer,
      shown.map((row) => row.personId),
    );
    return {
      items: shown.map((row) => ({
        employmentId: row.id,
        person: whoIs(row.personId),
        title: row.title,
        unit: { id: row.unitId, name: row.unitName },
        to: row.endDate,
        grants: row.grants,
        roles: row.roles,
        confirmedOn: row.confirmedOn,
        due: row.due,
        isDue: row.due <= viewer.today,
        remarks: remarksOf(row, viewer.today),
        version: row.version,
      })),
      next: last ? encodeCursor([last.due, last.id]) : null,
    };
  }

  /** Open reports, the oldest first. @throws Refused not-allowed */
  async corrections(
    reader: Reader,
    actor: PersonActor,
    query: StaffQuery,
    language: Language,
  ): Promise<z.input<typeof correctionListSchema>> {
    const viewer = await this.#viewer(reader, actor, language);
    const refusal = may('correction.read', viewer.standing, 'report');
    if (refusal) throw new Refused(refusal);
    const after = decodeCursor(query.after, ['instant', 'uuid']);
    const rows = await this.store.corrections(reader, after, query.limit + 1);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const whoIs = await this.who.run(
      reader,
      viewer,
      shown.flatMap((row) => [row.personId, row.reportedBy]),
    );
    return {
      items: shown.map((row) => {
        const person = whoIs(row.personId);
        return {
          id: row.id,
          person,
          title: person.withheld ? '' : row.title,
          unit: unitBeside(person, { id: row.unitId, name: row.unitName }),
          kind: correctionKinds.find((kind) => kind === row.kind) ?? 'other',
          note: person.withheld ? '' : row.note,
          reportedBy: whoIs(row.reportedBy),
          reportedAt: row.reportedAt,
        };
      }),
      next: last ? encodeCursor([last.reportedAt.toISOString(), last.id]) : null,
      mayAnswer: may('correction.answer', viewer.standing, 'report') === null,
    };
  }

  async #viewer(reader: Reader, actor: PersonActor, language: Language): Promise<Viewer> {
    const now = this.clock.now();
    const standing = await this.standing.run(reader, actor.personId, now);
    return { personId: actor.personId, standing, today: dayOf(now), language };
  }
}
