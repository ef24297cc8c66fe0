import type { MediaType } from '../model/media-type.js';
import { holdsPersonalNumber } from '../model/personal-number-in-text.js';
import { refuse, type Refusal } from '../model/refusal.js';

export interface OfferedFile {
  /** The sender's word. */
  readonly name: string;
  readonly content: Uint8Array;
  /** The content read as UTF-8; null when it is something else. */
  readonly text: string | null;
}

export interface AttachmentLimits {
  readonly maxBytes: number;
  readonly maxCount: number;
  readonly types: readonly MediaType[];
}

export interface CheckedFile {
  readonly name: string;
  readonly mediaType: MediaType;
}

/**
 * Which kind of file it is by its content, never by its name, and under which name it is kept. A file that begins as one
 * kind and ends as another is none: what follows a picture's end, or an archive behind a document, is refused. Text is
 * read for personal numbers (H13.2.2); pictures and documents cannot be.
 * @param kept how many files there are already
 */
export function checkAttachment(
  file: OfferedFile,
  kept: number,
  limits: AttachmentLimits,
): CheckedFile | Refusal {
  const { content } = file;
  if (kept >= limits.maxCount)
    return wrong(`There can be at most ${String(limits.maxCount)} attachments.`, { most: limits.maxCount });
  if (content.length === 0) return wrong('The file is empty.');
  if (content.length > limits.maxBytes)
    return wrong(`The file is larger than ${String(limits.maxBytes)} bytes.`, { maxBytes: limits.maxBytes });
  const mediaType = typeOf(content, file.text);
  if (!mediaType || !limits.types.includes(mediaType))
    return wrong(
      'The file is not, from beginning to end, of a kind that can be attached: PDF, PNG, JPEG or text.',
    );
  if (holdsPersonalNumber(file.name))
    return wrong('The name of the file holds a personal number: rename it first.');
  if (mediaType === 'text/plain' && holdsPersonalNumber(file.text ?? ''))
    return wrong('The text holds a personal number: leave it out, the request already says who.');
  return { name: nameFor(file.name, mediaType), mediaType };
}

function wrong(message: string, facts: Refusal['facts'] = {}): Refusal {
  return refuse('attachment-refused', message, { pointer: '/file', facts });
}

function typeOf(content: Uint8Array, text: string | null): MediaType | null {
  if (begins(content, [0x25, 0x50, 0x44, 0x46, 0x2d])) return isWholePdf(content) ? 'application/pdf' : null;
  if (begins(content, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
    return isWholePng(content) ? 'image/png' : null;
  if (begins(content, [0xff, 0xd8, 0xff])) return ends(content, [0xff, 0xd9]) ? 'image/jpeg' : null;
  return text !== null && isPlainText(text) ? 'text/plain' : null;
}

function begins(content: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => content[i] === byte);
}

function ends(content: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => content[content.length - bytes.length + i] === byte);
}

/** Its end mark stands last, but for a line break or two; an archive's directory would stand behind it. */
function isWholePdf(content: Uint8Array): boolean {
  const tail = String.fromCharCode(...content.subarray(Math.max(0, content.length - 32)));
  return /%%EOF[\r\n\s]*$/.test(tail);
}

/** Chunk after chunk up to IEND, and nothing behind it. */
function isWholePng(content: Uint8Array): boolean {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let at = 8;
  while (at + 12 <= content.length) {
    const next = at + 12 + view.getUint32(at);
    if (view.getUint32(at + 4) === 0x49454e44) return next === content.length; // IEND
    at = next;
  }
  return false;
}

/** Without control characters but tab and line breaks, and no markup that a program would run. */
function isPlainText(text: string): boolean {
  return !/[^\P{Cc}\t\n\r\f]/u.test(text) && !/^\s*(?:<|%!|#!)/.test(text);
}

const endings: Record<MediaType, readonly string[]> = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'text/plain': ['txt'],
};

/** The last part of a path, without what could steer a terminal or a header, and with the ending that tells the truth. */
function nameFor(stated: string, mediaType: MediaType): string {
  const last = stated.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .replace(/[\p{C}"<>:|?*;%]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const [first = 'pdf'] = endings[mediaType];
  const ending = endings[mediaType].find((each) => plain.toLowerCase().endsWith(`.${each}`));
  const stem = (ending ? plain.slice(0, -ending.length - 1) : plain).slice(0, 100) || 'bilaga';
  return `${stem}.${ending ?? first}`;
}
