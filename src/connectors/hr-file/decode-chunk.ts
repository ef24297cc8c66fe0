import { isUtf8 } from 'node:buffer';
import { DeliveryFault } from '../hr-reader.js';

/** Decodes whole lines strictly. @throws DeliveryFault 'encoding' with the line. @param line the first one's number */
export function decodeChunk(
  bytes: Buffer,
  encoding: 'utf-8' | 'windows-1252',
  file: string,
  line: number,
): string {
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw fault(bytes, nul, file, line, 'holds a NUL byte: it is UTF-16 or no text at all');
  if (encoding === 'utf-8') {
    if (isUtf8(bytes)) return bytes.toString('utf8');
    throw fault(bytes, firstInvalid(bytes), file, line, 'is not UTF-8');
  }
  for (const unassigned of [0x81, 0x8d, 0x8f, 0x90, 0x9d]) {
    const at = bytes.indexOf(unassigned);
    if (at >= 0) throw fault(bytes, at, file, line, 'is not Windows-1252');
  }
  return new TextDecoder('windows-1252').decode(bytes);
}

function fault(bytes: Buffer, at: number, file: string, line: number, what: string): DeliveryFault {
  let number = line;
  for (let i = bytes.indexOf(10); i >= 0 && i < at; i = bytes.indexOf(10, i + 1)) number += 1;
  return new DeliveryFault('encoding', `${file} ${what} (line ${String(number)}).`, file, number);
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
