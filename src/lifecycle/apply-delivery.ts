import { Inject, Injectable } from '@nestjs/common';
import type { AuditRecord } from '../audit/audit-record.js';
import { RecordEntries } from '../audit/record-entries.js';
import {
  hrReader,
  type Delivery,
  type HrFile,
  type HrReader,
  type StatedRows,
} from '../connectors/hr-reader.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { unitsSource, type HrSource } from '../platform/config-hr.js';
import { dayOf } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import { guardOf, trips } from '../policy/lifecycle/breaker.js';
import type { Actor } from '../policy/model/actor.js';
import type { EmploymentField } from '../policy/model/hr-fields.js';
import { addDays, type Day } from '../policy/model/day.js';
import { HandOverReviews } from '../reviews/hand-over-reviews.js';
import { CalendarStore } from './calendar.store.js';
import { FollowFacts } from './follow-facts.js';
import {
  HrApplyStore,
  type StoredUnit,
  type WrittenEmployment,
  type WrittenPerson,
} from './hr-apply.store.js';
import { HrCompareStore } from './hr-compare.store.js';
import { HrStagingStore } from './hr-staging.store.js';
import { noFigures, type Aside, type ImportFigures, type ImportOutcome } from './import-result.js';
import { ManagersStore } from './managers.store.js';
import { NoteOrganisation, type OrganisationFacts } from './note-organisation.js';
import { isRejection, noUnits, planUnits, type UnitPlan } from './plan-units.js';
import { StageDelivery, type Staged } from './stage-delivery.js';
import { StandingStore } from './standing.store.js';

/** One record's lines out of an event, in place of a delivery's files. */
export interface EventLines {
  readonly personKey: string;
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

const recordsAtATime = 5000;

/**
 * The whole of a delivery in the caller's one transaction: stage, compare, count against the breaker, write the facts,
 * and let access follow. Set-based: the number of statements does not depend on the number of people.
 */
@Injectable()
export class ApplyDelivery {
  constructor(
    @Inject(hrReader) private readonly reader: HrReader,
    @Inject(configToken) private readonly config: Config,
    private readonly staging: HrStagingStore,
    private readonly comparison: HrCompareStore,
    private readonly store: HrApplyStore,
    private readonly managers: ManagersStore,
    private readonly standing: StandingStore,
    private readonly calendar: CalendarStore,
    private readonly stage: StageDelivery,
    private readonly handOver: HandOverReviews,
    private readonly follow: FollowFacts,
    private readonly organisation: NoteOrganisation,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws DeliveryFault when the delivery as a whole cannot be trusted; the caller rolls back */
  async run(tx: Tx, job: DeliveryJob): Promise<AppliedDelivery> {
    const { source, delivery, asOf } = job;
    const figures = noFigures();
    const event = 'personKey' in delivery ? delivery : null;
    const stored = await this.store.units(tx, unitsSource(source));
    const units = 'personKey' in delivery ? null : await this.reader.openUnits(delivery, source, job.stated);
    const plan = units ? await planUnits(units, source, stored, asOf) : noUnits;
    if (isRejection(plan))
      return { outcome: 'rejected', figures: { ...figures, rejection: plan }, asides: [] };

    await this.staging.create(tx);
    await this.staging.putUnits(tx, plan.units);
    const staged = await this.stage.run(tx, {
      source,
      asOf,
      moment: job.moment,
      personKey: event?.personKey ?? null,
      file:
        'personKey' in delivery
          ? delivery.file
          : await this.reader.openEmployments(delivery, source, job.stated),
      unitCodes: new Set([...stored.map((unit) => unit.code), ...plan.units.map((unit) => unit.code)]),
      progress: job.progress,
    });
    // Of an event everything holds or nothing does: half of a person's employments is no person's state.
    if (event && staged.asides.length > 0) return { outcome: 'rejected', figures, asides: staged.asides };
    await this.comparison.project(tx, source.id, asOf);
    const counts = await this.comparison.counts(tx);
    const quarantined = staged.asides.length;
    const asides = [...staged.asides, ...plan.asides].sort((a, b) =>
      a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line,
    );
    figures.rows = {
      read: staged.read,
      applied: counts.applied,
      unchanged: staged.read - counts.applied - quarantined,
      quarantined,
    };
    figures.units = plan.counts;
    const { added, changed, closed } = plan.counts;
    if (counts.applied + counts.missing + added + changed + closed === 0)
      return { outcome: 'unchanged', figures, asides, incomplete: staged.incomplete };

    const { ends, active } = await this.comparison.ends(tx, source.id, asOf);
    figures.guard = guardOf(ends, active, source.breaker);
    await this.comparison.classify(tx, asOf);
    const kinds = await this.comparison.classCounts(tx);
    figures.changes = {
      ...figures.changes,
      joiners: kinds.joiner ?? 0,
      movers: kinds.mover ?? 0,
      leavers: kinds.leaver ?? 0,
      rehires: kinds.rehire ?? 0,
      employmentsAdded: kinds['employment-added'] ?? 0,
      employmentsEnded: kinds['employment-ended'] ?? 0,
    };
    const held = trips(figures.guard) && !job.released;
    // What is not kept is described by what was known before it.
    const { importId } = job;
    if ((held || job.trial) && importId !== null)
      await this.comparison.writeDifferences(tx, importId, source.id);
    if (!held) await this.#write(tx, job, plan, stored, staged, figures);
    if (!held && !job.trial && importId !== null)
      await this.comparison.writeDifferences(tx, importId, source.id);
    return { outcome: held ? 'held' : 'applied', figures, asides, incomplete: staged.incomplete };
  }

  async #write(
    tx: Tx,
    job: DeliveryJob,
    plan: UnitPlan,
    stored: readonly StoredUnit[],
    staged: Staged,
    figures: ImportFigures,
  ): Promise<void> {
    const { source, asOf, now } = job;
    const today = dayOf(now);
    await this.calendar.begin(tx, today);
    await this.standing.remember(tx, today, 'hr_touched');
    const { added, changed, closed } = plan.counts;
    if (added + changed + closed > 0)
      await this.store.writeUnits(tx, source.id, this.config.organisation, {
        codes: plan.missing,
        on: addDays(asOf, -1),
      });
    const persons = await this.store.writePersons(tx, source.id, asOf);
    await this.standing.rememberNew(
      tx,
      persons.filter((person) => person.created).map((person) => person.id),
    );
    const event = 'personKey' in job.delivery ? job.delivery : null;
    const incomplete = event?.addsHsaIds === true ? [event.personKey] : staged.incomplete;
    await this.store.writeHsaIds(tx, source.id, incomplete);
    const employments = await this.store.writeEmployments(tx, source.id, unitsSource(source));
    const flipped = await this.standing.flipped(tx, today);
    const relead = { source: source.id, codes: plan.releadCodes };
    const releads = await this.managers.settle(
      tx,
      today,
      employments.map((employment) => employment.id),
      flipped,
      relead,
    );
    await this.standing.writeEvents(tx, now, today, job.importId);
    await this.#record(tx, job, plan, persons, employments);
    const organisation: OrganisationFacts = {
      importId: job.importId,
      source: source.id,
      asOf,
      now,
      stored,
      plan,
      active: figures.guard?.active ?? 0,
    };
    const noted = await this.organisation.run(tx, job.actor, organisation);

    const affected = [
      ...(await this.store.touchedPersons(tx)),
      ...(await this.store.personsIn(tx, source.id, plan.replaced)),
    ];
    // What follows from the facts is the service's own doing; the import's entry says who brought them.
    const by: Actor = { kind: 'system', name: 'hr-import', channel: job.actor.channel };
    await this.handOver.toNewManagers(tx, by, releads);
    // One person's end does not stand behind a night's batch.
    const urgent = event !== null && figures.changes.leavers + figures.changes.employmentsEnded > 0;
    const followed = await this.follow.run(tx, by, affected, now, {
      urgent,
      reviewedElsewhere: noted.reviewedPersons,
    });
    await this.organisation.review(tx, by, organisation, noted);
    figures.changes.grantsOpened = followed.opened;
    figures.changes.grantsEnded = followed.ended;
  }

  async #record(
    tx: Tx,
    job: DeliveryJob,
    plan: UnitPlan,
    persons: readonly WrittenPerson[],
    employments: readonly WrittenEmployment[],
  ): Promise<void> {
    const detail: Record<string, string> = job.importId === null ? {} : { import: job.importId };
    const records: AuditRecord[] = [
      ...plan.units
        .filter((unit) => unit.state !== 'same')
        .map((unit) => ({
          action: `unit.${unit.state}`,
          objectKind: 'unit',
          detail: { ...detail, unit: unit.code },
        })),
      ...plan.missing.map((code) => ({
        action: 'unit.closed',
        objectKind: 'unit',
        detail: { ...detail, unit: code },
      })),
      ...persons.map((person) => ({
        action: person.created ? 'person.created' : 'person.changed',
        personId: person.id,
        detail,
      })),
      ...employments.map((employment) => ({
        action: `employment.${employment.how}`,
        personId: employment.personId,
        objectKind: 'employment',
        objectId: employment.id,
        detail,
      })),
    ];
    for (let from = 0; from < records.length; from += recordsAtATime)
      await this.audit.run(tx, job.actor, records.slice(from, from + recordsAtATime));
  }
}
