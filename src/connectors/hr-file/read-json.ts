import { open, stat } from 'node:fs/promises';
import {
  DeliveryFault,
  type DigestedRecord,
  type FoundEncoding,
  type HrRecord,
  type IsKnown,
} from '../hr-reader.js';
import { flattenRecord, type JsonColumns, type JsonWords } from './flatten-json.js';
import type { Tally } from './raw-file.js';
import { charactersOf, digestOf, type DigestPlan, type Wanted } from './scan-records.js';
import { JsonFault, JsonSplitter } from './split-json.js';

export interface JsonFormat {
  readonly name: string;
  readonly path: string;
  readonly encoding: FoundEncoding;
  readonly rows: string | undefined;
  readonly total: string | undefined;
  readonly endsWithNewline: boolean;
  readonly columns: JsonColumns;
  readonly words: JsonWords;
}

/** What a decoder says of bytes that are not of its encoding. */
export const invalidText = 'ERR_ENCODING_INVALID_ENCODED_DATA';

const pieceBytes = 1 << 16;
const rowsAtATime = 500;
const longestLine = 1 << 20;

/** Records of a JSON file as rows, in batches. One record at a time is held, whatever the file's size. */
export async function* jsonBatches(
  format: JsonFormat,
  tally: Tally,
  wanted: Wanted | null,
): AsyncGenerator<readonly HrRecord[]> {
  let line = 0;
  let batch: HrRecord[] = [];
  for await (const records of recordTexts(format, tally))
    for (const text of records) {
      tally.records += 1;
      for (const row of flattenRecord(text, format.columns, format.words)) {
        line += 1;
        if (wanted === null || wanted(line)) batch.push({ line, ...row });
      }
      if (batch.length >= rowsAtATime) {
        yield batch;
        batch = [];
      }
    }
  if (line === 0) tally.records = 0; // records without a row are nobody's employment
  yield batch;
}

/** The same as digests, but for rows that are malformed. */
export async function* jsonDigests(
  format: JsonFormat,
  tally: Tally,
  plan: DigestPlan,
  isKnown: IsKnown,
): AsyncGenerator<readonly (DigestedRecord | HrRecord)[]> {
  for await (const batch of jsonBatches(format, tally, null))
    yield batch.flatMap((record) => {
      if (record.malformed !== null) return record;
      const { line, fields } = record;
      const digest = digestOf(fields, plan);
      if (isKnown(charactersOf(digest), line)) return [];
      return { line, number: fields[plan.number] ?? '', personKey: fields[plan.personKey] ?? '', digest };
    });
}

/** @throws DeliveryFault 'not-json', 'truncated', 'encoding', 'changed-while-reading' */
async function* recordTexts(format: JsonFormat, tally: Tally): AsyncGenerator<readonly string[]> {
  let splitter: JsonSplitter | null = null;
  let lines: LineSplitter | null = null;
  let head = '';
  try {
    for await (const piece of pieces(format)) {
      if (splitter === null && lines === null) {
        head += piece;
        const first = head.trimStart().charAt(0);
        if (first === '') continue;
        if (first === '{' && format.rows === undefined) lines = new LineSplitter();
        else splitter = newSplitter(format);
        yield (splitter ?? lines)?.push(head) ?? [];
      } else yield (splitter ?? lines)?.push(piece) ?? [];
    }
    if (lines) yield lines.end(format.endsWithNewline);
    else (splitter ?? newSplitter(format)).end();
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const code = error.kind === 'truncated' ? 'truncated' : 'not-json';
    const message = `${format.name} ${error.message} (line ${String(error.line)}).`;
    throw new DeliveryFault(code, message, format.name, error.line);
  }
  if (splitter && format.total !== undefined) tally.told = totalIn(splitter, format, format.total);
}

function newSplitter(format: JsonFormat): JsonSplitter {
  const { rows, total } = format;
  return new JsonSplitter({ rows: rows?.split('.') ?? [], also: total === undefined ? [] : [total] });
}

function totalIn(splitter: JsonSplitter, format: JsonFormat, path: string): number {
  const value = splitter.also.get(path);
  if (value === undefined || value === null) {
    const message = `${format.name} does not state its number of records at ${path}, as declared.`;
    throw new DeliveryFault('completeness-missing', message, format.name);
  }
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new DeliveryFault('not-json', `${format.name} states no number of records at ${path}.`, format.name);
}

/** One record a line (NDJSON): what is wrong with one costs that line only. */
class LineSplitter {
  #left = '';
  #line = 1;

  push(piece: string): string[] {
    const lines = (this.#left + piece).split('\n');
    this.#left = lines.pop() ?? '';
    this.#line += lines.length;
    if (this.#left.length > longestLine || lines.some((line) => line.length > longestLine))
      throw new JsonFault(
        'too-large',
        `has a line longer than ${String(longestLine)} characters`,
        this.#line,
      );
    return lines.filter((line) => line.trim() !== '');
  }

  end(endsWithNewline: boolean): string[] {
    if (this.#left.trim() === '') return [];
    if (endsWithNewline)
      throw new JsonFault('truncated', 'was cut off: its last line has no line break', this.#line);
    return [this.#left];
  }
}

/** The file's text in pieces, strictly of its encoding, without byte order mark. */
async function* pieces(format: JsonFormat): AsyncGenerator<string> {
  const { name } = format;
  const { size } = await stat(format.path);
  const decoder = new TextDecoder(format.encoding === 'ascii' ? 'utf-8' : format.encoding, { fatal: true });
  const handle = await open(format.path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(pieceBytes);
    for (let position = 0; position < size;) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, size - position), position);
      position += bytesRead;
      if (bytesRead === 0 || (position === size && (await handle.stat()).size !== size))
        throw new DeliveryFault('changed-while-reading', `${name} changed while it was read.`, name);
      yield decoder.decode(buffer.subarray(0, bytesRead), { stream: position < size });
    }
  } catch (error) {
    // What was measured as one encoding and now is not has been written to in between.
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === invalidText)
      throw new DeliveryFault('encoding', `${name} is not ${format.encoding} throughout.`, name);
    throw error;
  } finally {
    await handle.close();
  }
}
