import { isAscii, isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { DeliveryFault, type FoundEncoding } from '../hr-reader.js';

export type Encoding = 'utf-8' | 'windows-1252' | 'utf-16le';

/** What one reading of a file's bytes tells. */
export interface Measured {
  readonly bytes: number;
  readonly sha256: Buffer;
  readonly encoding: FoundEncoding;
  readonly mark: boolean;
}

const unassigned = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/**
 * Reads the file once: its size, its digest, and which encoding it is in. UTF-8 proves itself, since no other text
 * happens to be valid; UTF-16 says by its mark that it is; what is not valid is Windows-1252, unless it holds UTF-8 letters as well: then two texts of
 * different encodings were joined, and either way of reading spoils names.
 * @param declared what the configuration says, or 'auto'
 * @throws DeliveryFault 'encoding', with the line
 */
export async function measureFile(
  path: string,
  name: string,
  declared: Encoding | 'auto',
): Promise<Measured> {
  const hash = createHash('sha256');
  const seen: Seen = { utf8: -1, legacy: -1, nul: -1, strange: -1, pair: -1, dos: -1 };
  let bytes = 0;
  let head = Buffer.alloc(0);
  let carry = Buffer.alloc(0); // the beginning of a character whose end has not been read
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(1 << 20);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) break;
      const read = buffer.subarray(0, bytesRead);
      hash.update(read);
      if (head.length < 3) head = Buffer.concat([head, read.subarray(0, 3)]).subarray(0, 3);
      if (carry.length === 0 && isAscii(read) && read.indexOf(0) < 0) {
        bytes += bytesRead;
        continue;
      }
      const all = carry.length > 0 ? Buffer.concat([carry, read]) : read;
      const whole = all.subarray(0, wholeCharacters(all));
      look(whole, bytes - carry.length, seen);
      bytes += bytesRead;
      carry = Buffer.from(all.subarray(whole.length));
    }
  } finally {
    await handle.close();
  }
  if (carry.length > 0) look(carry, bytes - carry.length, seen);
  const isWide = head[0] === 0xff && head[1] === 0xfe;
  if (isWide && declared !== 'utf-8' && declared !== 'windows-1252')
    return { bytes, sha256: hash.digest(), encoding: 'utf-16le', mark: true };
  const mark = head.equals(Buffer.from([0xef, 0xbb, 0xbf]));
  const encoding = await judge(path, name, declared, seen, head, mark);
  return { bytes, sha256: hash.digest(), encoding, mark };
}

/** Offsets of the first of each; −1 for none. */
interface Seen {
  /** A character of several bytes in a stretch that is UTF-8 throughout. */
  utf8: number;
  /** A byte that UTF-8 does not allow. */
  legacy: number;
  nul: number;
  /** A byte that Windows-1252 has no character for, in a stretch that is not UTF-8. */
  strange: number;
  /** Ã and what follows it when å, ä, ö or é are written in UTF-8. */
  pair: number;
  /** å, ä or ö of DOS within a word, where Windows-1252 has marks that stand in none. */
  dos: number;
}

function look(bytes: Buffer, offset: number, seen: Seen): void {
  const first = (at: number): number => (at < 0 ? -1 : offset + at);
  if (seen.nul < 0) seen.nul = first(bytes.indexOf(0));
  if (isAscii(bytes)) return;
  if (seen.pair < 0) seen.pair = first(findPair(bytes));
  if (isUtf8(bytes)) {
    if (seen.utf8 < 0) seen.utf8 = first(bytes.findIndex((byte) => byte > 127));
    return;
  }
  if (seen.dos < 0) seen.dos = first(findDos(bytes));
  if (seen.legacy < 0) seen.legacy = first(firstInvalid(bytes));
  if (seen.strange < 0)
    for (const byte of unassigned) {
      const at = bytes.indexOf(byte);
      if (at >= 0 && (seen.strange < 0 || offset + at < seen.strange)) seen.strange = offset + at;
    }
}

async function judge(
  path: string,
  name: string,
  declared: Encoding | 'auto',
  seen: Seen,
  head: Buffer,
  mark: boolean,
): Promise<FoundEncoding> {
  const fault = async (at: number, what: string): Promise<DeliveryFault> => {
    const line = await lineOf(path, at);
    return new DeliveryFault('encoding', `${name} ${what} (line ${String(line)}).`, name, line);
  };
  if (declared === 'utf-16le') throw await fault(0, 'is not UTF-16 with its mark, which is declared');
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff))
    throw await fault(
      0,
      head[0] === 0xff
        ? 'is UTF-16, which is not declared'
        : 'is UTF-16 with its bytes the other way; save it as UTF-8',
    );
  if (seen.nul >= 0) throw await fault(seen.nul, 'holds a NUL byte: it is UTF-16 or no text at all');
  if (seen.legacy < 0) {
    if (seen.utf8 < 0) return mark ? 'utf-8' : 'ascii';
    if (declared === 'windows-1252' && (mark || seen.pair >= 0))
      throw await fault(mark ? 0 : seen.pair, 'is UTF-8, and Windows-1252 is declared');
    return declared === 'windows-1252' ? declared : 'utf-8';
  }
  if (declared === 'utf-8') throw await fault(seen.legacy, 'is not UTF-8, which is declared');
  if (mark) throw await fault(seen.legacy, 'begins as UTF-8 and is not throughout');
  if (seen.pair >= 0)
    throw await fault(
      Math.max(seen.pair, seen.legacy),
      'is partly UTF-8 and partly Windows-1252: texts of two encodings were joined',
    );
  if (seen.dos >= 0 && declared === 'auto')
    throw await fault(
      seen.dos,
      'seems to be of code page 850 (DOS); it must be saved as Windows-1252 or UTF-8',
    );
  if (seen.strange >= 0) throw await fault(seen.strange, 'is neither UTF-8 nor Windows-1252');
  return 'windows-1252';
}

/** Up to where the bytes end in whole characters, if they are UTF-8. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return back < length ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function findPair(bytes: Buffer): number {
  for (let at = bytes.indexOf(0xc3); at >= 0; at = bytes.indexOf(0xc3, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next >= 0x80 && next <= 0xbf) return at;
  }
  return -1;
}

function findDos(bytes: Buffer): number {
  const isLetter = (at: number): boolean => {
    const byte = (bytes[at] ?? 0) | 32;
    return byte >= 97 && byte <= 122;
  };
  return bytes.findIndex(
    (byte, at) => (byte === 0x86 || byte === 0x84 || byte === 0x94) && isLetter(at - 1) && isLetter(at + 1),
  );
}

/** The first byte that does not continue what is UTF-8 before it, by halving. */
function firstInvalid(bytes: Buffer): number {
  let from = 0;
  for (let to = bytes.length; to - from > 4;) {
    const middle = from + wholeCharacters(bytes.subarray(from, (from + to) >> 1));
    if (middle === from) break;
    if (isUtf8(bytes.subarray(from, middle))) from = middle;
    else to = middle;
  }
  while (from < bytes.length && (bytes[from] ?? 0) < 0x80) from += 1;
  return from;
}

async function lineOf(path: string, offset: number): Promise<number> {
  const handle = await open(path, 'r');
  try {
    let line = 1;
    const buffer = Buffer.allocUnsafe(1 << 20);
    for (let position = 0; position < offset;) {
      const { bytesRead } = await handle.read(
        buffer,
        0,
        Math.min(buffer.length, offset - position),
        position,
      );
      if (bytesRead === 0) break;
      for (let at = buffer.indexOf(10); at >= 0 && at < bytesRead; at = buffer.indexOf(10, at + 1)) line += 1;
      position += bytesRead;
    }
    return line;
  } finally {
    await handle.close();
  }
}
