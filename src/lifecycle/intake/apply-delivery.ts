import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import {
  hrReader,
  type Delivery,
  type HrFile,
  type HrReader,
  type StatedRows,
} from '../../connectors/hr-reader.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { unitsSource, type HrSource } from '../../platform/config-hr.js';
import { nameOfColumn } from '../../platform/config-hr-columns.js';
import type { Tx } from '../../platform/database.js';
import type { Actor } from '../../policy/model/actor.js';
import type { EmploymentField } from '../../policy/model/hr-fields.js';
import { addDays, type Day } from '../../policy/model/day.js';
import { CorrelateRecords } from '../correlation/correlate-records.js';
import { CorrelationStore } from '../correlation/correlation.store.js';
import { HrApplyStore, type StoredUnit } from './hr-apply.store.js';
import { ToldFieldsStore } from './told-fields.store.js';
import { HrCompareStore } from './hr-compare.store.js';
import type { ConflictingLine } from './hr-staging.store.js';
import {
  noFigures,
  type Aside,
  type ImportFigures,
  type ImportOutcome,
  type Rejection,
} from './import-result.js';
import { KnownDigestsStore } from './known-digests.store.js';
import { NoteOrganisation, type OrganisationFacts } from '../organisation/note-organisation.js';
import { isRejection, noUnits, planUnits, type UnitPlan } from '../organisation/plan-units.js';
import { StageDelivery, type Staged } from './stage-delivery.js';
import { WriteFacts } from './write-facts.js';
import { WeighDelivery } from './weigh-delivery.js';

/** One record's lines out of an event, in place of a delivery's files. */
export interface EventLines {
  readonly personKey: string;
  /** The units that the lines name. */
  readonly unitCodes: readonly string[];
  readonly file: HrFile<EmploymentField>;
  /** HSA-ids are only added to: the lines cannot state all of them. */
  readonly addsHsaIds: boolean;
}

export interface DeliveryJob {
  /** Null for an event that is not held: no row of imports stands for it. */
  readonly importId: string | null;
  readonly actor: Actor;
  readonly source: HrSource;
  readonly delivery: Delivery | EventLines;
  /** Numbers of rows that were announced beside the files. */
  readonly stated?: StatedRows | undefined;
  readonly asOf: Day;
  /** What the facts describe: news of a record from later than this is left as it is. */
  readonly moment: Date;
  readonly now: Date;
  /** A human has looked at it and let it through. */
  readonly released: boolean;
  /** Everything is done and then undone. */
  readonly trial: boolean;
  readonly progress: (done: number, total: number) => Promise<void>;
}

export interface AppliedDelivery {
  readonly outcome: ImportOutcome;
  readonly figures: ImportFigures;
  readonly asides: Aside[];
  /** Keys of records of which a line was set aside: the delivery says nothing certain about these. */
  readonly incomplete?: readonly string[];
}

const mostWaitingLines = 5000;
const unitsAtATime = 5000;

/**
 * The whole of a delivery in the caller's one transaction: stage, compare, count against the breaker, write the facts,
 * and let access follow. Set-based: the number of statements does not depend on the number of people.
 */
@Injectable()
export class ApplyDelivery {
  constructor(
    @Inject(hrReader) private readonly reader: HrReader,
    @Inject(configToken) private readonly config: Config,
    private readonly comparison: HrCompareStore,
    private readonly told: ToldFieldsStore,
    private readonly store: HrApplyStore,
    private readonly correlation: CorrelationStore,
    private readonly correlate: CorrelateRecords,
    private readonly known: KnownDigestsStore,
    private readonly stage: StageDelivery,
    private readonly facts: WriteFacts,
    private readonly organisation: NoteOrganisation,
    private readonly weigh: WeighDelivery,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws DeliveryFault when the delivery as a whole cannot be trusted; the caller rolls back */
  async run(tx: Tx, job: DeliveryJob): Promise<AppliedDelivery> {
    const { source, delivery, asOf } = job;
    const figures = noFigures();
    const event = 'personKey' in delivery ? delivery : null;
    // The database gathers what was said last time while the organisation's file is read.
    const [, { stored, plan }, known, settled] = await tx.together(
      () => this.correlation.shareRecords(tx),
      () => this.#planned(tx, job),
      () => (event ? Promise.resolve(null) : this.known.read(tx, source.id, asOf)),
      async () => event === null && !(await this.correlation.waits(tx, source.id)),
    );
    if (isRejection(plan))
      return { outcome: 'rejected', figures: { ...figures, rejection: plan }, asides: [] };
    const sameUnits = plan.units.length + plan.missing.length === 0;
    figures.units = plan.counts;

    const looked = await this.stage.look({
      source,
      asOf,
      moment: job.moment,
      personKey: event?.personKey ?? null,
      file:
        'personKey' in delivery
          ? delivery.file
          : await this.reader.openEmployments(delivery, source, job.stated, asOf),
      unitCodes: new Set([...stored.map((unit) => unit.code), ...plan.units.map((unit) => unit.code)]),
      known,
      progress: job.progress,
    });
    if (looked.saysNothingNew && sameUnits && settled) {
      figures.rows = { ...figures.rows, read: looked.read, unchanged: looked.read };
      return { outcome: 'unchanged', figures, asides: plan.asides.toSorted(byPlace), incomplete: [] };
    }
    const staged = await this.stage.run(tx, looked, plan.units);
    const waiting = await this.correlate.find(tx, source.id);
    if (!job.trial)
      await this.correlate.keep(tx, job.actor, {
        source: source.id,
        importId: job.importId,
        asOf,
        at: job.now,
        whole: event === null,
      });
    // Of an event everything holds or nothing does: half of a person's employments is no person's state.
    if (event && staged.asides.length + waiting.length > 0)
      return {
        outcome: 'rejected',
        figures,
        asides: [...staged.asides, ...waiting.map((line) => waitingLine(source, line))],
      };
    const [, counts] = await tx.together(
      () => this.comparison.project(tx, source.id, asOf),
      () => this.comparison.counts(tx),
    );
    const quarantined = staged.asides.length + waiting.length;
    const asides = [
      ...staged.asides,
      ...plan.asides,
      ...waiting.slice(0, mostWaitingLines).map((line) => waitingLine(source, line)),
    ].sort(byPlace);
    figures.rows = {
      read: staged.read,
      applied: counts.applied,
      unchanged: staged.read - counts.applied - quarantined,
      quarantined,
    };
    if (counts.applied + counts.missing === 0 && sameUnits)
      return { outcome: 'unchanged', figures, asides, incomplete: staged.incomplete };

    const [, { kinds, leaves, returns }, weighed] = await tx.together(
      () => this.comparison.classify(tx, asOf),
      () => this.comparison.classCounts(tx),
      () => this.weigh.employments(tx, job, event === null),
    );
    figures.guard = weighed.guard;
    figures.tripped = [...weighed.tripped];
    figures.changes = {
      ...figures.changes,
      joiners: kinds.joiner ?? 0,
      movers: kinds.mover ?? 0,
      leavers: kinds.leaver ?? 0,
      rehires: kinds.rehire ?? 0,
      employmentsAdded: kinds['employment-added'] ?? 0,
      employmentsEnded: kinds['employment-ended'] ?? 0,
      leaves,
      returns,
    };
    if (job.importId !== null) await this.told.note(tx, source.id, unitsSource(source), asOf);
    // What is not kept is described by what was known before it.
    const describe = async (): Promise<void> => {
      if (job.importId !== null) await this.comparison.writeDifferences(tx, job.importId, source);
    };
    const { incomplete } = staged;
    const write = (): Promise<void> => this.#write(tx, job, plan, stored, staged, figures);
    if (job.trial) {
      await describe();
      const { tripped, roles } = await this.weigh.trial(tx, job, weighed.losses, write);
      figures.tripped.push(...tripped);
      figures.roles = roles;
      return { outcome: 'applied', figures, asides, incomplete };
    }
    if (job.released || figures.tripped.length === 0)
      figures.tripped.push(...(await this.weigh.access(tx, job, weighed, write)));
    await describe();
    const held = !job.released && figures.tripped.length > 0;
    return { outcome: held ? 'held' : 'applied', figures, asides, incomplete };
  }

  /** The units that are known, and what the delivery's organisation changes of them. */
  async #planned(
    tx: Tx,
    { source, delivery, stated, asOf }: DeliveryJob,
  ): Promise<{ stored: StoredUnit[]; plan: UnitPlan | Rejection }> {
    const event = 'personKey' in delivery;
    const stored = await this.store.units(tx, unitsSource(source), event ? delivery.unitCodes : undefined);
    const units = event ? null : await this.reader.openUnits(delivery, source, stated, asOf);
    return { stored, plan: units ? await planUnits(units, source, stored, asOf) : noUnits };
  }

  async #write(
    tx: Tx,
    job: DeliveryJob,
    plan: UnitPlan,
    stored: readonly StoredUnit[],
    staged: Staged,
    figures: ImportFigures,
  ): Promise<void> {
    const { source, asOf, now, actor, importId } = job;
    const { added, changed, closed } = plan.counts;
    const event = 'personKey' in job.delivery ? job.delivery : null;
    const organisation: OrganisationFacts = {
      importId,
      source: source.id,
      asOf,
      now,
      stored,
      plan,
      active: figures.guard?.active ?? 0,
    };
    const followed = await this.facts.run(tx, {
      source: source.id,
      unitsOf: unitsSource(source),
      asOf,
      now,
      actor,
      importId,
      incomplete: event?.addsHsaIds === true ? [event.personKey] : staged.incomplete,
      // One person's end does not stand behind a night's batch.
      urgent: event !== null && figures.changes.leavers + figures.changes.employmentsEnded > 0,
      releadUnits: plan.releadCodes,
      movedUnits: plan.replaced,
      few: event !== null,
      writeUnits: async () => {
        if (added + changed + closed > 0)
          await this.store.writeUnits(tx, source.id, this.config.organisation, {
            codes: plan.missing,
            on: addDays(asOf, -1),
          });
        await this.#recordUnits(tx, job, plan);
      },
      noteOrganisation: async () => {
        const noted = await this.organisation.run(tx, actor, organisation);
        return {
          reviewedElsewhere: noted.reviewedPersons,
          afterwards: (by) => this.organisation.review(tx, by, organisation, noted),
        };
      },
    });
    figures.changes.grantsOpened = followed.opened;
    figures.changes.grantsEnded = followed.ended;
  }

  async #recordUnits(tx: Tx, job: DeliveryJob, plan: UnitPlan): Promise<void> {
    const detail: Record<string, string> = job.importId === null ? {} : { import: job.importId };
    const entries = [
      ...plan.units.map(({ code, state }) => ({ code, action: `unit.${state}` })),
      ...plan.missing.map((code) => ({ code, action: 'unit.closed' })),
    ];
    for (let from = 0; from < entries.length; from += unitsAtATime)
      await this.audit.run(
        tx,
        job.actor,
        entries
          .slice(from, from + unitsAtATime)
          .map(({ code, action }) => ({ action, objectKind: 'unit', detail: { ...detail, unit: code } })),
      );
  }
}

function byPlace(a: Aside, b: Aside): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line;
}

function waitingLine(source: HrSource, { line }: ConflictingLine): Aside {
  const { file, columns } = source.employments;
  const detail = 'The record may be about somebody already known: HR decides under data quality.';
  return { file, line, reason: 'correlation', column: nameOfColumn(columns.personalNumber), detail };
}
