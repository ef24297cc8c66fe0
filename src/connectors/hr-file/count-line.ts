import { DeliveryFault } from '../hr-reader.js';
import { endOfLine } from './quoted-record.js';
import { countLines, readChunks, type Chunk, type FileFormat } from './read-chunks.js';

/** Told the number of records that a count line states. */
export type Told = (rows: number) => void;

/** The file's chunks without its count line, where one is declared. @throws DeliveryFault as readChunks, 'truncated' */
export async function* recordChunks(format: FileFormat, size: number, told: Told): AsyncGenerator<Chunk> {
  const { countLine, name } = format;
  const lacks = (where: string, line: number): DeliveryFault =>
    new DeliveryFault(
      'truncated',
      `${name} does not state its number of records on its ${where} line, as declared.`,
      name,
      line,
    );
  const withoutLast = (chunk: Chunk): Chunk => {
    const [from, to] = lastLine(chunk.bytes);
    const rows = numberIn(chunk.bytes.toString('utf8', from, to), countLine?.text ?? '');
    if (rows === null) throw lacks('last', chunk.line);
    told(rows);
    return cut(chunk, 0, from, chunk.line);
  };
  for await (const chunk of readChunks(format, size)) {
    if (chunk.last && format.endsWithNewline && chunk.bytes.length > 0 && chunk.bytes.at(-1) !== 10) {
      const line = chunk.line + countLines(chunk.bytes);
      const how = `its last line has no line break (line ${String(line)})`;
      throw new DeliveryFault('truncated', `${name} was cut off: ${how}.`, name, line);
    }
    if (countLine?.at === 'first' && chunk.line === 1) {
      const end = chunk.bytes.indexOf(10) + 1 || chunk.bytes.length;
      const rows = numberIn(chunk.bytes.toString('utf8', 0, end), countLine.text);
      if (rows === null) throw lacks('first', 1);
      told(rows);
      yield cut(chunk, end, chunk.bytes.length, 2);
    } else if (chunk.line === 1 && format.linesBefore !== undefined && format.linesBefore > 0) {
      let from = 0;
      for (let nth = 0; nth < format.linesBefore; nth += 1) from = endOfLine(chunk.bytes, from);
      const rest = cut(chunk, from, chunk.bytes.length, 1 + format.linesBefore);
      yield countLine?.at === 'last' && chunk.last ? withoutLast(rest) : rest;
    } else if (countLine?.at === 'last' && chunk.last) {
      yield withoutLast(chunk);
    } else yield chunk;
  }
}

/** The line of the header; where there is none, the one before the first record. */
export function headerLine(format: FileFormat): number {
  const before = format.countLine?.at === 'first' ? 1 : (format.linesBefore ?? 0);
  return format.header === undefined ? before + 1 : before;
}

function cut(chunk: Chunk, from: number, to: number, line: number): Chunk {
  return {
    bytes: chunk.bytes.subarray(from, to),
    line,
    last: chunk.last,
    leave: (at, number) => {
      chunk.leave(from + at, number);
    },
  };
}

/** From and to of the last line that is not blank, without its line break. */
function lastLine(bytes: Buffer): [number, number] {
  let to = bytes.length;
  while (to > 0 && (bytes[to - 1] === 10 || bytes[to - 1] === 13)) to -= 1;
  return [to === 0 ? 0 : bytes.lastIndexOf(10, to - 1) + 1, to];
}

/** The number where the declared text says {rows}; null when the line is another. */
function numberIn(line: string, text: string): number | null {
  const [before = '', after = ''] = text.split('{rows}');
  const found = line.trim();
  if (found.length <= before.length + after.length || !found.startsWith(before) || !found.endsWith(after))
    return null;
  const digits = found.slice(before.length, found.length - after.length);
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null;
}
