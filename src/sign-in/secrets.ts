import { createHash, randomBytes } from 'node:crypto';
import type { CookieSerializeOptions } from '@fastify/cookie';

export const sessionCookie = '__Host-grindvakt';
export const flowCookie = '__Host-grindvakt-sign-in';

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
