import { hash } from 'node:crypto';
import type { HrFile } from '../connectors/hr-reader.js';
import type { HrSource } from '../platform/config-hr.js';
import type { RowRules } from '../policy/lifecycle/check-hr-row.js';
import type { EmploymentField } from '../policy/model/hr-fields.js';

/** Which column of the employments file means what, and a row's digest over exactly those columns. */
export class EmploymentColumns {
  readonly rules: RowRules;
  readonly #source: HrSource;
  readonly #columns: Readonly<Partial<Record<EmploymentField, number>>>;
  readonly #digested: readonly number[];
  readonly #salt: string;

  constructor(source: HrSource, file: HrFile<EmploymentField>) {
    const { yes, decimal, testNumbersOnly } = source;
    const { kinds, protections, columns } = source.employments;
    this.#source = source;
    this.rules = { yes, decimal, testNumbersOnly, kinds, protections };
    this.#columns = file.columns;
    const fields = (Object.keys(file.columns) as EmploymentField[]).sort();
    this.#digested = fields.map((field) => file.columns[field] ?? 0);
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

  /** 16 bytes as hex: equal when every declared column is, whatever the others (a time stamp) say. */
  digest(fields: readonly string[]): string {
    let all = this.#salt;
    for (const at of this.#digested) all += `\u001f${fields[at] ?? ''}`;
    return hash('sha256', all, 'hex').slice(0, 32);
  }

  nameOf(field: EmploymentField): string | null {
    return this.#source.employments.columns[field] ?? null;
  }
}
