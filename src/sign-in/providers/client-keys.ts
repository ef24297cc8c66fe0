import { createPublicKey, type webcrypto } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { DecryptionKey } from 'openid-client';
import type { ClientKey } from '../../platform/config-client-keys.js';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';

export interface SigningKey {
  readonly kid: string;
  readonly key: webcrypto.CryptoKey;
}

/** The service's own keys towards identity providers, ready for use. */
@Injectable()
export class ClientKeys {
  readonly #all: readonly ClientKey[];

  constructor(@Inject(configToken) config: Config) {
    this.#all = config.clientKeys;
  }

  /** @param kid the first that signs when left out; the configuration's check has seen that there is one */
  signing(kid: string | undefined): SigningKey {
    const found = this.#all.find((key) => key.use === 'sig' && (kid === undefined || key.kid === kid));
    if (!found) throw new Error('no signing key is configured');
    return { kid: found.kid, key: cryptoKey(found) };
  }

  /** Those that open encrypted tokens. */
  decrypting(): (DecryptionKey & { kid: string; alg: string })[] {
    return this.#all
      .filter(({ use }) => use === 'enc')
      .map((key) => ({ kid: key.kid, alg: key.algorithm, key: cryptoKey(key) }));
  }

  /** The public halves, as a provider fetches them. */
  published(): Record<string, string>[] {
    return this.#all.map(({ kid, use, algorithm, privateKey }) => {
      const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
      const parts = Object.entries(jwk).filter(
        (part): part is [string, string] => typeof part[1] === 'string',
      );
      return { ...Object.fromEntries(parts), kid, use, alg: algorithm };
    });
  }
}

const sha: Readonly<Record<string, string>> = {
  RS256: 'SHA-256',
  PS256: 'SHA-256',
  'RSA-OAEP-256': 'SHA-256',
  'RSA-OAEP': 'SHA-1',
};

function cryptoKey({ algorithm, privateKey }: ClientKey): webcrypto.CryptoKey {
  const hash = sha[algorithm] ?? 'SHA-256';
  switch (algorithm) {
    case 'RS256':
      return privateKey.toCryptoKey({ name: 'RSASSA-PKCS1-v1_5', hash }, false, ['sign']);
    case 'PS256':
      return privateKey.toCryptoKey({ name: 'RSA-PSS', hash }, false, ['sign']);
    case 'ES256':
      return privateKey.toCryptoKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
    case 'ES384':
      return privateKey.toCryptoKey({ name: 'ECDSA', namedCurve: 'P-384' }, false, ['sign']);
    case 'EdDSA':
      return privateKey.toCryptoKey({ name: 'Ed25519' }, false, ['sign']);
    case 'RSA-OAEP':
    case 'RSA-OAEP-256':
      return privateKey.toCryptoKey({ name: 'RSA-OAEP', hash }, false, ['decrypt', 'unwrapKey']);
    default:
      return privateKey.toCryptoKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
  }
}
