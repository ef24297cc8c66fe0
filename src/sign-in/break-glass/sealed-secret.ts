import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { newOneTimeText, readOneTimeText } from '../one-time-text.js';

const derive = promisify(argon2);
// OWASP's second choice of parameters: 19 MiB, two passes, one lane.
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;

/** The secret of an emergency account in two parts of 100 bits; one part alone tells nothing of the other. */
export function newParts(): { one: string; two: string } {
  return { one: newOneTimeText(4, 5), two: newOneTimeText(4, 5) };
}

/** Argon2id over both parts, as a PHC string. */
export async function seal(parts: { one: string; two: string }): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive('argon2id', { message: messageOf(parts), nonce, ...cost });
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${String(memory)},t=${String(passes)},p=${String(parallelism)}$${bare(nonce)}$${bare(tag)}`;
}

/** A seal that nothing opens, as dear to try as a real one. */
export const nobodysSeal = `$argon2id$v=19$m=${String(cost.memory)},t=${String(cost.passes)},p=${String(cost.parallelism)}$${bare(Buffer.alloc(16))}$${bare(Buffer.alloc(32))}`;

export async function opens(sealed: string, parts: { one: string; two: string }): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(sealed);
  if (!match) throw new Error('the seal of an emergency account cannot be read');
  const [, memory = '', passes = '', parallelism = '', nonce = '', tag = ''] = match;
  const wanted = Buffer.from(tag, 'base64');
  const found = await derive('argon2id', {
    message: messageOf(parts),
    nonce: Buffer.from(nonce, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: wanted.length,
  });
  return timingSafeEqual(found, wanted);
}

function messageOf({ one, two }: { one: string; two: string }): string {
  return `${readOneTimeText(one)}-${readOneTimeText(two)}`;
}

function bare(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
