import { createReadStream, createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Delivery } from '../../connectors/hr-reader.js';
import type { PersonNumbers } from '../../platform/person-numbers.js';

/** A held delivery's files, compressed and sealed: they hold personal numbers and lie in the database until resolved. */
export async function sealFiles(
  delivery: Delivery,
  names: readonly string[],
  seal: PersonNumbers,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const name of names) {
    const file = delivery.get(name);
    if (file === undefined) continue;
    const packed = await compress(file);
    const head = Buffer.from(JSON.stringify({ name, bytes: packed.length }), 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(head.length);
    parts.push(length, head, packed);
  }
  return seal.seal(Buffer.concat(parts));
}

/** Lays the files out in a folder of one's own; the caller removes it. */
export async function openSealedFiles(
  sealed: Buffer,
  seal: PersonNumbers,
  folder: string,
): Promise<Delivery> {
  const all = seal.open(sealed);
  const delivery = new Map<string, string>();
  for (let at = 0; at < all.length;) {
    const headEnd = at + 4 + all.readUInt32BE(at);
    const head = JSON.parse(all.subarray(at + 4, headEnd).toString('utf8')) as {
      name: string;
      bytes: number;
    };
    const file = path.join(folder, `file-${String(delivery.size)}`);
    const packed = Readable.from([all.subarray(headEnd, headEnd + head.bytes)]);
    await pipeline(packed, createGunzip(), createWriteStream(file, { mode: 0o600, flags: 'wx' }));
    delivery.set(head.name, file);
    at = headEnd + head.bytes;
  }
  return delivery;
}

async function compress(file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await pipeline(createReadStream(file), createGzip({ level: 4 }), async (packed: AsyncIterable<Buffer>) => {
    for await (const chunk of packed) chunks.push(chunk);
  });
  return Buffer.concat(chunks);
}
