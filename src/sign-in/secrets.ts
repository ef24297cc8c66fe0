import { createHash, randomBytes } from 'node:crypto';
import type { CookieSerializeOptions } from '@fastify/cookie';

/**
 * The names of our cookies. A browser keeps one jar a host whatever the port, so several trials on localhost would end
 * each other's sessions: there the names carry the port.
 */
export function cookieNames(publicUrl: string): { session: string; flow: string } {
  const { hostname, port } = new URL(publicUrl);
  const isLocal = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  const session = isLocal && port !== '' ? `__Host-grindvakt-${port}` : '__Host-grindvakt';
  return { session, flow: `${session}-sign-in` };
}

/** Lax, so that the provider's redirect brings the cookie of the begun sign-in along. */
export const cookieOptions = {
  path: '/',
  httpOnly: true,
  secure: true,
  sameSite: 'lax',
} as const satisfies CookieSerializeOptions;

/** 32 random bytes, as a cookie holds them. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What the database holds instead: whoever reads it can sign in as nobody. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
