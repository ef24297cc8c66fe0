import { parseJsonPath, type JsonPath } from '../../policy/model/json-path.js';
import type { Malformed } from '../hr-reader.js';

/** How JSON's own kinds of values become the texts that a file of this source would hold. */
export interface JsonWords {
  readonly yes: string;
  readonly no: string;
  readonly decimal: ',' | '.';
}

export interface JsonColumns {
  readonly paths: readonly JsonPath[];
  /** Columns that may be true or false. */
  readonly flags: ReadonlySet<number>;
  /** The list that is gone through, if any column does. */
  readonly list: readonly string[] | null;
}

/** A row, or what could be guessed of one. */
export interface JsonRow {
  readonly fields: readonly string[];
  readonly malformed: Malformed | null;
}

export function jsonColumns(columns: readonly string[], flags: ReadonlySet<number>): JsonColumns {
  const paths = columns.map(parseJsonPath);
  return { paths, flags, list: paths.find(({ inner }) => inner !== null)?.outer ?? null };
}

/** The rows of one record's text: one, or one for each member of the list that is gone through. */
export function flattenRecord(text: string, columns: JsonColumns, words: JsonWords): JsonRow[] {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    return [guessed(text, 'malformed-json')];
  }
  if (!isObject(record)) return [guessed(text, 'malformed-json')];
  if (columns.list === null) return [rowOf(text, record, record, columns, words)];
  const members = descend(record, columns.list);
  if (members === undefined || members === null) return [];
  if (!Array.isArray(members)) return [guessed(text, 'not-a-value')];
  return members.map((member: unknown) => rowOf(text, record, member, columns, words));
}

function rowOf(
  text: string,
  record: unknown,
  member: unknown,
  columns: JsonColumns,
  words: JsonWords,
): JsonRow {
  if (!isObject(member)) return guessed(text, 'not-a-value');
  const fields: string[] = [];
  for (const [n, { outer, inner }] of columns.paths.entries()) {
    const value = inner === null ? descend(record, outer) : descend(member, inner);
    if (typeof value === 'string') fields.push(value);
    else if (value === undefined || value === null) fields.push('');
    else if (typeof value === 'boolean' && columns.flags.has(n)) fields.push(value ? words.yes : words.no);
    else if (typeof value !== 'number') return guessed(text, 'not-a-value');
    else {
      // A number of more digits than a double holds has been changed by reading it; an id must come as text.
      const exact = Number.isInteger(value)
        ? Number.isSafeInteger(value)
        : /^-?[\d.]{1,16}$/.test(String(value));
      if (!exact) return guessed(text, 'inexact-number');
      fields.push(String(value).replace('.', words.decimal));
    }
  }
  return { fields, malformed: null };
}

/** Own properties only; undefined when one is missing, an impossible value when there is none to go into. */
function descend(from: unknown, names: readonly string[]): unknown {
  let value: unknown = from;
  for (const name of names) {
    if (value === undefined || value === null) return undefined;
    if (!isObject(value)) return impossible;
    value = Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value;
}

const impossible: unique symbol = Symbol('not an object');

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every text and number of a record that cannot be read: whoever they name is spared from what a missing row means. */
function guessed(text: string, malformed: Malformed): JsonRow {
  const fields: string[] = [];
  for (const [found, string] of text.matchAll(/"((?:[^"\\]|\\.){0,200})"|\d{1,40}/g)) {
    if (fields.length === 500) break;
    fields.push(string ?? found);
  }
  return { fields, malformed };
}
