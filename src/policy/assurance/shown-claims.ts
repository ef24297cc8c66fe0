import type { Claims } from './claims.js';

/** What says how somebody signed in and with whom, and nothing of who it is. */
const plain = new Set([
  'acr', 'amr', 'auth_time', 'aud', 'azp', 'iss', 'iat', 'exp', 'nbf', 'idp', 'identityscheme', 'authenticationtype',
  'credentialCertificatePolicies', 'organizationIdentifier', 'nin_type', 'nin_issuing_country', 'country',
]); // prettier-ignore
const hidden = new Set(['nonce', 'at_hash', 'c_hash', 's_hash', 'jti']);
const hsaId = /^(SE\d{10}|TSTNMT\d{10})-[A-Za-z0-9]{1,20}$/;

/**
 * Claims for somebody who looks whether a provider is set up right: which there are, and what they say as far as that
 * is no personal data. Numbers, names and the like show only that they are there.
 * @param alsoPlain claims that the configuration itself compares, whose values therefore matter
 */
export function shownClaims(claims: Claims, alsoPlain: readonly string[]): { name: string; shown: string }[] {
  return Object.entries(claims)
    .filter(([name]) => !hidden.has(name))
    .map(([name, value]) => ({ name: name.slice(0, 120), shown: shown(name, value, alsoPlain) }));
}

function shown(name: string, value: unknown, alsoPlain: readonly string[]): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (typeof value === 'string' && hsaId.test(value)) return value;
  const top = alsoPlain.map((place) => (place.startsWith('/') ? (place.split('/')[1] ?? '') : place));
  // Whatever it is called: long runs of digits may be a person's number.
  if ((plain.has(name) || top.includes(name)) && (typeof value === 'number' || !/\d{8}/.test(text)))
    return text.slice(0, 160);
  return '••••';
}
