import { createHash, randomBytes } from 'node:crypto';
import type { CookieSerializeOptions } from '@fastify/cookie';

export interface CookieNames {
  readonly session: string;
  /** Of a sign-in that is under way. */
  readonly flow: string;
  /** By what the person signed in last: offered first the next time. */
  readonly method: string;
  /** What came of trying a provider out. */
  readonly tried: string;
  /** Of a device that is known for some days. */
  readonly device: string;
}

/**
 * The names of our cookies. A browser keeps one jar a host whatever the port, so several trials on localhost would end
 * each other's sessions: there the names carry the port.
 */
export function cookieNames(publicUrl: string): CookieNames {
  const { hostname, port } = new URL(publicUrl);
  const isLocal = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  const session = isLocal && port !== '' ? `__Host-grindvakt-${port}` : '__Host-grindvakt';
  return {
    session,
    flow: `${session}-sign-in`,
    method: `${session}-method`,
    tried: `${session}-tried`,
    device: `${session}-device`,
  };
}

/** Lax, so that the provider's redirect brings the cookie of the begun sign-in along. */
export const cookieOptions = {
  path: '/',
  httpOnly: true,
  secure: true,
  sameSite: 'lax',
} as const satisfies CookieSerializeOptions;

/** Never needed across sites; how long it lasts is said where it is set. */
export const deviceCookieOptions = { ...cookieOptions, sameSite: 'strict' } as const;

/** A year: the choice of method is remembered from one sign-in to the next. */
export const methodCookieOptions = { ...cookieOptions, maxAge: 365 * 86_400 } as const;

/** 32 random bytes, as a cookie holds them. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What the database holds instead: whoever reads it can sign in as nobody. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
