import { hash } from 'node:crypto';
import type { HrFile, IsKnown } from '../../connectors/hr-reader.js';
import type { HrSource } from '../../platform/config-hr.js';
import { nameOfColumn } from '../../platform/config-hr-columns.js';
import type { RowRules } from '../../policy/lifecycle/check-hr-row.js';
import type { EmploymentField } from '../../policy/model/hr-fields.js';

const keys = { number: 'number', personKey: 'personKey' } as const;

/** Which column of the employments file means what, and a row's digest over exactly those columns. */
export class EmploymentColumns {
  readonly rules: RowRules;
  readonly #source: HrSource;
  readonly #columns: Readonly<Partial<Record<EmploymentField, number>>>;
  readonly #file: HrFile<EmploymentField>;
  readonly #covered: readonly EmploymentField[];
  readonly #salt: string;

  constructor(source: HrSource, file: HrFile<EmploymentField>) {
    const { yes, no, decimal, dates, noLastDay, testNumbersOnly, empty, endsBefore, shareOfOne } = source;
    const { kinds, protections, leaveKinds, columns } = source.employments;
    this.#source = source;
    // What is not declared is not in the digests either: a new word of the configuration changes no row.
    const written = { yes, no, decimal, dates, noLastDay, testNumbersOnly, empty, endsBefore, shareOfOne };
    this.rules = { ...written, kinds, protections, leaveKinds };
    this.#columns = file.columns;
    this.#file = file;
    const fields = (Object.keys(file.columns) as EmploymentField[]).sort();
    this.#covered = fields;
    // Another mapping gives other digests, so that every row is read again under it.
    this.#salt = hash('sha256', JSON.stringify([fields, columns, this.rules]), 'hex');
  }

  /** The raw text of a field; '' when the file has no such column. */
  reader(fields: readonly string[]): (field: EmploymentField) => string {
    return (field) => {
      const at = this.#columns[field];
      return at === undefined ? '' : (fields[at] ?? '');
    };
  }

  /** Digests of the whole file, equal when every declared column is, whatever the others (a time stamp) say. */
  digests(isKnown?: IsKnown): ReturnType<HrFile<EmploymentField>['digests']> {
    return this.#file.digests(this.#covered, keys, this.#salt, isKnown);
  }

  /** The same of one record. */
  digest(fields: readonly string[]): string {
    return this.#file.digestOf(fields, this.#covered, keys, this.#salt);
  }

  nameOf(field: EmploymentField): string | null {
    return nameOfColumn(this.#source.employments.columns[field]);
  }
}
