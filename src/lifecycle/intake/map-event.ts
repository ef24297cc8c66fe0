import { hash } from 'node:crypto';
import type { DigestedRecord, HrFile, HrRecord } from '../../connectors/hr-reader.js';
import type { HrSource } from '../../platform/config-hr.js';
import type { HrEvents } from '../../platform/config-hr-events.js';
import { InvalidInput, type FieldError } from '../../platform/http/invalid-input.js';
import { clean } from '../../policy/lifecycle/check-hr-row.js';
import { isDay, type Day } from '../../policy/model/day.js';
import type { EmploymentField } from '../../policy/model/hr-fields.js';
import type { PersonNumbers } from '../../platform/person-numbers.js';
import { keptKey } from './kept-key.js';

/** One event as the HR system told it, taken apart by the declared mapping. */
export interface HrEvent {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly effectiveFrom: Day | null;
  readonly corrects: string | null;
  readonly personKey: string;
  /** Every employment of the person, as raw texts. */
  readonly employments: readonly Readonly<Partial<Record<EmploymentField, string>>>[];
  /** What happened to each of them, in the HR system's words. */
  readonly happened: readonly string[];
  /** More HSA-ids than employments to state them on: none is to be taken away. */
  readonly hasMoreHsaIds: boolean;
}

const mostEmployments = 50;
const longestKey = 100;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * @param numbers for the person's key, where that is a personal number
 * @throws InvalidInput naming every value that the event cannot do without
 */
export function readEvent(
  body: unknown,
  { mapping, aheadHours: _ahead }: HrEvents,
  numbers: PersonNumbers,
): HrEvent {
  const errors: FieldError[] = [];
  const fail = (path: string, detail: string): void => {
    errors.push({ pointer: `/${path.replaceAll('[]', '').replaceAll('.', '/')}`, code: 'invalid', detail });
  };
  const text = (from: unknown, path: string): string => {
    const value = valueAt(from, path);
    const plain = plainText(value);
    if (plain === null) fail(path, 'must be a text, a number, true, false or null');
    else if (plain.includes('\0')) fail(path, 'must not hold a NUL character');
    return (plain ?? '').replaceAll('\0', '');
  };
  const key = (from: unknown, path: string): string => {
    const value = clean(text(from, path));
    if (value === '') fail(path, 'is missing');
    if (value.length > longestKey) fail(path, `must be at most ${String(longestKey)} characters`);
    return value;
  };

  const id = key(body, mapping.eventId);
  const type = key(body, mapping.type);
  const personKey = key(body, mapping.fields.personKey);
  const at = text(body, mapping.occurredAt);
  const occurredAt = instant.test(at) ? new Date(at) : new Date(Number.NaN);
  if (Number.isNaN(occurredAt.getTime()))
    fail(mapping.occurredAt, 'must be an instant with its offset from UTC');
  const from = text(body, mapping.effectiveFrom);
  if (from !== '' && !isDay(from)) fail(mapping.effectiveFrom, 'must be a day that exists, YYYY-MM-DD');
  const corrects = clean(text(body, mapping.corrects)).slice(0, longestKey) || null;
  const list = valueAt(body, mapping.employments);
  const employments = Array.isArray(list) ? (list as unknown[]) : [];
  if (employments.length === 0 || employments.length > mostEmployments)
    fail(mapping.employments, `must hold 1 to ${String(mostEmployments)} employments`);

  const inEmployment = `${mapping.employments}[].`;
  const read = (employment: unknown, path: string): string =>
    path.startsWith(inEmployment) ? text(employment, path.slice(inEmployment.length)) : text(body, path);
  const hsaIds = texts(valueAt(body, mapping.fields.hsaId.replace(/\[\]$/, '')));
  const isProtected = text(body, mapping.isProtected) === 'true';
  const rows = employments.slice(0, mostEmployments).map((employment, nth) => {
    const row: Partial<Record<EmploymentField, string>> = {};
    for (const [field, path] of Object.entries(mapping.fields) as [EmploymentField, string][])
      if (field !== 'hsaId') row[field] = read(employment, path);
    // One line states one HSA-id: the person's are spread over the employments.
    row.hsaId = hsaIds[nth] ?? hsaIds[0] ?? '';
    // Said to be protected without saying how: the name is withheld rather than shown (invariant 10).
    if (isProtected && clean(row.protection ?? '') === '') row.protection = 'protected';
    return row;
  });
  const happened = employments.slice(0, mostEmployments).map((e) => read(e, mapping.employmentType));
  if (errors.length > 0) throw new InvalidInput(errors.slice(0, 50));
  return {
    id,
    type,
    occurredAt,
    effectiveFrom: isDay(from) ? from : null,
    corrects,
    personKey: keptKey(personKey, numbers),
    employments: rows,
    happened,
    hasMoreHsaIds: hsaIds.length > rows.length,
  };
}

/** The source as its events write values: the same units and limits, other words. */
export function sourceOfEvents(source: HrSource, events: HrEvents): HrSource {
  const { fields } = events.mapping;
  const { protections, kinds = source.employments.kinds } = events;
  return {
    ...source,
    yes: ['true'],
    no: undefined,
    empty: undefined,
    endsBefore: undefined,
    shareOfOne: undefined,
    decimal: '.',
    dates: ['yyyy-MM-dd'],
    employments: { ...source.employments, file: 'event', columns: fields, kinds, protections },
  };
}

/** An event's employments as a file of lines, so that they take the very way that a full delivery's lines take. */
export function linesOf(event: HrEvent): HrFile<EmploymentField> {
  const names = Object.keys(event.employments[0] ?? {}) as EmploymentField[];
  const columns = Object.fromEntries(names.map((name, at) => [name, at])) as Partial<
    Record<EmploymentField, number>
  >;
  const records: HrRecord[] = event.employments.map((row, at) => ({
    line: at + 1,
    fields: names.map((name) => row[name] ?? ''),
    malformed: null,
  }));
  const digestOf = (fields: readonly string[], covered: readonly EmploymentField[], salt: string): string =>
    hash(
      'sha256',
      JSON.stringify([salt, covered.map((field) => fields[columns[field] ?? -1] ?? '')]),
      'hex',
    ).slice(0, 32);
  const value = (record: HrRecord, field: EmploymentField): string =>
    record.fields[columns[field] ?? -1] ?? '';
  return {
    columns,
    width: names.length,
    async *batches(wanted) {
      await Promise.resolve();
      yield records.filter(({ line }) => wanted?.(line) ?? true);
    },
    async *digests(covered, named, salt) {
      await Promise.resolve();
      yield records.map((record): DigestedRecord => ({
        line: record.line,
        number: value(record, named.number),
        personKey: value(record, named.personKey),
        digest: digestOf(record.fields, covered, salt),
      }));
    },
    digestOf: (fields, covered, _named, salt) => digestOf(fields, covered, salt),
  };
}

/** The same for the same contents, however they are laid out; bounded in depth. @throws InvalidInput */
export function canonical(value: unknown, depth = 0): string {
  if (depth > 12) throw new InvalidInput([{ pointer: '', code: 'invalid', detail: 'is nested too deeply' }]);
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([name, item]) => `${JSON.stringify(name)}:${canonical(item, depth + 1)}`)
      .join(',')}}`;
  return JSON.stringify(value);
}

/** Own properties alone: no path reaches a prototype. */
function valueAt(from: unknown, path: string): unknown {
  let value: unknown = from;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function plainText(value: unknown): string | null {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : null;
}

function texts(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return [...new Set(list.map((item) => clean(plainText(item) ?? '')).filter((item) => item !== ''))];
}
