import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { generateSecret, generateSync, generateURI } from 'otplib';
import { PersonNumbers } from '../../platform/person-numbers.js';
import { openSteps, stepSeconds } from '../../policy/credentials/one-time-code.js';
import { newOneTimeText, readOneTimeText } from '../one-time-text.js';

const recoveryCodes = 10;

/** TOTP (RFC 6238: SHA-1, six digits, 30 s, as every app knows it) and recovery codes. */
@Injectable()
export class OneTimeCodes {
  constructor(private readonly sealing: PersonNumbers) {}

  /** A secret of 160 bits: sealed for the database, and as an app takes it. */
  newSecret(issuer: string, label: string): { sealed: Buffer; secret: string; uri: string } {
    const secret = generateSecret({ length: 20 });
    return { sealed: this.sealing.seal(secret), secret, uri: generateURI({ issuer, label, secret }) };
  }

  /** The time step whose code this is, among those that still count; null when it is none's. */
  stepOf(sealed: Buffer, code: string, now: Date, lastUsed: number | null): number | null {
    const secret = this.sealing.open(sealed).toString('utf8');
    let found: number | null = null;
    // Every step is looked at, so that the time tells nothing.
    for (const step of openSteps(now, lastUsed))
      if (isSame(generateSync({ secret, epoch: step * stepSeconds }), code)) found ??= step;
    return found;
  }

  /** To be written down: each 50 bits. */
  newRecoveryCodes(): string[] {
    return Array.from({ length: recoveryCodes }, () => newOneTimeText(2, 5));
  }

  /** Keyed, so that whoever reads the database cannot try them out. */
  digestOf(personId: string, code: string): Buffer {
    return this.sealing.indexOf(`recovery code ${personId} ${readOneTimeText(code)}`);
  }
}

/** Six digits are a code of the app, whatever blanks they were typed with; null for anything else. */
export function appCode(typed: string): string | null {
  const digits = typed.replace(/\s/g, '');
  return /^\d{6}$/.test(digits) ? digits : null;
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
