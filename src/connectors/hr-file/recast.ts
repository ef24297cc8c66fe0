import { columnsOf, type ColumnSpec } from '../../platform/config-hr-columns.js';
import { DeliveryFault, type HrRecord, type Malformed } from '../hr-reader.js';
import type { RawFile, Tally } from './raw-file.js';
import { digestOf, type Wanted } from './scan-records.js';

export type Specs<Field extends string> = Readonly<Partial<Record<Field, ColumnSpec>>>;

/** Reads a value of one of the file's own columns. */
export type ReadColumn = (column: string) => string;

type LeaveOut = readonly { readonly column: string; readonly values: readonly string[] }[];

/** Which rows are none, and the columns that tell. */
export function leftOut(plan: LeaveOut): { columns: string[]; is: (read: ReadColumn) => boolean } {
  const sets = plan.map(({ column, values }) => ({ column, values: new Set(values) }));
  return {
    columns: plan.map(({ column }) => column),
    is: (read) => sets.some(({ column, values }) => values.has(read(column).normalize('NFC').trim())),
  };
}

/** What is made of a file's records beside taking columns as they are. */
export interface RecastPlan<Field extends string> {
  readonly name: string;
  readonly specs: Specs<Field>;
  /** Rows in which a column holds one of the values are none. */
  readonly leaveOut: LeaveOut;
  /** What becomes of a value that was found. */
  readonly changes?: Readonly<Partial<Record<Field, (value: string) => string>>>;
  /** Values of other files that belong to the record, which count before its own; or why they cannot be told. */
  readonly joined?: undefined | ((read: ReadColumn) => Partial<Record<Field, string>> | Malformed);
}

/** The fields a file was declared with, in their order. */
export function fieldsOf<Field extends string>(declared: Specs<Field>): Field[] {
  return (Object.keys(declared) as Field[]).filter((field) => declared[field] !== undefined);
}

/** Every column of the file that the plan looks at, under its own name. */
export function ownColumns(specs: Specs<string>, more: readonly string[]): Record<string, string> {
  const names = fieldsOf(specs).flatMap((field) => columnsOf(specs[field] ?? { value: '' }));
  return Object.fromEntries([...names, ...more].map((name) => [name, name]));
}

/**
 * A file's records as the fields that they mean. Those that cannot be read come as they are; those left out do not come,
 * but count among what the file must hold.
 * @param extra fields that come from elsewhere only
 */
export function recast<Field extends string>(
  raw: RawFile<string>,
  plan: RecastPlan<Field>,
  extra: readonly Field[] = [],
): RawFile<Field> {
  const fields = [...new Set([...fieldsOf(plan.specs), ...extra])];
  const makers = fields.map((field) => makerOf(plan.specs[field]));
  const width = Math.max(raw.width, fields.length);
  const left = leftOut(plan.leaveOut);
  const columns: Partial<Record<Field, number>> = {};
  for (const [at, field] of fields.entries()) columns[field] = at;

  const taken = (record: HrRecord): HrRecord | null => {
    if (record.malformed !== null) return record;
    if (record.fields.length !== raw.width)
      // It must not seem to have the right number after all.
      return record.fields.length === width ? { ...record, fields: [...record.fields, ''] } : record;
    const read: ReadColumn = (column) => record.fields[raw.columns[column] ?? -1] ?? '';
    if (left.is(read)) return null;
    const joined: Partial<Record<Field, string>> | Malformed = plan.joined?.(read) ?? {};
    if (typeof joined === 'string') return { ...record, malformed: joined };
    const made = makers.map((make, at) => {
      const field = fields[at];
      if (field === undefined) return '';
      const change = plan.changes?.[field];
      const value = joined[field] ?? make(read);
      return change ? change(value) : value;
    });
    while (made.length < width) made.push('');
    return { line: record.line, fields: made, malformed: null };
  };

  async function* batches(tally: Tally, wanted: Wanted | null): AsyncGenerator<readonly HrRecord[]> {
    let kept = 0;
    for await (const batch of raw.batches(tally, wanted)) {
      const found = batch.flatMap((record) => taken(record) ?? []);
      kept += found.length;
      yield found;
    }
    if (kept === 0 && wanted === null)
      throw new DeliveryFault('no-rows', `${plan.name} has no rows.`, plan.name, 1);
  }
  return {
    columns,
    width,
    batches,
    async *digests(tally, digest) {
      for await (const batch of batches(tally, null))
        yield batch.map((record) =>
          record.malformed !== null || record.fields.length !== width
            ? record
            : {
                line: record.line,
                number: record.fields[digest.number] ?? '',
                personKey: record.fields[digest.personKey] ?? '',
                digest: digestOf(record.fields, digest),
              },
        );
    },
  };
}

/** How a value is made of the record's own columns. */
export function makerOf(spec: ColumnSpec | undefined): (read: ReadColumn) => string {
  if (spec === undefined) return () => '';
  if (typeof spec === 'string') return (read) => read(spec);
  if ('value' in spec) return () => spec.value;
  if ('anyOf' in spec) return (read) => spec.anyOf.map(read).find((value) => value.trim() !== '') ?? '';
  if ('columns' in spec)
    return (read) => {
      const parts = spec.columns.map((column) => read(column).trim());
      return parts.filter((part) => part !== '').join(spec.between);
    };
  if ('before' in spec) return (read) => read(spec.column).split(spec.before)[0] ?? '';
  return (read) => {
    const value = read(spec.column);
    const at = value.indexOf(spec.after);
    return at < 0 ? '' : value.slice(at + spec.after.length);
  };
}
