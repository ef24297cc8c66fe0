import { refuse, type Refusal } from '../model/refusal.js';
import type { Claims } from './claims.js';

/** What a provider's logout token says, once it has been believed. Instants in seconds. */
export interface LogoutNews {
  readonly jti: string;
  readonly sid: string | null;
  readonly sub: string | null;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

const event = 'http://schemas.openid.net/event/backchannel-logout';
const skewSeconds = 30;
/** Longer than this no provider needs, and so long each message is remembered at the most. */
const longestSeconds = 3600;

/**
 * OpenID Connect Back-Channel Logout 1.0 §2.6, of a token whose signature is right: of the right type, from the issuer,
 * to us, of now, about somebody, saying that it is a logout, and nothing that an ID token could be mistaken for
 * (ASVS 10.5.5).
 */
export function readLogoutToken(
  type: unknown,
  claims: Claims,
  expected: { readonly issuer: string; readonly clientId: string },
  now: Date,
): LogoutNews | Refusal {
  const seconds = now.getTime() / 1000;
  const { iss, aud, iat, exp, jti, sid, sub, events } = claims;
  const wrong = (what: string): Refusal =>
    refuse('token-invalid', `The logout token ${what}.`, { facts: { what } });
  if (typeof type !== 'string' || !/^(application\/)?logout\+jwt$/i.test(type))
    return wrong('is not of the type logout+jwt');
  if ('nonce' in claims) return wrong('holds a nonce');
  if (iss !== expected.issuer) return wrong('is of another issuer');
  const audience = Array.isArray(aud) ? (aud as unknown[]) : [aud];
  if (audience.length !== 1 || audience[0] !== expected.clientId) return wrong('is for another audience');
  if (typeof iat !== 'number' || !Number.isFinite(iat) || iat > seconds + skewSeconds)
    return wrong('does not say when it was made');
  if (typeof exp !== 'number' || !Number.isFinite(exp)) return wrong('has no end');
  if (exp <= seconds - skewSeconds) return wrong('has expired');
  if (exp - iat > longestSeconds) return wrong('is valid for more than an hour');
  if (typeof jti !== 'string' || jti === '' || jti.length > 500) return wrong('has no id');
  if (typeof events !== 'object' || events === null || Array.isArray(events) || !Object.hasOwn(events, event))
    return wrong('is no logout');
  const told = (events as Record<string, unknown>)[event];
  if (typeof told !== 'object' || told === null || Array.isArray(told)) return wrong('is no logout');
  const whose = (value: unknown): string | null =>
    typeof value === 'string' && value !== '' && value.length <= 500 ? value : null;
  if (whose(sid) === null && whose(sub) === null) return wrong('says of nobody that they signed out');
  return { jti, sid: whose(sid), sub: whose(sub), issuedAt: iat, expiresAt: exp };
}
