import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { Injectable } from '@nestjs/common';

/** Seals personnummer at rest, with a blind index to find them by (H13.2.2). AES-256-GCM and HMAC-SHA-256. */
@Injectable()
export class PersonNumbers {
  // As keys, not bytes: bytes are made a key of each time, which takes several times as long as what is done with it.
  readonly #sealing: KeyObject;
  readonly #indexing: KeyObject;
  #nonces = Buffer.alloc(0);
  #used = 0;

  /** @param key 32 bytes; the two working keys are derived from it (HKDF, RFC 5869). */
  constructor(key: Buffer) {
    const derived = (name: string): KeyObject =>
      createSecretKey(Buffer.from(hkdfSync('sha256', key, '', `grindvakt person number ${name}`, 32)));
    this.#sealing = derived('sealing');
    this.#indexing = derived('index');
  }

  /** 12-byte nonce, 16-byte tag, then the sealed bytes. */
  seal(plain: string | Buffer): Buffer {
    const nonce = this.#nonce();
    const cipher = createCipheriv('aes-256-gcm', this.#sealing, nonce);
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** Random bytes are taken for many at a time, and each used once: asking for twelve takes longer than sealing. */
  #nonce(): Buffer {
    if (this.#used === this.#nonces.length) {
      this.#nonces = randomBytes(12 * 256);
      this.#used = 0;
    }
    this.#used += 12;
    return this.#nonces.subarray(this.#used - 12, this.#used);
  }

  /** Throws when the bytes were not sealed with this key or were altered. */
  open(sealed: Buffer): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.#sealing, sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(12, 28));
    return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
  }

  /** The same 12 digits give the same 32 bytes; without the key they tell nothing. */
  indexOf(personNumber: string): Buffer {
    return createHmac('sha256', this.#indexing).update(personNumber).digest();
  }
}
