import { Inject, Injectable, Logger } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { Clock } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { unitsSource } from '../../platform/config-hr.js';
import { Database, type Tx } from '../../platform/database.js';
import { PersonNumbers } from '../../platform/person-numbers.js';
import { Refused } from '../../platform/refused.js';
import { requireLevel } from '../../policy/assurance/required-assurance.js';
import { may } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { CorrelationCasesStore, type StoredCase } from './correlation-cases.store.js';
import { CorrelationStore } from './correlation.store.js';
import { HrCompareStore } from '../intake/hr-compare.store.js';
import { HrStagingStore } from '../intake/hr-staging.store.js';
import { MergePersons } from './merge-persons.js';
import { RetireKey } from './retire-key.js';
import { RetryHrEvents, takesEvents } from '../intake/retry-hr-events.js';
import { WriteFacts } from '../intake/write-facts.js';

export type CorrelationDecision =
  /** The record is about this person. */
  | { readonly decision: 'same'; readonly personId: string; readonly reason: string }
  /** The record is about somebody new; or the two known persons are two. */
  | { readonly decision: 'different'; readonly reason: string }
  /** The two known persons are one, and this one stays. */
  | { readonly decision: 'merge'; readonly personId: string; readonly reason: string };

/**
 * HR says whom a record is about (H13.2.1). The kept facts take effect at once, by the same way as a delivery's: the
 * person is made or found, employments open, access follows.
 */
@Injectable()
export class ResolveCorrelation {
  readonly #log = new Logger('Correlation');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: CorrelationCasesStore,
    private readonly correlation: CorrelationStore,
    private readonly staging: HrStagingStore,
    private readonly comparison: HrCompareStore,
    private readonly facts: WriteFacts,
    private readonly merge: MergePersons,
    private readonly retireKey: RetireKey,
    private readonly retry: RetryHrEvents,
    private readonly numbers: PersonNumbers,
    private readonly standing: ReadStanding,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /**
   * @throws Refused 'not-allowed', 'not-found', 'case-decided', 'own-merge', 'number-of-another', 'key-of-another', 'invalid', 'import-running',
   * 'unknown-source'
   */
  async run(actor: PersonActor, caseId: string, input: CorrelationDecision): Promise<{ personId: string }> {
    const { personId, record } = await this.#decide(actor, caseId, input);
    // Events of the record that were set aside until somebody knew whose it is: each by itself, after the decision.
    const source = this.config.hr.sources.find(({ id }) => id === record.source);
    if (source && takesEvents(source))
      await this.retry.ofRecord(source, record.sourceKey).catch((error: unknown) => {
        this.#log.warn(
          `waiting events were not tried again: ${error instanceof Error ? error.name : 'unknown'}`,
        );
      });
    return { personId };
  }

  async #decide(
    actor: PersonActor,
    caseId: string,
    input: CorrelationDecision,
  ): Promise<{ personId: string; record: StoredCase }> {
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const denied =
        requireLevel(actor.level) ??
        may('correlation.resolve', await this.standing.run(tx, actor.personId, now), 'case');
      if (denied) throw new Refused(denied);
      if (!(await this.correlation.ownRecords(tx)))
        throw Refused.because(
          'import-running',
          'A delivery from HR is being taken in: try again when it is done.',
        );
      const found = await this.store.lock(tx, caseId);
      if (!found) throw Refused.because('not-found', 'There is no such case.');
      if (found.state !== 'open')
        throw Refused.because('case-decided', 'This case has already been decided.');
      const candidates = (await this.store.candidates(tx, [caseId])).map(({ personId }) => personId);
      if (candidates.includes(actor.personId) || found.personId === actor.personId)
        throw Refused.because('own-merge', 'Nobody decides on their own record: another person at HR must.');
      const decided = { by: actor.personId, at: now, reason: input.reason };
      const { state, personId } =
        found.personId === null
          ? await this.#record(tx, actor, found, candidates, input, now)
          : await this.#persons(tx, actor, found.personId, candidates, input);
      if (state === 'different') await this.store.tellApart(tx, personId, candidates, decided);
      await this.store.decide(tx, caseId, { ...decided, state, personId });
      await this.audit.run(tx, actor, [
        {
          action: 'correlation.resolved',
          personId,
          objectKind: 'correlation',
          objectId: caseId,
          reason: input.reason,
          detail: { decision: input.decision, source: found.source },
        },
      ]);
      return { personId, record: found };
    });
  }

  /** A record that nobody knows: one of the candidates', or somebody new's. */
  async #record(
    tx: Tx,
    actor: PersonActor,
    found: StoredCase,
    candidates: readonly string[],
    input: CorrelationDecision,
    now: Date,
  ): Promise<{ state: 'same' | 'different'; personId: string }> {
    const source = this.config.hr.sources.find(({ id }) => id === found.source);
    if (!source)
      throw Refused.because('unknown-source', `The HR source ${found.source} is not configured any more.`);
    if (input.decision === 'merge')
      throw Refused.because('invalid', 'Only two known persons can be merged: the record is nobody’s yet.', {
        pointer: '/decision',
      });
    await this.staging.create(tx, true);
    await this.store.stage(tx, this.numbers.open(found.factsSealed).toString('utf8'));
    if (input.decision === 'same') {
      if (!candidates.includes(input.personId))
        throw Refused.because('not-found', 'This person is not one of the case’s candidates.');
      // A key that was used again is the candidate's already.
      if (found.reason !== 'key-reused')
        await this.correlation.link(tx, [{ personKey: found.sourceKey, personId: input.personId }]);
    } else if (await this.store.numberIsTaken(tx))
      throw Refused.because(
        'number-of-another',
        'The record states a known person’s personal number, so it cannot be somebody else’s: correct it in the HR system.',
      );
    const [holder] = candidates;
    const isReused = found.reason === 'key-reused' && input.decision === 'different';
    if (isReused && holder !== undefined)
      await this.retireKey.run(
        tx,
        actor,
        { source: source.id, key: found.sourceKey, personId: holder, caseId: found.id },
        now,
      );
    const foreign = await this.staging.takeForeignNumbers(tx, source.id);
    if (isReused && foreign.length > 0)
      throw Refused.because(
        'key-of-another',
        'The record’s employment number is the known person’s as well: give the newcomer a number of their own in the HR system.',
      );
    const personKey = found.sourceKey;
    const condition = await this.staging.narrow(tx, source.id, { personKey, moment: now });
    await this.staging.compare(tx, source.id, found.asOf, condition, personKey, false);
    await this.comparison.project(tx, source.id, found.asOf);
    await this.facts.run(tx, {
      source: source.id,
      unitsOf: unitsSource(source),
      asOf: found.asOf,
      now,
      actor,
      importId: found.importId,
      incomplete: [],
      releadUnits: [],
      movedUnits: [],
      few: true,
    });
    const personId = await this.store.personOf(tx, source.id, found.sourceKey);
    if (personId === null)
      throw Refused.because(
        'invalid',
        'Nothing of the record can be used any more: it comes with the next delivery.',
      );
    return { state: input.decision, personId };
  }

  /** Two known persons of whom one states what is the other's. */
  async #persons(
    tx: Tx,
    actor: PersonActor,
    personId: string,
    candidates: readonly string[],
    input: CorrelationDecision,
  ): Promise<{ state: 'merged' | 'different'; personId: string }> {
    if (input.decision === 'different') return { state: 'different', personId };
    const both = [personId, ...candidates];
    const merged = both.find((id) => id !== input.personId);
    if (input.decision !== 'merge' || merged === undefined)
      throw Refused.because('invalid', 'Two known persons are merged or told apart.', {
        pointer: '/decision',
      });
    if (!both.includes(input.personId))
      throw Refused.because('not-found', 'This person is not one of the two.');
    await this.merge.within(tx, actor, {
      survivorId: input.personId,
      mergedId: merged,
      reason: input.reason,
    });
    return { state: 'merged', personId: input.personId };
  }
}
