import { stat } from 'node:fs/promises';
import { DeliveryFault, type DigestedRecord, type HrRecord, type IsKnown } from '../hr-reader.js';
import { headerLine, recordChunks } from './count-line.js';
import type { RawFile, Tally } from './raw-file.js';
import type { FileFormat } from './read-chunks.js';
import { scanDigests, scanRecords, type DigestPlan, type Wanted } from './scan-records.js';

// No HR system's file has more; a line of four megabytes could.
const mostColumns = 1000;

/** Reads and checks a CSV file's header: every declared column exactly once. @throws DeliveryFault */
export async function openFile<Field extends string>(
  format: FileFormat,
  declared: Readonly<Partial<Record<Field, string>>>,
): Promise<RawFile<Field>> {
  // Records are cut as bytes; no delimiter in use is anything else.
  if (format.delimiter.charCodeAt(0) > 127)
    throw new DeliveryFault('header', 'The declared delimiter is not an ASCII character.', format.name, 1);
  const { size } = await stat(format.path);
  const header = await readHeader(format, size);
  if (header.length > mostColumns)
    throw new DeliveryFault(
      'header',
      `${format.name} has more than ${String(mostColumns)} columns.`,
      format.name,
      headerLine(format),
    );
  const columns: Partial<Record<Field, number>> = {};
  for (const field of Object.keys(declared) as Field[]) {
    const name = declared[field]?.normalize('NFC');
    if (name === undefined) continue;
    const found = header.flatMap((column, index) => (column === name ? [index] : []));
    if (found.length !== 1) {
      const what = found.length === 0 ? 'lacks the column' : 'has more than one column';
      throw new DeliveryFault('header', `${format.name} ${what} ${name}.`, format.name, headerLine(format));
    }
    columns[field] = found[0];
  }
  const width = header.length;
  return {
    columns,
    width,
    batches: (tally, wanted) => batches(format, size, width, tally, wanted ?? (() => true)),
    digests: (tally, plan, isKnown) => digests(format, size, width, tally, plan, isKnown),
  };
}

async function readHeader(format: FileFormat, size: number): Promise<string[]> {
  if (format.header !== undefined) return format.header.map((name) => name.normalize('NFC').trim());
  const at = headerLine(format);
  for await (const chunk of recordChunks(format, size, () => undefined)) {
    const first = scanRecords(chunk, format.delimiter, (line) => line === at, format.ways)[0];
    if (first) return first.fields.map((name) => name.normalize('NFC').trim());
    if (chunk.line > at) break;
  }
  throw new DeliveryFault('empty-file', `${format.name} is empty, or its first line is.`, format.name, at);
}

async function* batches(
  format: FileFormat,
  size: number,
  width: number,
  tally: Tally,
  wanted: Wanted,
): AsyncGenerator<readonly HrRecord[]> {
  const header = headerLine(format);
  for await (const chunk of recordChunks(format, size, (rows) => (tally.told = rows))) {
    const records = scanRecords(
      chunk,
      format.delimiter,
      (line) => line > header && wanted(line),
      format.ways,
    );
    const last = records.at(-1);
    if (chunk.last) checkEnd(format, width, last?.fields.length ?? width, last?.line ?? chunk.line);
    tally.records += records.length;
    yield records;
  }
}

async function* digests(
  format: FileFormat,
  size: number,
  width: number,
  tally: Tally,
  plan: DigestPlan,
  isKnown: IsKnown,
): AsyncGenerator<readonly (DigestedRecord | HrRecord)[]> {
  const header = headerLine(format);
  let lastKnown = 0;
  const passes: IsKnown = (digest, line) => {
    if (!isKnown(digest, line)) return false;
    tally.records += 1;
    lastKnown = line;
    return true;
  };
  for await (const chunk of recordChunks(format, size, (rows) => (tally.told = rows))) {
    const records = scanDigests(chunk, format.delimiter, width, plan, header + 1, format.ways, passes);
    const last = records.at(-1);
    // A record that is known is a whole one.
    const isWhole = last === undefined || !('fields' in last) || last.line < lastKnown;
    if (chunk.last) checkEnd(format, width, isWhole ? width : last.fields.length, last?.line ?? chunk.line);
    tally.records += records.length;
    yield records;
  }
}

/** A file that was cut off shows it at its end; here, by a last line with too few fields. */
function checkEnd(format: FileFormat, width: number, fields: number, line: number): void {
  if (fields >= width) return;
  const how = `its last line has ${String(fields)} fields of ${String(width)} (line ${String(line)})`;
  throw new DeliveryFault('truncated', `${format.name} was cut off: ${how}.`, format.name, line);
}
