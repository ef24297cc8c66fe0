import { createPrivateKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

const signing = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const;
const decrypting = ['RSA-OAEP-256', 'RSA-OAEP', 'ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW'] as const;

export const isSigning = (algorithm: string): boolean => (signing as readonly string[]).includes(algorithm);

const curves: Readonly<Record<string, string>> = { ES256: 'prime256v1', ES384: 'secp384r1' };

/** Null, or why the key cannot do what is said of it. */
function unfit(key: KeyObject, algorithm: string): string | null {
  const kind = key.asymmetricKeyType;
  const details = key.asymmetricKeyDetails;
  if (algorithm === 'EdDSA') return kind === 'ed25519' ? null : 'must be an Ed25519 key for EdDSA';
  if (/^(RS|PS|RSA)/.test(algorithm)) {
    if (kind !== 'rsa') return `must be an RSA key for ${algorithm}`;
    return (details?.modulusLength ?? 0) >= 2048 ? null : 'must have 2048 bits or more';
  }
  const curve = curves[algorithm] ?? 'prime256v1';
  return kind === 'ec' && details?.namedCurve === curve ? null : `must be a key on ${curve} for ${algorithm}`;
}

const clientKey = z
  .strictObject({
    kid: z.string().regex(/^[\w.-]{1,64}$/, 'letters, digits, dots, hyphens'),
    algorithm: z.enum([...signing, ...decrypting]),
    /** Private, as PEM (PKCS #8) or as JWK; best as ${file:/run/secrets/…}. */
    key: z.string().min(1),
  })
  .transform(({ kid, algorithm, key }, context) => {
    const use: 'sig' | 'enc' = isSigning(algorithm) ? 'sig' : 'enc';
    const wrong = (message: string): never => {
      context.addIssue({ code: 'custom', path: ['key'], message });
      return z.NEVER;
    };
    let privateKey: KeyObject;
    try {
      privateKey = key.trimStart().startsWith('{')
        ? createPrivateKey({ key: z.looseObject({ kty: z.string() }).parse(JSON.parse(key)), format: 'jwk' })
        : createPrivateKey(key);
    } catch {
      return wrong('must be a private key in PEM or JWK'); // never what it was: it may hold the key
    }
    const reason = unfit(privateKey, algorithm);
    return reason === null ? { kid, algorithm, use, privateKey } : wrong(reason);
  });

/**
 * The service's own keys as a client of identity providers: they sign (private_key_jwt, request objects) and open
 * encrypted answers. Their public halves are published at /api/auth/jwks; keep the old one listed while it is changed.
 */
export const clientKeysSchema = z.array(clientKey).superRefine((keys, context) => {
  keys.forEach(({ kid }, index) => {
    if (keys.slice(0, index).some((other) => other.kid === kid))
      context.addIssue({ code: 'custom', path: [index, 'kid'], message: 'is the kid of another key' });
  });
});

export type ClientKey = z.output<typeof clientKeysSchema>[number];
