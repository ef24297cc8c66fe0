import { Inject, Injectable } from '@nestjs/common';
import {
  DeliveryFault,
  hrReader,
  type Delivery,
  type HrReader,
  type Inspected,
  type StatedRows,
} from '../../connectors/hr-reader.js';
import type { Pulled } from '../../connectors/hr-puller.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { soleSource, type HrSource } from '../../platform/config-hr.js';
import { Database, type Tx } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import type { Actor } from '../../policy/model/actor.js';
import { addDays, type Day } from '../../policy/model/day.js';
import { ApplyDelivery, type AppliedDelivery } from './apply-delivery.js';
import { FinishImport } from './finish-import.js';
import { noFigures, type ImportChannel, type ImportResult, type Rejection } from './import-result.js';
import { ImportsStore, type StoredDifference } from './imports.store.js';
import { momentOf } from './moment-of.js';
import { TellTriedAccess } from './tell-tried-access.js';
import { rejectionOf } from '../organisation/plan-units.js';
import { RecordFactsStore } from './record-facts.store.js';

/** Fetches a delivery once the import has begun, so that it is seen to run and to fail. @throws DeliveryFault */
export type Fetch = () => Promise<Pulled>;

export interface SnapshotInput {
  /** A configured source; may be left out when there is only one. */
  source?: string | undefined;
  delivery: Delivery | Fetch;
  /** Numbers of rows that were announced beside the files. */
  stated?: StatedRows | undefined;
  channel: ImportChannel;
  /** What it was found as in a watched folder; taken once over all instances. */
  foundAs?: string | undefined;
  /** The day the snapshot describes; else the manifest's, else today. */
  asOf?: Day | undefined;
  dryRun?: boolean | undefined;
}

/** An import under way. `done` never rejects for what is wrong with the delivery: that is a result. */
export interface StartedImport {
  id: string;
  done: Promise<ImportResult>;
}

interface Begun extends SnapshotInput {
  importId: string;
  actor: Actor;
  config: HrSource;
  now: Date;
}

interface Job extends Begun {
  delivery: Delivery;
}

// Clocks differ, and a trial may be of files from another week; a year is a slip.
const mostDaysAhead = 31;

/** Thrown to undo a trial; carries what it found. */
class Undo extends Error {
  constructor(
    readonly applied: AppliedDelivery,
    readonly differences: StoredDifference[],
  ) {
    super('a dry run is undone');
  }
}

/**
 * Takes in a full snapshot from HR (H13.1.6): applied, unchanged, held at the breaker or rejected whole. One
 * transaction; one delivery of a source at a time, over all instances.
 */
@Injectable()
export class TakeHrSnapshot {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ImportsStore,
    private readonly facts: RecordFactsStore,
    private readonly finish: FinishImport,
    private readonly standing: ReadStanding,
    private readonly apply: ApplyDelivery,
    private readonly tried: TellTriedAccess,
    @Inject(hrReader) private readonly reader: HrReader,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @throws Refused 'unknown-source', 'import-running', 'not-allowed' */
  async run(actor: Actor, input: SnapshotInput): Promise<ImportResult> {
    return (await this.start(actor, input)).done;
  }

  async start(actor: Actor, input: SnapshotInput): Promise<StartedImport> {
    const now = this.clock.now();
    const config = this.#source(input.source);
    await this.authorise(actor);
    const importId = await this.store.start(this.database, {
      source: config.id,
      channel: input.channel,
      asOf: input.asOf ?? this.clock.today(),
      startedBy: actor.kind === 'person' ? actor.personId : null,
      at: now,
      foundAs: input.foundAs,
    });
    const done = this.#take({ ...input, importId, actor, config, now }).catch(async (error: unknown) => {
      // Whatever went wrong, an import that is not going on must not look as if it were.
      await this.store.forget(this.database, importId).catch(() => undefined);
      throw error;
    });
    return { id: importId, done };
  }

  /** The machine's operator and its folders have the machine itself; a person needs the right. @throws Refused */
  async authorise(actor: Actor): Promise<void> {
    if (actor.kind !== 'person') return;
    const standing = await this.standing.run(this.database, actor.personId, this.clock.now());
    const refusal = may('import.upload', standing, 'import');
    if (refusal) throw new Refused(refusal);
  }

  /** Whether any delivery has ever been applied. */
  async hasTaken(): Promise<boolean> {
    return this.store.hasApplied(this.database);
  }

  #source(id: string | undefined): HrSource {
    const { sources } = this.config.hr;
    const found = id === undefined ? soleSource(sources) : sources.find((source) => source.id === id);
    if (found) return found;
    const known = sources.map((source) => source.id).join(', ') || 'none';
    throw Refused.because(
      'unknown-source',
      `There is no HR source ${id ?? '(not named)'}; configured: ${known}.`,
      {
        pointer: '/source',
      },
    );
  }

  async #take(begun: Begun): Promise<ImportResult> {
    let job: Job = { ...begun, delivery: new Map() };
    let asOf = job.asOf ?? this.clock.today();
    let inspected: Inspected | null = null;
    try {
      job = { ...job, ...(await delivered(begun)) };
      const found = await this.reader.inspect(job.delivery, job.config, job.stated);
      inspected = found;
      asOf = job.asOf ?? found.snapshotDate ?? asOf;
      return await this.database.transaction((tx) => this.#inTransaction(tx, job, asOf, found));
    } catch (error) {
      if (error instanceof Undo) return await this.#tried(job, asOf, inspected, error);
      if (!(error instanceof DeliveryFault)) throw error;
      return await this.#rejected(job, asOf, inspected, rejectionOf(error));
    } finally {
      await this.reader.close(job.delivery);
    }
  }

  async #inTransaction(tx: Tx, job: Job, asOf: Day, inspected: Inspected): Promise<ImportResult> {
    const { config, importId, now } = job;
    await this.#claim(tx, job);
    const moment = momentOf(inspected, asOf, now);
    const [, , last] = await tx.together(
      () => this.store.endInterrupted(tx, config.id, importId, now),
      () => this.facts.lockSource(tx, config.id),
      () => this.store.standing(tx, config.id, moment),
    );
    const { snapshotDate, generatedAt } = inspected;
    if (isFarAhead(asOf, generatedAt, now)) return this.#finish(tx, job, dayOf(now), inspected, ahead(asOf));
    if (job.asOf === undefined && snapshotDate !== null && last.snapshotDate !== null) {
      const isOlder =
        snapshotDate < last.snapshotDate ||
        (snapshotDate === last.snapshotDate &&
          generatedAt !== null &&
          last.moment &&
          generatedAt < last.moment);
      if (isOlder) return this.#finish(tx, job, asOf, inspected, older(snapshotDate, last.snapshotDate));
    }
    const announced = job.stated?.employments ?? last.rows;
    if (last.digest?.equals(inspected.digest) === true && announced === last.rows) {
      const figures = noFigures();
      figures.rows = { read: last.rows, applied: 0, unchanged: last.rows, quarantined: 0 };
      return this.#finish(tx, job, asOf, inspected, {
        outcome: job.dryRun ? 'dry-run' : 'unchanged',
        figures,
        asides: [],
      });
    }
    const applied = await this.apply.run(tx, {
      importId,
      actor: job.actor,
      source: config,
      delivery: job.delivery,
      stated: job.stated,
      asOf,
      moment,
      now,
      released: false,
      trial: job.dryRun ?? false,
      progress: (done, total) => this.store.progress(this.database, importId, done, total),
    });
    if (job.dryRun && applied.outcome !== 'rejected')
      throw new Undo(applied, await this.tried.run(tx, { importId, source: config.id, now }));
    return this.#finish(tx, job, asOf, inspected, applied);
  }

  async #finish(
    tx: Tx,
    job: Job,
    asOf: Day,
    inspected: Inspected | null,
    applied: AppliedDelivery,
  ): Promise<ImportResult> {
    const { importId, actor, config, delivery } = job;
    return this.finish.run(tx, actor, { importId, source: config, delivery, asOf, inspected, applied });
  }

  async #tried(job: Job, asOf: Day, inspected: Inspected | null, trial: Undo): Promise<ImportResult> {
    return this.database.transaction(async (tx) => {
      await this.store.writeDifferences(tx, job.importId, trial.differences);
      return this.#finish(tx, job, asOf, inspected, { ...trial.applied, outcome: 'dry-run' });
    });
  }

  async #rejected(
    job: Job,
    asOf: Day,
    inspected: Inspected | null,
    rejection: Rejection,
  ): Promise<ImportResult> {
    const figures = { ...noFigures(), rejection };
    return this.database.transaction(async (tx) => {
      if (job.foundAs !== undefined) await this.#claim(tx, job); // two instances do not reject it twice
      return this.#finish(tx, job, asOf, inspected, { outcome: 'rejected', figures, asides: [] });
    });
  }

  /** @throws Refused 'import-running', also when another instance has just dealt with the same finding */
  async #claim(tx: Tx, { config, importId, foundAs, now }: Job): Promise<void> {
    const isMine =
      (await this.store.claim(tx, config.id)) &&
      (foundAs === undefined || !(await this.store.foundMeanwhile(tx, config.id, foundAs, importId, now)));
    if (!isMine)
      throw Refused.because('import-running', `Another delivery from ${config.name} is being taken in.`);
  }
}

/** What is to be taken in, fetched if need be. */
async function delivered({ delivery, stated }: SnapshotInput): Promise<Pick<Job, 'delivery' | 'stated'>> {
  return typeof delivery === 'function' ? delivery() : { delivery, stated };
}

/** A slip in the year: it would make every delivery and event until that day too old to be used. */
function isFarAhead(asOf: Day, generatedAt: Date | null, now: Date): boolean {
  const latest = addDays(dayOf(now), mostDaysAhead);
  return asOf > latest || (generatedAt !== null && dayOf(generatedAt) > latest);
}

function ahead(asOf: Day): AppliedDelivery {
  const detail = `The snapshot is of ${asOf}, or was written then: that is more than ${String(mostDaysAhead)} days ahead.`;
  const rejection: Rejection = { code: 'snapshot-ahead', detail, file: null, line: null };
  return { outcome: 'rejected', figures: { ...noFigures(), rejection }, asides: [] };
}

function older(snapshot: Day, standing: Day): AppliedDelivery {
  const detail = `The snapshot is of ${snapshot}; one of ${standing} that is newer has already been applied.`;
  const rejection: Rejection = { code: 'older-snapshot', detail, file: null, line: null };
  return { outcome: 'rejected', figures: { ...noFigures(), rejection }, asides: [] };
}
