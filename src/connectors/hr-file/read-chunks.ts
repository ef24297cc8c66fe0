import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { DeliveryFault, type FoundEncoding } from '../hr-reader.js';
import type { LineWays } from './line-ways.js';

export interface FileFormat {
  /** The name it was sent under: what faults say. */
  readonly name: string;
  readonly path: string;
  readonly encoding: FoundEncoding;
  /** One ASCII character. */
  readonly delimiter: string;
  readonly endsWithNewline: boolean;
  readonly countLine?: { readonly at: 'first' | 'last'; readonly text: string } | undefined;
  /** Names of the columns where the file has no line that says them. */
  readonly header?: readonly string[] | undefined;
  /** Lines before the header, or before the first record where there is none. */
  readonly linesBefore?: number | undefined;
  readonly ways?: LineWays | undefined;
}

/** Whole lines, checked, as UTF-8 and without byte order mark. */
export interface Chunk {
  readonly bytes: Buffer;
  /** Number of the first line. */
  readonly line: number;
  /** Nothing comes after. */
  readonly last: boolean;
  /** What the consumer leaves from here on stands before the next chunk, beginning with line `line`. */
  leave(from: number, line: number): void;
}

// What is made of a piece is held at once, and nothing else is done meanwhile: requests wait for it.
const chunkBytes = 1 << 18;
const longestLine = 4 << 20;
const mark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * A file in pieces of a quarter of a megabyte; memory does not grow with it.
 * @param size what the file measured when it was opened; another size now means that somebody writes to it
 * @throws DeliveryFault 'encoding', 'line-too-long', 'changed-while-reading'
 */
export async function* readChunks(format: FileFormat, size: number): AsyncGenerator<Chunk> {
  const { name } = format;
  const handle = await open(format.path, 'r');
  try {
    let raw: Buffer = Buffer.alloc(0); // the beginning of a line whose end has not been read
    let left: Buffer = Buffer.alloc(0); // what the consumer left
    let line = 1;
    let first = true;
    const decoder = format.encoding === 'utf-16le' ? new TextDecoder('utf-16le', { fatal: true }) : null;
    for (let position = 0; position < size;) {
      const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, size - position));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      position += bytesRead;
      const last = position === size;
      if (bytesRead === 0 || (last && (await handle.stat()).size !== size))
        throw new DeliveryFault('changed-while-reading', `${name} changed while it was read.`, name);
      const read = decoder
        ? utf8Of(buffer.subarray(0, bytesRead), decoder, last, name, line)
        : buffer.subarray(0, bytesRead);
      const all = raw.length > 0 ? Buffer.concat([raw, read]) : read;
      const end = last ? all.length : all.lastIndexOf(10) + 1;
      raw = all.subarray(end);
      if (raw.length > longestLine)
        throw new DeliveryFault(
          'line-too-long',
          `${name} has a line of more than 4 MB (line ${String(line)}).`,
          name,
          line,
        );
      if (end === 0) continue;
      const from = first && all.subarray(0, 3).equals(mark) ? 3 : 0;
      first = false;
      const lines = checked(all.subarray(from, end), format, line + countLines(left));
      const bytes = left.length > 0 ? Buffer.concat([left, lines]) : lines;
      const begun = line;
      let kept = bytes.length;
      let next = -1;
      yield {
        bytes,
        line: begun,
        last,
        leave(at, number) {
          kept = at;
          next = number;
        },
      };
      left = bytes.subarray(kept);
      line = next >= 0 ? next : begun + countLines(bytes);
    }
  } finally {
    await handle.close();
  }
}

export function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
}

/** What was written in UTF-16, piece by piece; its mark is left out. @throws DeliveryFault 'encoding' */
function utf8Of(
  bytes: Buffer,
  decoder: InstanceType<typeof TextDecoder>,
  last: boolean,
  name: string,
  line: number,
): Buffer {
  try {
    return Buffer.from(decoder.decode(bytes, { stream: !last }), 'utf8');
  } catch {
    throw new DeliveryFault('encoding', `${name} is not UTF-16 throughout.`, name, line);
  }
}

/** Strictly of the encoding that was declared or found. @param line the first one's number */
function checked(bytes: Buffer, format: FileFormat, line: number): Buffer {
  const fault = (at: number, what: string): DeliveryFault => {
    const number = line + countLines(bytes.subarray(0, at));
    return new DeliveryFault(
      'encoding',
      `${format.name} ${what} (line ${String(number)}).`,
      format.name,
      number,
    );
  };
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw fault(nul, 'holds a NUL byte: it is UTF-16 or no text at all');
  if (format.encoding !== 'windows-1252') {
    if (!isUtf8(bytes)) throw fault(firstInvalid(bytes), 'is not UTF-8');
    return bytes;
  }
  for (const unassigned of [0x81, 0x8d, 0x8f, 0x90, 0x9d]) {
    const at = bytes.indexOf(unassigned);
    if (at >= 0) throw fault(at, 'is not Windows-1252');
  }
  return Buffer.from(new TextDecoder('windows-1252').decode(bytes), 'utf8');
}

/** The line that holds the first invalid sequence; UTF-8 never hides a line feed inside a character. */
function firstInvalid(bytes: Buffer): number {
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(10, from);
    const to = end < 0 ? bytes.length : end + 1;
    if (!isUtf8(bytes.subarray(from, to))) return from;
    from = to;
  }
  return 0;
}
