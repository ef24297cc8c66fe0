import type { IdentityProviderConfig } from '../../platform/config-identity-providers.js';
import type { StatedSignIn } from '../../policy/assurance/assurance-of-sign-in.js';
import { numbersAt, textsAt, type Claims } from '../../policy/assurance/claims.js';

/** What a provider says about who signed in, after every check of the token but the level. */
export interface ProvenIdentity {
  /** For the level: acr and amr of the ID token, claims of both. */
  stated: StatedSignIn;
  /** Seconds; as stated. */
  authTime: unknown;
  /** Seconds: when the token was made. */
  issuedAt: number;
  hsaIds: string[];
  /** 12 digits each. */
  personalNumbers: string[];
  sid: string | null;
  sub: string;
  /** As sent; null when it is encrypted, which the provider takes as no hint. */
  idToken: string | null;
  idTokenClaims: Claims;
  aboutPerson: Claims;
}

/**
 * Who it is by everything that was said: what the ID token and userinfo tell differently points to two persons, and so
 * to nobody. How somebody signed in is the ID token's word alone.
 */
export function identityIn(
  { claims: places }: IdentityProviderConfig,
  idTokenClaims: Claims & { sub: string; iat: number },
  aboutPerson: Claims,
  idToken: string,
): ProvenIdentity {
  const both = [idTokenClaims, aboutPerson];
  return {
    stated: {
      acr: idTokenClaims['acr'],
      amr: idTokenClaims['amr'],
      claims: { ...aboutPerson, ...idTokenClaims },
    },
    authTime: idTokenClaims['auth_time'],
    issuedAt: idTokenClaims.iat,
    hsaIds: unique(both.flatMap((claims) => (places.hsaId ?? []).flatMap((place) => textsAt(claims, place)))),
    personalNumbers: unique(both.flatMap((claims) => numbersAt(claims, places.personalNumber))),
    sid: textsAt(idTokenClaims, 'sid')[0] ?? null,
    sub: idTokenClaims.sub,
    idToken: idToken.split('.').length === 3 ? idToken : null,
    idTokenClaims,
    aboutPerson,
  };
}

const unique = (texts: string[]): string[] => [...new Set(texts)];
