import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import type { HrRecord } from '../hr-reader.js';
import type { Chunk } from './read-chunks.js';

// A quotation mark that is never closed must not swallow the rows after it: a record is at most this long.
const longestRecord = 65_536;
const mostLines = 50;
/** As scan-records: of a line with absurdly many fields, the first. */
const mostFields = 1001;

/**
 * Reads a record that has quotation marks (RFC 4180), line breaks inside them included. One that makes no sense costs
 * its own line only: reading goes on at the next.
 * @returns null when the record goes on in the next chunk
 */
export function readQuoted(
  chunk: Chunk,
  from: number,
  line: number,
  delimiter: string,
): { record: HrRecord; end: number; lines: number } | null {
  const { bytes } = chunk;
  const firstEnd = endOfLine(bytes, from);
  const malformed = (): { record: HrRecord; end: number; lines: number } => ({
    record: {
      line,
      fields: content(bytes, from, firstEnd).split(delimiter, mostFields),
      malformed: 'malformed-quotes',
    },
    end: firstEnd,
    lines: 1,
  });
  for (let lines = 1, end = firstEnd; ; lines += 1, end = endOfLine(bytes, end)) {
    const fields = parseRecord(content(bytes, from, end), delimiter);
    if (fields === 'malformed') return malformed();
    if (fields !== 'open') return { record: { line, fields, malformed: null }, end, lines };
    if (lines === mostLines || end - from > longestRecord) return malformed();
    // At the end of the file it is cut off or astray; which of them, the last line's fields tell.
    if (end >= bytes.length) return chunk.last ? malformed() : null;
  }
}

/** Just after the line feed, or the end. */
export function endOfLine(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(10, from);
  return at < 0 ? bytes.length : at + 1;
}

/** Without the line break, LF or CRLF. */
function content(bytes: Buffer, from: number, end: number): string {
  return bytes.toString('utf8', from, contentEnd(bytes, from, end));
}

export function contentEnd(bytes: Buffer, from: number, end: number): number {
  let to = end;
  if (to > from && bytes[to - 1] === 10) to -= 1;
  if (to > from && bytes[to - 1] === 13) to -= 1;
  return to;
}

function parseRecord(text: string, delimiter: string): readonly string[] | 'open' | 'malformed' {
  try {
    // A record delimiter that cannot occur: the text is one record, line breaks inside quotes included.
    const records = parse(text, { delimiter, relax_column_count: true, record_delimiter: '\u0000' });
    return records[0] ?? [''];
  } catch (error) {
    if (error instanceof CsvError) return error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'open' : 'malformed';
    throw error;
  }
}
