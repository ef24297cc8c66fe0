import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import type { HrRecord } from '../hr-reader.js';

// A quotation mark that is never closed must not swallow the rows after it: a record is at most this long.
const longestRecord = 65_536;
const mostLines = 50;

/**
 * Cuts text into records (RFC 4180). Lines without quotation marks, nearly all, are cut directly; the others go
 * through csv-parse. A quotation mark that makes no sense costs its own line only: reading goes on at the next one.
 */
export class RecordSplitter {
  #carry = '';
  #carryLine = 0;

  constructor(private readonly delimiter: string) {}

  /** @param text whole lines; @param line the first one's number; @param last nothing comes after */
  split(text: string, line: number, last: boolean): HrRecord[] {
    const records: HrRecord[] = [];
    let all = text;
    let number = line;
    if (this.#carry !== '') {
      all = this.#carry + text;
      number = this.#carryLine;
      this.#carry = '';
    }
    for (let from = 0; from < all.length;) {
      const end = endOfLine(all, from);
      const cut = all.slice(from, contentEnd(all, from, end));
      if (!cut.includes('"')) {
        if (cut !== '') records.push({ line: number, fields: cut.split(this.delimiter), malformed: false });
        from = end;
        number += 1;
        continue;
      }
      const quoted = this.#quoted(all, from, number, last);
      if (quoted === 'more') {
        this.#carry = all.slice(from);
        this.#carryLine = number;
        return records;
      }
      records.push(quoted.record);
      from = quoted.end;
      number += quoted.lines;
    }
    return records;
  }

  #quoted(
    text: string,
    from: number,
    line: number,
    last: boolean,
  ): 'more' | { record: HrRecord; end: number; lines: number } {
    const firstEnd = endOfLine(text, from);
    const malformed = {
      record: {
        line,
        fields: text.slice(from, contentEnd(text, from, firstEnd)).split(this.delimiter),
        malformed: true,
      },
      end: firstEnd,
      lines: 1,
    };
    let end = firstEnd;
    for (let lines = 1; ; lines += 1) {
      const fields = parseRecord(text.slice(from, contentEnd(text, from, end)), this.delimiter);
      if (fields === 'malformed') return malformed;
      if (fields !== 'open') return { record: { line, fields, malformed: false }, end, lines };
      if (lines === mostLines || end - from > longestRecord) return malformed;
      if (end >= text.length) return last ? malformed : 'more'; // cut off or astray: the last line's fields tell
      end = endOfLine(text, end);
    }
  }
}

/** Just after the line feed, or the end of the text. */
function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at + 1;
}

/** Where the content ends: before LF or CRLF. */
function contentEnd(text: string, from: number, end: number): number {
  let to = end;
  if (to > from && text.charCodeAt(to - 1) === 10) to -= 1;
  if (to > from && text.charCodeAt(to - 1) === 13) to -= 1;
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
