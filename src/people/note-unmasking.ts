import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock } from '../platform/clock.js';
import type { Reader, Tx } from '../platform/database.js';
import { RequireAssurance } from '../platform/require-assurance.js';
import type { Ground } from '../policy/authority/authority.js';
import { unmaskedUntil } from '../policy/authority/unmasking.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { UnmaskInput } from './unmaskings.schema.js';
import { UnmaskingsStore } from './unmaskings.store.js';

/** What is protected: persons, and with them a record that is nobody known yet. */
export interface Unmasked {
  readonly personIds: readonly string[];
  readonly caseId?: string;
}

/** Writes down why somebody sees through a protection, and lets them for a while (H11.6.1, invariant 10). */
@Injectable()
export class NoteUnmasking {
  constructor(
    private readonly clock: Clock,
    private readonly store: UnmaskingsStore,
    private readonly audit: RecordEntries,
    private readonly assurance: RequireAssurance,
  ) {}

  /**
   * The caller has asked whether they may.
   * @returns until when
   * @throws Refused insufficient-assurance
   */
  async run(
    tx: Tx,
    actor: PersonActor,
    { personIds, caseId }: Unmasked,
    grounds: ReadonlySet<Ground>,
    { reason, note }: UnmaskInput,
  ): Promise<Date> {
    this.assurance.run(actor, 'person.unmask');
    const at = this.clock.now();
    const until = unmaskedUntil(grounds, at);
    const subjects = [...new Set([...personIds, ...(caseId === undefined ? [] : [caseId])])];
    await this.store.add(tx, subjects, { viewerId: actor.personId, at, until, reason, note });
    const why = note === null ? reason : `${reason}: ${note}`;
    const detail = { until: until.toISOString(), grounds: [...grounds].sort() };
    await this.audit.run(tx, actor, [
      ...[...new Set(personIds)].map((personId) => ({
        action: 'person.unmasked',
        personId,
        objectKind: 'person',
        objectId: personId,
        reason: why,
        detail,
      })),
      ...(caseId === undefined
        ? []
        : [{ action: 'case.unmasked', objectKind: 'case', objectId: caseId, reason: why, detail }]),
    ]);
    return until;
  }

  /** Of these persons and cases, those that the viewer has given a reason for. */
  async current(reader: Reader, viewerId: string, subjectIds: readonly string[]): Promise<Set<string>> {
    return this.store.current(reader, viewerId, subjectIds, this.clock.now());
  }
}
