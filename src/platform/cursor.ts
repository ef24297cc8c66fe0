import { isDay } from '../policy/model/day.js';
import { InvalidInput } from './http/invalid-input.js';

/** Keyset paging: the sort values of the last row, opaque to clients. */
export function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** What a value of a cursor must be for PostgreSQL to take it; a forged cursor is bad input, not a failure of ours. */
export type CursorPart = 'text' | 'number' | 'uuid' | 'day' | 'instant';

const forms: Record<CursorPart, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string' && !value.includes('\0'),
  number: (value) => Number.isSafeInteger(value),
  uuid: (value) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
  day: (value) => typeof value === 'string' && isDay(value),
  instant: (value) => typeof value === 'string' && isInstant(value),
};

/** Written as encodeCursor's callers write it, on a day that exists. */
function isInstant(value: string): boolean {
  const at = Date.parse(value);
  return !Number.isNaN(at) && new Date(at).toISOString() === value && isDay(value.slice(0, 10));
}

/** The values of a cursor that `encodeCursor` made of such parts; else InvalidInput at `/after`. */
export function decodeCursor(
  cursor: string | undefined,
  parts: readonly CursorPart[],
): (string | number)[] | null {
  if (cursor === undefined) return null;
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      Array.isArray(values) &&
      values.length === parts.length &&
      values.every((v): v is string | number => typeof v === 'string' || typeof v === 'number') &&
      parts.every((part, i) => forms[part](values[i]))
    )
      return values;
  } catch {
    // falls through to the one error
  }
  throw new InvalidInput([{ pointer: '/after', code: 'invalid', detail: 'is not a cursor of this list' }]);
}
