import { createHash, createPublicKey } from 'node:crypto';
import { certificateIn, thumbprintOf } from '../platform/http/client-certificate.js';
import type { ApiAuthentication } from '../policy/api/api-client.js';
import { refuse, type Refusal } from '../policy/model/refusal.js';

export interface ReadKey {
  readonly jwk: Record<string, string> | null;
  readonly thumbprint: Buffer;
}

/** By what a key of ours may sign: what its kind can. */
export function algorithmsOf(jwk: Readonly<Record<string, string>>): string[] {
  if (jwk['kty'] === 'RSA') return ['PS256', 'RS256'];
  if (jwk['kty'] === 'OKP') return ['EdDSA', 'Ed25519'];
  return jwk['crv'] === 'P-384' ? ['ES384'] : ['ES256'];
}

const members: Readonly<Record<string, readonly string[]>> = {
  RSA: ['e', 'kty', 'n'],
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
};

/**
 * What somebody gave as a program's key: a public key as PEM or JWK, or a certificate as PEM where it proves itself by
 * that. A private key is refused, and never kept: whoever has sent it has given it away.
 */
export function readKey(text: string, authentication: ApiAuthentication): ReadKey | Refusal {
  const wrong = (message: string): Refusal => refuse('key-unfit', message, { pointer: '/key' });
  if (text.includes('PRIVATE KEY') || /"d"\s*:/.test(text))
    return wrong(
      'This is a private key: keep it where the program runs, make a new pair, and send the public half.',
    );
  if (authentication === 'tls') {
    const certificate = certificateIn(text.trim());
    return certificate
      ? { jwk: null, thumbprint: thumbprintOf(certificate) }
      : wrong('This is no certificate in PEM.');
  }
  try {
    const key = text.trimStart().startsWith('{')
      ? createPublicKey({ key: onlyKey(JSON.parse(text)), format: 'jwk' })
      : createPublicKey(text);
    const full = key.export({ format: 'jwk' });
    const names = members[full.kty ?? ''];
    if (!names) return wrong('Only RSA keys, P-256, P-384 and Ed25519 are taken.');
    if (full.kty === 'RSA' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
      return wrong('An RSA key must have 2048 bits or more.');
    if (full.kty !== 'RSA' && !['P-256', 'P-384', 'Ed25519'].includes(full.crv ?? ''))
      return wrong('Only RSA keys, P-256, P-384 and Ed25519 are taken.');
    const jwk = Object.fromEntries(names.map((name) => [name, String(full[name])]));
    return { jwk, thumbprint: createHash('sha256').update(JSON.stringify(jwk)).digest() };
  } catch {
    return wrong('This is no public key in PEM or JWK.');
  }
}

/** A JWK, or a set with a single one. */
function onlyKey(parsed: unknown): Record<string, unknown> {
  const first: unknown =
    typeof parsed === 'object' && parsed !== null && 'keys' in parsed && Array.isArray(parsed.keys)
      ? parsed.keys.length === 1
        ? parsed.keys[0]
        : null
      : parsed;
  if (typeof first !== 'object' || first === null) throw new Error('no key');
  return { ...first };
}
