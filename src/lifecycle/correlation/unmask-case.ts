import { Injectable } from '@nestjs/common';
import { ReadStanding } from '../../grants/read-standing.js';
import { NoteUnmasking } from '../../people/note-unmasking.js';
import type { UnmaskInput } from '../../people/unmaskings.schema.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { CorrelationCasesStore } from './correlation-cases.store.js';

/** Says why one needs to see the protected people whom a case is about: the record's and those it may be. */
@Injectable()
export class UnmaskCase {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: CorrelationCasesStore,
    private readonly standing: ReadStanding,
    private readonly note: NoteUnmasking,
  ) {}

  /** @throws Refused not-allowed, not-found, insufficient-assurance */
  async run(actor: PersonActor, caseId: string, input: UnmaskInput): Promise<void> {
    await this.database.transaction(async (tx) => {
      const grounds = await this.standing.run(tx, actor.personId, this.clock.now());
      const refusal = may('correlation.read', grounds, 'case') ?? may('person.unmask', grounds, 'case');
      if (refusal) throw new Refused(refusal);
      const found = await this.store.one(tx, caseId);
      if (!found) throw Refused.because('not-found', 'There is no such case.');
      const candidates = (await this.store.candidates(tx, [caseId])).map(({ personId }) => personId);
      const personIds = [...candidates, ...(found.personId === null ? [] : [found.personId])];
      await this.note.run(tx, actor, { caseId, personIds }, grounds, input);
    });
  }
}
