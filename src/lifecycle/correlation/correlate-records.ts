import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import type { Tx } from '../../platform/database.js';
import { PersonNumbers } from '../../platform/person-numbers.js';
import { correlate, isSomebodyElse, type Candidate } from '../../policy/lifecycle/correlate.js';
import type { Actor } from '../../policy/model/actor.js';
import type { CorrelationKey } from '../../policy/model/correlation.js';
import type { Day } from '../../policy/model/day.js';
import {
  CorrelationStore,
  type StoredMatch,
  type RenumberedRecord,
  type WaitingRecord,
} from './correlation.store.js';
import type { ConflictingLine } from '../intake/hr-staging.store.js';

const recordsAtATime = 2000;

/**
 * Finds out whom the unknown records of a delivery are about, before anything is written: recognised ones are linked,
 * and those that may be somebody known wait as correlation cases. `find` decides, `keep` writes what was decided when
 * the delivery is let through.
 */
@Injectable()
export class CorrelateRecords {
  constructor(
    private readonly store: CorrelationStore,
    private readonly numbers: PersonNumbers,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @returns lines of records that wait */
  async find(tx: Tx, source: string): Promise<ConflictingLine[]> {
    const { order } = this.config.hr.correlation;
    const others = this.config.hr.sources.map(({ id }) => id).filter((id) => id !== source);
    const [matching, renumbered] = await tx.together(
      () => this.store.match(tx, source, others, order),
      () => this.store.renumbered(tx, source),
    );
    const reused = renumbered.filter(({ record, known }) => isSomebodyElse(record, known));
    const lines = reused.length > 0 ? await this.store.wait(tx, reused.map(waitingForKey)) : [];
    if (matching > 0) lines.push(...(await this.#unknown(tx, order)));
    if (lines.length > 0) await this.store.spareCandidates(tx);
    return lines;
  }

  /** Records that nobody knows: linked, or taken out to wait. @returns lines of those that wait */
  async #unknown(tx: Tx, order: readonly CorrelationKey[]): Promise<ConflictingLine[]> {
    const lines: ConflictingLine[] = [];
    for (let after = ''; ;) {
      const matches = await this.store.matches(tx, after, recordsAtATime);
      const last = matches.at(-1);
      if (!last) break;
      after = last.personKey;
      const links: { personKey: string; personId: string }[] = [];
      const waiting: WaitingRecord[] = [];
      for (const [personKey, found] of byRecord(matches)) {
        const [first] = found;
        if (!first) continue;
        const answer = correlate(first.record, found.map(candidate), order);
        if (answer.kind === 'link') links.push({ personKey, personId: answer.personId });
        if (answer.kind === 'case')
          waiting.push({
            personKey,
            reason: answer.reason,
            candidates: answer.candidates.map(({ personId, signs }) => ({ personId, signs })),
          });
      }
      await this.store.link(tx, links);
      if (waiting.length > 0) lines.push(...(await this.store.wait(tx, waiting)));
    }
    return lines;
  }

  /** Keeps the waiting records as cases, sealed, and closes cases that the source has settled itself. */
  async keep(
    tx: Tx,
    actor: Actor,
    delivery: { source: string; importId: string | null; asOf: Day; at: Date; whole: boolean },
  ): Promise<void> {
    const { source, at, whole } = delivery;
    const opened: { id: string; reason: string }[] = [];
    // What waits is not settled, so that it does not matter which of the two is looked at first.
    const [first, settled] = await tx.together(
      () => this.store.held(tx, '', recordsAtATime),
      () => this.store.settle(tx, source, at, whole),
    );
    for (let held = first; held.length > 0;) {
      const sealed = held.map(({ facts, ...record }) => ({
        ...record,
        sealed: this.numbers.seal(facts).toString('base64'),
      }));
      opened.push(...(await this.store.keep(tx, source, delivery, sealed)));
      held = await this.store.held(tx, held.at(-1)?.personKey ?? '', recordsAtATime);
    }
    await this.audit.run(tx, actor, [
      ...opened.map(({ id, reason }) => ({
        action: 'correlation.opened',
        objectKind: 'correlation',
        objectId: id,
        reason,
        detail: { source },
      })),
      ...settled.map((id) => ({
        action: 'correlation.settled',
        objectKind: 'correlation',
        objectId: id,
        detail: { source },
      })),
    ]);
  }
}

function waitingForKey({ personKey, personId }: RenumberedRecord): WaitingRecord {
  return { personKey, reason: 'key-reused', candidates: [{ personId, signs: ['recordKey'] }] };
}

function candidate(match: StoredMatch): Candidate {
  const { personId, signs, person, sameBirthDate, toldApart } = match;
  return { personId, signs, names: person, sameBirthDate, toldApart };
}

function byRecord(matches: readonly StoredMatch[]): Map<string, StoredMatch[]> {
  const map = new Map<string, StoredMatch[]>();
  for (const match of matches) {
    const list = map.get(match.personKey);
    if (list) list.push(match);
    else map.set(match.personKey, [match]);
  }
  return map;
}
