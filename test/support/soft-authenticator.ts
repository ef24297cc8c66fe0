import { createHash, createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import type { Attestation } from './key-maker.js';

/** What a forger changes of an otherwise right ceremony. */
export interface Forged {
  origin?: string;
  rpId?: string;
  challenge?: string;
  userVerified?: boolean;
  counter?: number;
  algorithm?: number;
  /** Signs with a key of its own. */
  signature?: Buffer;
  handle?: string;
  aaguid?: Buffer;
  /** What vouches for the new key: a maker's certificate, or the key itself. */
  attestation?: Attestation | 'self';
  /** The attestation's signature is over something else. */
  spoilt?: boolean;
}

type Encodable = Parameters<typeof isoCBOR.encode>[0];

/** An authenticator in software: ES256, device-bound unless `synced`, with no attestation unless one is given. */
export class SoftAuthenticator {
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly id = randomBytes(32);
  counter = 0;
  handle = '';

  constructor(
    private readonly origin: string,
    private readonly synced = false,
  ) {}

  create(options: { challenge: string; user: { id: string } }, forged: Forged = {}): object {
    this.handle = options.user.id;
    const client = this.#client('webauthn.create', options.challenge, forged);
    const credential = Buffer.concat([
      forged.aaguid ?? Buffer.alloc(16),
      Buffer.from([0, this.id.length]),
      this.id,
      coseKey(this.#keys.publicKey, forged.algorithm ?? -7),
    ]);
    const authData = Buffer.concat([this.#head(forged, 0x40), credential]);
    const attestation = new Map<string, Encodable>([
      ['fmt', forged.attestation ? 'packed' : 'none'],
      ['attStmt', this.#statement(forged, authData, client)],
      ['authData', new Uint8Array(authData)],
    ]);
    return {
      ...this.#named(),
      response: {
        clientDataJSON: client.toString('base64url'),
        attestationObject: Buffer.from(isoCBOR.encode(attestation)).toString('base64url'),
        transports: ['internal'],
      },
    };
  }

  get(options: { challenge: string }, forged: Forged = {}): object {
    this.counter += 1;
    const client = this.#client('webauthn.get', options.challenge, forged);
    const authData = this.#head({ counter: this.counter, ...forged }, 0);
    const signed = Buffer.concat([authData, createHash('sha256').update(client).digest()]);
    const signature = forged.signature ?? createSign('sha256').update(signed).sign(this.#keys.privateKey);
    return {
      ...this.#named(),
      response: {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle: forged.handle ?? this.handle,
      },
    };
  }

  #statement(forged: Forged, authData: Buffer, client: Buffer): Map<string, Encodable> {
    const { attestation, spoilt } = forged;
    if (!attestation) return new Map();
    const signed = Buffer.concat([
      authData,
      createHash('sha256')
        .update(spoilt ? 'other' : client)
        .digest(),
    ]);
    const key = attestation === 'self' ? this.#keys.privateKey : attestation.key;
    const sig = createSign('sha256').update(signed).sign(key);
    return new Map<string, Encodable>([
      ['alg', -7],
      ['sig', new Uint8Array(sig)],
      ...(attestation === 'self'
        ? []
        : ([['x5c', attestation.x5c.map((one) => new Uint8Array(one))]] as [string, Encodable][])),
    ]);
  }

  #named(): object {
    const id = this.id.toString('base64url');
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {} };
  }

  #client(type: string, challenge: string, forged: Forged): Buffer {
    return Buffer.from(
      JSON.stringify({
        type,
        challenge: forged.challenge ?? challenge,
        origin: forged.origin ?? this.origin,
        crossOrigin: false,
      }),
    );
  }

  #head(forged: Forged, more: number): Buffer {
    const rpId = forged.rpId ?? new URL(this.origin).hostname;
    const verified = forged.userVerified === false ? 0 : 0x04;
    const flags = 0x01 | verified | (this.synced ? 0x18 : 0) | more;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(forged.counter ?? this.counter);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([flags]), counter]);
  }
}

function coseKey(key: KeyObject, algorithm: number): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const cose = new Map<number, Encodable>([
    [1, 2],
    [3, algorithm],
    [-1, 1],
    [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
    [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
  ]);
  return Buffer.from(isoCBOR.encode(cose));
}
