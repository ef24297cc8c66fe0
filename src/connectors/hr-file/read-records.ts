import { open, stat, type FileHandle } from 'node:fs/promises';
import { DeliveryFault, type HrFile, type HrRecord } from '../hr-reader.js';
import { decodeChunk } from './decode-chunk.js';
import { RecordSplitter } from './split-records.js';

export interface FileFormat {
  /** The name it was sent under: what faults say. */
  readonly name: string;
  readonly path: string;
  readonly encoding: 'utf-8' | 'windows-1252';
  readonly delimiter: string;
  readonly endsWithNewline: boolean;
}

const chunkBytes = 1 << 20;
const mark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Reads and checks the header: every declared column exactly once. @throws DeliveryFault */
export async function openFile<Field extends string>(
  format: FileFormat,
  declared: Readonly<Partial<Record<Field, string>>>,
): Promise<HrFile<Field>> {
  const { header, size } = await readHeader(format);
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
  return { columns, width: header.length, batches: () => readBatches(format, header.length, size) };
}

async function readHeader(format: FileFormat): Promise<{ header: string[]; size: number }> {
  for await (const batch of readBatches(format, 0, (await stat(format.path)).size, true)) {
    const first = batch[0];
    if (first) {
      const header = first.fields.map((name) => name.normalize('NFC').trim());
      return { header, size: (await stat(format.path)).size };
    }
  }
  throw new DeliveryFault('empty-file', `${format.name} is empty.`, format.name, 1);
}

/** @param width columns in the header; @param size what the file measured when it was opened */
async function* readBatches(
  format: FileFormat,
  width: number,
  size: number,
  withHeader = false,
): AsyncGenerator<readonly HrRecord[]> {
  const { name } = format;
  const splitter = new RecordSplitter(format.delimiter);
  const handle = await open(format.path, 'r');
  try {
    let rest: Buffer = Buffer.alloc(0);
    let line = 1;
    let skip = withHeader ? 0 : 1;
    for (let position = 0; position < size;) {
      const chunk = await readChunk(handle, position, size);
      position += chunk.length;
      const last = position === size;
      if (chunk.length === 0 || (last && (await handle.stat()).size !== size))
        throw new DeliveryFault('changed-while-reading', `${name} changed while it was read.`, name);
      let bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      const end = last ? bytes.length : bytes.lastIndexOf(10) + 1;
      rest = bytes.subarray(end);
      bytes = bytes.subarray(0, end);
      if (line === 1 && bytes.subarray(0, 3).equals(mark)) bytes = bytes.subarray(3);
      if (rest.length > 4 * chunkBytes)
        throw new DeliveryFault('encoding', `${name} has a line of more than 4 MB.`, name, line);
      if (bytes.length === 0) continue;
      const text = decodeChunk(bytes, format.encoding, name, line);
      const records = splitter.split(text, line, last);
      line += countLines(bytes);
      if (last && !withHeader) checkEnd(records.at(-1), text, width, format, line);
      yield skip > 0 && records.length > 0 ? records.slice(skip) : records;
      if (records.length > 0) skip = 0;
    }
  } finally {
    await handle.close();
  }
}

async function readChunk(handle: FileHandle, position: number, size: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, size - position));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
  return buffer.subarray(0, bytesRead);
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
}

/** A file that was cut off shows it at its end: a last line without its line break, or with too few fields. */
function checkEnd(
  record: HrRecord | undefined,
  text: string,
  width: number,
  format: FileFormat,
  nextLine: number,
): void {
  const cut = (line: number, how: string): DeliveryFault =>
    new DeliveryFault(
      'truncated',
      `${format.name} was cut off: ${how} (line ${String(line)}).`,
      format.name,
      line,
    );
  if (format.endsWithNewline && !text.endsWith('\n')) throw cut(nextLine, 'its last line has no line break');
  if (record && record.fields.length < width)
    throw cut(record.line, `its last line has ${String(record.fields.length)} fields of ${String(width)}`);
}
