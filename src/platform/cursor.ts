import { InvalidInput } from './http/invalid-input.js';

/** Keyset paging: the sort values of the last row, opaque to clients. */
export function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** The values of a cursor that `encodeCursor` made with as many; else InvalidInput at `/after`. */
export function decodeCursor(cursor: string | undefined, length: number): (string | number)[] | null {
  if (cursor === undefined) return null;
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      Array.isArray(values) &&
      values.length === length &&
      values.every((v): v is string | number => typeof v === 'string' || typeof v === 'number')
    )
      return values;
  } catch {
    // falls through to the one error
  }
  throw new InvalidInput([{ pointer: '/after', code: 'invalid', detail: 'is not a cursor of this list' }]);
}
