import type { Claims } from '../assurance/claims.js';
import { addDays, type Day } from '../model/day.js';
import { refuse, type Refusal } from '../model/refusal.js';

/** How a program proves who it is: by a key given to us, by one that it publishes itself, or by a certificate. */
export const apiAuthentications = ['private_key_jwt', 'jwks', 'tls'] as const;
export type ApiAuthentication = (typeof apiAuthentications)[number];

/** At once: the one in use, and the one that replaces it. */
export const mostKeys = 2;

export interface ApiClientStanding {
  readonly name: string;
  readonly expiresOn: Day;
  readonly disabled: boolean;
}

/** Null when the program may be let in today; its last day counts. */
export function admits(client: ApiClientStanding, today: Day): Refusal | null {
  if (client.disabled) return refuse('client-not-admitted', `The API client ${client.name} is disabled.`);
  if (client.expiresOn < today)
    return refuse('client-not-admitted', `The API client ${client.name} expired on ${client.expiresOn}.`);
  return null;
}

/** An API client's last day, or why it cannot be that: access without an end is not given (invariant 3). */
export function lastDayOf(expiresOn: Day, today: Day, longestDays: number): Refusal | null {
  if (expiresOn < today)
    return refuse('end-not-later', 'The last day must not have passed.', { pointer: '/expiresOn' });
  const latest = addDays(today, longestDays);
  return expiresOn <= latest
    ? null
    : refuse('end-too-late', `The last day can be ${latest} at the latest.`, { pointer: '/expiresOn' });
}

/** Whose owner has gone is disabled after so many days, unless somebody takes it over. */
export function isOverdue(ownerlessSince: Day, today: Day, days: number): boolean {
  return addDays(ownerlessSince, days) <= today;
}

const skewSeconds = 30;
const longestSeconds = 300;

/**
 * What a program signs to prove who it is (RFC 7523 §3, of a signature that is right): about itself, for us alone, short,
 * and with an id, since each counts once.
 */
export function readAssertion(
  claims: Claims,
  expected: { readonly clientId: string; readonly audiences: readonly string[] },
  now: Date,
): { readonly jti: string; readonly expiresAt: Date } | Refusal {
  const seconds = now.getTime() / 1000;
  const { iss, sub, aud, exp, iat, nbf, jti } = claims;
  const wrong = (what: string): Refusal => refuse('client-not-known', `The client's assertion ${what}.`);
  if (iss !== expected.clientId || sub !== expected.clientId) return wrong('is not about the client itself');
  const audience = Array.isArray(aud) ? (aud as unknown[]) : [aud];
  if (audience.length !== 1 || typeof audience[0] !== 'string' || !expected.audiences.includes(audience[0]))
    return wrong('is for another audience');
  if (typeof exp !== 'number' || !Number.isFinite(exp) || exp <= seconds - skewSeconds)
    return wrong('has expired, or has no end');
  if (exp > seconds + longestSeconds + skewSeconds) return wrong('is valid for more than five minutes');
  for (const begin of [iat, nbf])
    if (begin !== undefined && (typeof begin !== 'number' || begin > seconds + skewSeconds))
      return wrong('is of a later time than now');
  if (typeof jti !== 'string' || jti.length < 8 || jti.length > 200)
    return wrong('has no id of 8 to 200 characters');
  return { jti, expiresAt: new Date((exp + skewSeconds) * 1000) };
}
