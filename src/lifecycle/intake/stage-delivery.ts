import { Injectable } from '@nestjs/common';
import { DeliveryFault, type HrFile, type Malformed } from '../../connectors/hr-reader.js';
import type { HrSource } from '../../platform/config-hr.js';
import type { Tx } from '../../platform/database.js';
import { PersonNumbers } from '../../platform/person-numbers.js';
import { checkHrRow, isRowFault, type EmploymentRow } from '../../policy/lifecycle/check-hr-row.js';
import { birthOf } from '../../policy/lifecycle/person-number.js';
import type { EmploymentField } from '../../policy/model/hr-fields.js';
import type { Day } from '../../policy/model/day.js';
import { copyLine, copyText } from './copy-text.js';
import { HrStagingStore, type ConflictingLine } from './hr-staging.store.js';
import type { Aside, AsideReason } from './import-result.js';
import { keptKey } from './kept-key.js';
import { KnownDigests } from './known-digests.js';
import { KnownDigestsStore } from './known-digests.store.js';
import { EmploymentColumns } from './map-columns.js';
import { columnCount, malformedSentences, type UnitPlan } from '../organisation/plan-units.js';

export interface Staged {
  read: number;
  asides: Aside[];
  /** Persons of whom a line was set aside: what is known of them is not complete. */
  incomplete: string[];
}

export interface StagingJob {
  readonly source: HrSource;
  readonly file: HrFile<EmploymentField>;
  readonly asOf: Day;
  readonly unitCodes: ReadonlySet<string>;
  /** The moment that the lines describe. */
  readonly moment: Date;
  /** The one record that the lines are of; null for a full delivery. */
  readonly personKey: string | null;
  /** What was said last time; null for one record, and when nothing is known yet. */
  readonly known: KnownDigests | null;
  readonly progress: (done: number, total: number) => Promise<void>;
}

const mostAsides = 20_000;
const progressEveryMs = 500;

type ConflictReason =
  'duplicate-employment' | 'employment-of-another' | 'personnummer-conflict' | 'hsa-id-conflict';

const conflicts: Readonly<Record<ConflictReason, { field: EmploymentField; detail: string }>> = {
  'duplicate-employment': { field: 'number', detail: 'The employment stands on more than one line.' },
  'employment-of-another': {
    field: 'number',
    detail: 'The employment’s number is known as another person’s: it needs one that nobody has had.',
  },
  'personnummer-conflict': {
    field: 'personalNumber',
    detail: 'The personal number is another person’s, or the person’s lines do not agree on it.',
  },
  'hsa-id-conflict': { field: 'hsaId', detail: 'The HSA-id is another person’s.' },
};

/**
 * Brings the employments file into the transaction's temporary tables: first digests of every line that does not say what
 * was said last time, and only what the comparison finds changed is read, checked and sealed. Memory does not grow with
 * the file, but for twelve bytes for each known employment.
 */
@Injectable()
export class StageDelivery {
  constructor(
    private readonly store: HrStagingStore,
    private readonly known: KnownDigestsStore,
    private readonly numbers: PersonNumbers,
  ) {}

  /** Reads until the first line that says something new, which may be never. */
  async look(job: StagingJob): Promise<Looked> {
    const state = new Staging(job, this.numbers);
    const digests = state.digests();
    const first = (await digests.next()).value ?? null;
    const saysNothingNew = first === null && state.asides.length === 0 && job.known?.allSeen === true;
    return { state, first, digests, saysNothingNew, read: state.read };
  }

  /** @param units what the delivery changes in the organisation */
  async run(tx: Tx, looked: Looked, units: UnitPlan['units']): Promise<Staged> {
    try {
      await this.store.create(tx, looked.state.job.personKey !== null);
      if (units.length > 0) await this.store.putUnits(tx, units);
      return await this.#stage(tx, looked);
    } finally {
      await looked.digests.return(); // closes the file, wherever it stood
    }
  }

  async #stage(tx: Tx, looked: Looked): Promise<Staged> {
    const { state } = looked;
    const { job } = state;
    const { known } = job;
    const { id } = job.source;
    const few = job.personKey !== null;
    if (looked.first !== null) await this.store.copyLines(tx, onwards(looked.first, looked.digests));
    if (known) await this.known.addLines(tx, id, job.asOf, known);
    const takeDuplicates = (): Promise<ConflictingLine[]> => this.store.takeDuplicates(tx, few);
    const repeated = few ? null : await takeDuplicates();
    const condition = await this.store.narrow(tx, id, job);
    const [found, , { bits, count }] = await tx.together(
      () => (repeated ? Promise.resolve(repeated) : takeDuplicates()),
      () => this.store.compare(tx, id, job.asOf, condition, job.personKey, known !== null),
      () => this.store.linesToRead(tx, state.lastLine, few),
    );
    state.conflict('duplicate-employment', found);
    await this.store.copyRows(tx, count > 0 ? state.rows(bits, count) : null);
    if (count > 0) {
      const [foreign, , numbers, hsaIds] = await tx.together(
        () => this.store.takeForeignNumbers(tx, id),
        () => this.store.suspectSamePerson(tx, id),
        () => this.store.takeNumberConflicts(tx, id),
        () => this.store.takeHsaIdConflicts(tx, id),
      );
      state.conflict('employment-of-another', foreign);
      state.conflict('personnummer-conflict', numbers);
      state.conflict('hsa-id-conflict', hsaIds);
    }
    state.checkShare();
    await this.store.spare(tx, [...state.spared]);
    return { read: state.read, asides: state.asides, incomplete: [...state.incomplete] };
  }
}

/** A file that has been read as far as to its first line that says something new. */
export interface Looked {
  readonly state: Staging;
  /** The first of what is to be copied; null when there is nothing. */
  readonly first: string | null;
  /** What comes after it. */
  readonly digests: AsyncGenerator<string, void>;
  /** Every line says what was said last time, and every employment that is not over has one: nothing is left to be compared. */
  readonly saysNothingNew: boolean;
  readonly read: number;
}

async function* onwards(first: string, rest: AsyncGenerator<string, void>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

/** One pass over a file after the other, remembering what was set aside. */
class Staging {
  read = 0;
  lastLine = 0;
  readonly asides: Aside[] = [];
  readonly spared = new Set<string>();
  readonly incomplete = new Set<string>();
  readonly #columns: EmploymentColumns;

  constructor(
    readonly job: StagingJob,
    private readonly numbers: PersonNumbers,
  ) {
    this.#columns = new EmploymentColumns(job.source, job.file);
  }

  /** First pass: line, employment number, person key and digest of every line that says something new, as COPY wants them. */
  async *digests(): AsyncGenerator<string, void> {
    const isKnown = (digest: string, line: number): boolean => {
      if (this.job.known?.see(digest, line) !== true) return false;
      this.read += 1;
      this.lastLine = line;
      return true;
    };
    for await (const batch of this.#columns.digests(isKnown)) {
      let text = '';
      for (const record of batch) {
        this.read += 1;
        this.lastLine = Math.max(this.lastLine, record.line);
        if ('fields' in record) this.#unreadable(record.line, record.fields, record.malformed);
        else
          text += `${String(record.line)}\t${copyText(record.number.trim())}\t${copyText(keptKey(record.personKey.trim(), this.numbers))}\t\\\\x${record.digest}\n`;
      }
      if (text !== '') yield text;
    }
  }

  /** Second pass: the wanted lines in full. Those that fail a check are set aside. */
  async *rows(bits: Uint8Array, count: number): AsyncGenerator<string, void> {
    const { file, unitCodes, asOf } = this.job;
    let done = 0;
    let told = 0;
    const wanted = (line: number): boolean => ((bits[line >> 3] ?? 0) & (1 << (line & 7))) !== 0;
    for await (const batch of file.batches(wanted)) {
      let text = '';
      for (const { line, fields } of batch) {
        done += 1;
        const read = this.#columns.reader(fields);
        const row = checkHrRow(read, this.#columns.rules, (code) => unitCodes.has(code), asOf);
        if (isRowFault(row))
          this.#aside(line, row.reason, row.field, row.detail, [read('number'), read('personKey')]);
        else text += copyLine(typed(line, this.#columns.digest(fields), row, this.numbers));
      }
      yield text;
      const now = performance.now();
      if (now - told < progressEveryMs) continue;
      told = now;
      await this.job.progress(this.read - count + done, this.read);
    }
  }

  conflict(reason: ConflictReason, lines: readonly ConflictingLine[]): void {
    const found = conflicts[reason];
    for (const { line, number, personKey, ownerKey } of lines)
      this.#aside(line, reason, found.field, found.detail, [number, personKey, ownerKey ?? '']);
  }

  /** More than half of it wrong: another format, not some mistakes. */
  checkShare(): void {
    if (this.asides.length > 100 && this.asides.length * 2 > this.read) this.#tooMany();
  }

  #tooMany(): never {
    const { file } = this.job.source.employments;
    const message = `${file}: ${String(this.asides.length)} of ${String(this.read)} lines so far cannot be used.`;
    throw new DeliveryFault('mostly-wrong', message, file, this.asides[0]?.line ?? null);
  }

  #unreadable(line: number, fields: readonly string[], malformed: Malformed | null): void {
    const detail = malformed
      ? malformedSentences[malformed]
      : columnCount(fields.length, this.job.file.width);
    this.#aside(line, malformed ?? 'column-count', null, detail, fields);
  }

  #aside(
    line: number,
    reason: AsideReason,
    field: EmploymentField | null,
    detail: string,
    values: readonly string[],
  ): void {
    const column = field === null ? null : this.#columns.nameOf(field);
    this.asides.push({ file: this.job.source.employments.file, line, reason, column, detail });
    if (this.asides.length > mostAsides) this.#tooMany();
    for (const value of values) {
      const found = value.trim();
      if (found === '' || found.length > 100) continue;
      const key = keptKey(found, this.numbers);
      this.spared.add(found).add(key);
      this.incomplete.add(key);
    }
  }
}

function typed(
  line: number,
  digest: string,
  row: EmploymentRow,
  numbers: PersonNumbers,
): (string | number | boolean | null)[] {
  const born = birthOf(row.personNumber);
  return [
    line,
    `\\x${digest}`,
    keptKey(row.personKey, numbers),
    `\\x${numbers.seal(row.personNumber).toString('hex')}`,
    `\\x${numbers.indexOf(row.personNumber).toString('hex')}`,
    row.givenName,
    row.callName,
    row.familyName,
    row.protection,
    row.hsaId,
    row.email,
    row.number,
    row.kind,
    row.titleCode,
    row.title,
    row.unit,
    row.percent,
    row.startDate,
    row.endDate,
    row.main,
    row.leadsUnit,
    row.managerNumber,
    row.leaveKind,
    row.leavePercent,
    row.leaveFrom,
    row.leaveTo,
    row.sponsorNumber,
    row.externalEmployer,
    row.contractReference,
    row.registeredByHand,
    `\\x${numbers.indexOf(born.day).toString('hex')}`,
    born.coordination,
    row.previousNumber === null ? null : `\\x${numbers.indexOf(row.previousNumber).toString('hex')}`,
  ];
}
