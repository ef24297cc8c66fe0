import { DateTime } from 'luxon';
import { InvalidInput } from '../../platform/http/invalid-input.js';
import type { ShiftRow } from './shift-intake.store.js';

/** A row that cannot be used; the others are taken in. */
export interface AsideShift {
  /** In the file, counted from 1 with the header; in a list, counted from 1. */
  line: number;
  reason:
    'unknown-employment' | 'bad-time' | 'no-offset' | 'ends-before-it-begins' | 'too-long' | 'outside-period';
  detail: string;
}

export interface RawShift {
  line: number;
  number: string;
  from: string;
  to: string;
}

/** More than this is no week's or month's planning, and is not held in memory. */
export const maxShifts = 300_000;
const longestMs = 48 * 3600_000;
const offset = /(?:Z|[+-]\d{2}:?\d{2})$/;
const headers = {
  number: ['anställningsnummer', 'employment'],
  from: ['från', 'from'],
  to: ['till', 'to'],
} as const;

/**
 * A CSV of shifts: a header with Anställningsnummer, Från and Till (or employment, from and to), separated by
 * semicolons or commas, UTF-8 with or without a mark.
 * @throws InvalidInput at /files when it is no such file
 */
export function readShiftFile(content: Buffer): RawShift[] {
  const wrong = (detail: string): InvalidInput =>
    new InvalidInput([{ pointer: '/files', code: 'invalid', detail }]);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw wrong('the file is not UTF-8');
  }
  const lines = text.split(/\r?\n/);
  const [first = ''] = lines;
  const delimiter = first.includes(';') ? ';' : ',';
  // No value of the three can hold a separator, so that a quoted one is only to be freed of its quotes.
  const fieldsOf = (line: string): string[] =>
    line.split(delimiter).map((field) =>
      field
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .trim(),
    );
  const header = fieldsOf(first);
  const names = header.map((name) => name.toLowerCase());
  const column = (key: keyof typeof headers): number => {
    const at = names.findIndex((name) => headers[key].some((known) => known === name));
    if (at < 0) throw wrong(`the header lacks the column ${headers[key].join(' or ')}`);
    return at;
  };
  const [number, from, to] = [column('number'), column('from'), column('to')];
  const filled = lines.slice(1).flatMap((line, at) => (line.trim() === '' ? [] : [{ at, line }]));
  if (filled.length > maxShifts) throw wrong(`the file holds more than ${String(maxShifts)} shifts`);
  return filled.map(({ at, line }) => {
    const row = fieldsOf(line);
    return { line: at + 2, number: row[number] ?? '', from: row[from] ?? '', to: row[to] ?? '' };
  });
}

/** Rows that can be understood, and those that cannot with the reason. The period is from and without its end. */
export function checkShifts(
  raw: readonly RawShift[],
  period: { from: Date; to: Date },
): { rows: ShiftRow[]; aside: AsideShift[] } {
  const rows: ShiftRow[] = [];
  const aside: AsideShift[] = [];
  for (const { line, number, from, to } of raw) {
    const bad = [from, to].find((text) => instantOf(text) === null);
    const [startsAt, endsAt] = [instantOf(from), instantOf(to)];
    const setAside = (reason: AsideShift['reason'], detail: string): void => {
      aside.push({ line, reason, detail });
    };
    if (number === '') setAside('unknown-employment', 'there is no employment number');
    else if (bad !== undefined && !offset.test(bad.trim()))
      setAside('no-offset', `${shown(bad)} does not say its offset, as in 2026-11-23T07:00+01:00`);
    else if (startsAt === null || endsAt === null)
      setAside('bad-time', `${shown(bad ?? '')} is not a time, as in 2026-11-23T07:00+01:00`);
    else if (endsAt <= startsAt) setAside('ends-before-it-begins', `${from} is not before ${to}`);
    else if (endsAt.getTime() - startsAt.getTime() > longestMs)
      setAside('too-long', 'a shift lasts at most 48 hours');
    else if (startsAt < period.from || startsAt >= period.to)
      setAside('outside-period', `${from} is not in the delivery's period`);
    else rows.push({ line, number, startsAt, endsAt });
  }
  return { rows, aside };
}

/** With its offset it is one moment, also in the hour that comes twice in the autumn. */
function instantOf(text: string): Date | null {
  const trimmed = text.trim().replace(' ', 'T');
  if (!offset.test(trimmed)) return null;
  const at = DateTime.fromISO(trimmed, { setZone: true });
  return at.isValid && at.year >= 2000 && at.year < 2100 ? at.toJSDate() : null;
}

function shown(text: string): string {
  return `"${text.slice(0, 40)}"`;
}
