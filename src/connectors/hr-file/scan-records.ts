import { hash } from 'node:crypto';
import type { DigestedRecord, HrRecord, IsKnown } from '../hr-reader.js';
import { contentEnd, endOfLine, readQuoted } from './quoted-record.js';
import type { LineWays } from './line-ways.js';
import type { Chunk } from './read-chunks.js';

const quote = 34;
const separator = 31;
/** A file has at most a thousand columns; a line that has more fields is wrong, whatever their number. */
const mostFields = 1001;

/** Whether a line's record is wanted: the others are not even decoded. */
export type Wanted = (line: number) => boolean;

const usual: LineWays = { noQuotes: false, endsWithDelimiter: false, skips: [] };

/** Which columns a digest covers, and the two that name the row. */
export interface DigestPlan {
  /** ASCII; goes into every digest. */
  readonly salt: string;
  /** In the order of the file. */
  readonly covered: readonly number[];
  readonly number: number;
  readonly personKey: number;
}

/** Cuts the wanted records out of whole lines. */
export function scanRecords(
  chunk: Chunk,
  delimiter: string,
  wanted: Wanted,
  ways: LineWays = usual,
): HrRecord[] {
  const records: HrRecord[] = [];
  walk(
    chunk,
    delimiter,
    ways,
    (from, to, line) => {
      if (!wanted(line)) return;
      const fields = cutFields(chunk.bytes.toString('utf8', from, to), delimiter);
      records.push({ line, fields, malformed: null });
    },
    (record) => {
      if (wanted(record.line)) records.push(record);
    },
  );
  return records;
}

/**
 * Digests every record over the covered columns, straight from the bytes: this is what a night without changes costs.
 * A record that is malformed or has the wrong number of fields comes as it is.
 * @param width the number of columns; @param from the first line to digest, 2 leaves the header out
 * @param isKnown records that are not even decoded and not given
 */
export function scanDigests(
  chunk: Chunk,
  delimiter: string,
  width: number,
  plan: DigestPlan,
  from: number,
  ways: LineWays = usual,
  isKnown: IsKnown = () => false,
): (DigestedRecord | HrRecord)[] {
  const { bytes } = chunk;
  const separatorByte = delimiter.charCodeAt(0);
  const found: (DigestedRecord | HrRecord)[] = [];
  const ends = new Int32Array(width + 1);
  const covers = runs(plan.covered);
  let scratch = Buffer.from(plan.salt.padEnd(4096), 'latin1');
  const plain = (begin: number, to: number, line: number): void => {
    if (line < from) return;
    let fields = 0;
    for (let at = begin; at < to && fields <= width; at += 1)
      if (bytes[at] === separatorByte) {
        ends[fields] = at;
        fields += 1;
      }
    if (fields !== width - 1) {
      const text = bytes.toString('utf8', begin, to);
      found.push({ line, fields: cutFields(text, delimiter), malformed: null });
      return;
    }
    ends[fields] = to;
    if (plan.salt.length + width + to - begin > scratch.length)
      scratch = Buffer.from(plan.salt.padEnd(2 * (plan.salt.length + width + to - begin)), 'latin1');
    let size = plan.salt.length;
    for (const [first, last] of covers) {
      scratch[size++] = separator;
      const start = startOf(ends, first, begin);
      bytes.copy(scratch, size, start, ends[last]);
      for (let column = first; column < last; column += 1)
        scratch[size + (ends[column] ?? 0) - start] = separator;
      size += (ends[last] ?? to) - start;
    }
    const digest = hash('sha256', scratch.subarray(0, size), 'binary');
    if (isKnown(digest, line)) return;
    found.push({
      line,
      number: bytes.toString('utf8', startOf(ends, plan.number, begin), ends[plan.number]),
      personKey: bytes.toString('utf8', startOf(ends, plan.personKey, begin), ends[plan.personKey]),
      digest: Buffer.from(digest, 'latin1').toString('hex', 0, 16),
    });
  };
  walk(chunk, delimiter, ways, plain, (record) => {
    if (record.line < from) return;
    if (record.malformed !== null || record.fields.length !== width) {
      found.push(record);
      return;
    }
    const own = digested(record, plan);
    if (!isKnown(charactersOf(own.digest), record.line)) found.push(own);
  });
  return found;
}

/** The fields of a line without quotation marks; of one with absurdly many, the first. */
function cutFields(text: string, delimiter: string): string[] {
  return text.split(delimiter, mostFields);
}

/** A digest's bytes, a character each. */
export function charactersOf(digest: string): string {
  return Buffer.from(digest, 'hex').toString('latin1');
}

/** The same digest from fields that had to be unquoted, or were cut already. */
export function digestOf(fields: readonly string[], plan: DigestPlan): string {
  let all = plan.salt;
  for (const column of plan.covered) all += `\u001f${fields[column] ?? ''}`;
  return hash('sha256', all, 'hex').slice(0, 32);
}

function digested({ line, fields }: HrRecord, plan: DigestPlan): DigestedRecord {
  return {
    line,
    number: fields[plan.number] ?? '',
    personKey: fields[plan.personKey] ?? '',
    digest: digestOf(fields, plan),
  };
}

function startOf(ends: Int32Array, column: number, begin: number): number {
  return column === 0 ? begin : (ends[column - 1] ?? begin) + 1;
}

/** Columns side by side are copied in one go: [first, last] of each such run. */
function runs(columns: readonly number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const column of columns) {
    const last = found.at(-1);
    if (last?.[1] === column - 1) last[1] = column;
    else found.push([column, column]);
  }
  return found;
}

/** Lines without quotation marks, nearly all, as positions; the others as records. Blank lines are none. */
function walk(
  chunk: Chunk,
  delimiter: string,
  ways: LineWays,
  plain: (from: number, to: number, line: number) => void,
  quoted: (record: HrRecord) => void,
): void {
  const { bytes } = chunk;
  let line = chunk.line;
  const separatorByte = delimiter.charCodeAt(0);
  let nextQuote = ways.noQuotes ? -1 : bytes.indexOf(quote);
  for (let from = 0; from < bytes.length;) {
    const end = endOfLine(bytes, from);
    if (ways.skips.length > 0 && ways.skips.some((skip) => beginsWith(bytes, from, end, skip))) {
      from = end;
      line += 1;
      continue;
    }
    if (nextQuote >= 0 && nextQuote < from) nextQuote = bytes.indexOf(quote, from);
    if (nextQuote < 0 || nextQuote >= end) {
      let to = contentEnd(bytes, from, end);
      if (ways.endsWithDelimiter && to > from && bytes[to - 1] === separatorByte) to -= 1;
      if (to > from) plain(from, to, line);
      from = end;
      line += 1;
      continue;
    }
    const read = readQuoted(chunk, from, line, delimiter);
    if (read === null) {
      chunk.leave(from, line);
      return;
    }
    const { record } = read;
    const isLonger = ways.endsWithDelimiter && record.malformed === null && record.fields.at(-1) === '';
    quoted(isLonger ? { ...record, fields: record.fields.slice(0, -1) } : record);
    from = read.end;
    line += read.lines;
  }
}

function beginsWith(bytes: Buffer, from: number, end: number, text: Buffer): boolean {
  return end - from >= text.length && bytes.compare(text, 0, text.length, from, from + text.length) === 0;
}
