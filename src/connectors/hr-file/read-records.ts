import { stat } from 'node:fs/promises';
import { DeliveryFault, type DigestedRecord, type HrFile, type HrRecord } from '../hr-reader.js';
import { readChunks, type Chunk, type FileFormat } from './read-chunks.js';
import { digestOf, scanDigests, scanRecords, type DigestPlan, type Wanted } from './scan-records.js';

/** Reads and checks the header: every declared column exactly once. @throws DeliveryFault */
export async function openFile<Field extends string>(
  format: FileFormat,
  declared: Readonly<Partial<Record<Field, string>>>,
): Promise<HrFile<Field>> {
  // Records are cut as bytes; no delimiter in use is anything else.
  if (format.delimiter.charCodeAt(0) > 127)
    throw new DeliveryFault('header', 'The declared delimiter is not an ASCII character.', format.name, 1);
  const { size } = await stat(format.path);
  const header = await readHeader(format, size);
  const columns: Partial<Record<Field, number>> = {};
  for (const field of Object.keys(declared) as Field[]) {
    const name = declared[field]?.normalize('NFC');
    if (name === undefined) continue;
    const found = header.flatMap((column, index) => (column === name ? [index] : []));
    if (found.length !== 1) {
      const what = found.length === 0 ? 'lacks the column' : 'has more than one column';
      throw new DeliveryFault('header', `${format.name} ${what} ${name}.`, format.name, 1);
    }
    columns[field] = found[0];
  }
  const width = header.length;
  const planOf = (
    covered: readonly Field[],
    named: { number: Field; personKey: Field },
    salt: string,
  ): DigestPlan => ({
    salt,
    covered: covered.flatMap((field) => columns[field] ?? []).sort((a, b) => a - b),
    number: columns[named.number] ?? 0,
    personKey: columns[named.personKey] ?? 0,
  });
  return {
    columns,
    width,
    batches: (wanted) => batches(format, size, width, wanted ?? (() => true)),
    digests: (covered, named, salt) => digests(format, size, width, planOf(covered, named, salt)),
    digestOf: (fields, covered, named, salt) => digestOf(fields, planOf(covered, named, salt)),
  };
}

async function readHeader(format: FileFormat, size: number): Promise<string[]> {
  for await (const chunk of readChunks(format, size)) {
    const first = scanRecords(chunk, format.delimiter, (line) => line === 1)[0];
    if (first) return first.fields.map((name) => name.normalize('NFC').trim());
    if (chunk.line > 1) break;
  }
  throw new DeliveryFault('empty-file', `${format.name} is empty, or its first line is.`, format.name, 1);
}

async function* batches(
  format: FileFormat,
  size: number,
  width: number,
  wanted: Wanted,
): AsyncGenerator<readonly HrRecord[]> {
  for await (const chunk of readChunks(format, size)) {
    const records = scanRecords(chunk, format.delimiter, (line) => line > 1 && wanted(line));
    const last = records.at(-1);
    if (chunk.last) checkEnd(chunk, format, width, last?.fields.length ?? width, last?.line ?? chunk.line);
    yield records;
  }
}

async function* digests(
  format: FileFormat,
  size: number,
  width: number,
  plan: DigestPlan,
): AsyncGenerator<readonly (DigestedRecord | HrRecord)[]> {
  for await (const chunk of readChunks(format, size)) {
    const records = scanDigests(chunk, format.delimiter, width, plan, 2);
    const last = records.at(-1);
    const fields = last !== undefined && 'fields' in last ? last.fields.length : width;
    if (chunk.last) checkEnd(chunk, format, width, fields, last?.line ?? chunk.line);
    yield records;
  }
}

/** A file that was cut off shows it at its end: a last line without its line break, or with too few fields. */
function checkEnd(chunk: Chunk, format: FileFormat, width: number, fields: number, line: number): void {
  const cut = (how: string): DeliveryFault =>
    new DeliveryFault(
      'truncated',
      `${format.name} was cut off: ${how} (line ${String(line)}).`,
      format.name,
      line,
    );
  if (format.endsWithNewline && chunk.bytes.at(-1) !== 10) throw cut('its last line has no line break');
  if (fields < width) throw cut(`its last line has ${String(fields)} fields of ${String(width)}`);
}
