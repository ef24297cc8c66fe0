import type { Level } from '../model/actor.js';
import { refuse, type Refusal } from '../model/refusal.js';

/** ES256, EdDSA, RS256 as COSE numbers them: the algorithms a passkey may sign with. */
export const passkeyAlgorithms = [-7, -8, -257] as const;

export interface PasskeyLevels {
  readonly deviceBound: Level;
  readonly synced: Level;
}

/** What a sign-in by this passkey is worth: a synced one is no stronger than the account that syncs it. */
export function levelOfPasskey(passkey: { readonly deviceBound: boolean }, levels: PasskeyLevels): Level {
  return passkey.deviceBound ? levels.deviceBound : levels.synced;
}

/** Within so many minutes of the sign-in at the provider a person may add a credential of their own. */
export const enrolWithinMinutes = 5;

/**
 * Whether a session may add a credential: identity was proven at level 3 by an identity provider, just now. A passkey
 * or a password never vouches for a new key, so that one credential that was stolen cannot beget another (H12.2.1).
 */
export function mayEnrol(
  session: { readonly kind: string; readonly level: Level; readonly authenticatedAt: Date },
  now: Date,
): Refusal | null {
  const minutes = (now.getTime() - session.authenticatedAt.getTime()) / 60_000;
  if (session.kind === 'oidc' && session.level >= 3 && minutes <= enrolWithinMinutes) return null;
  return refuse(
    'enrol-at-provider',
    `A credential is added within ${String(enrolWithinMinutes)} minutes of a sign-in at level 3 by an identity provider.`,
    { facts: { kind: session.kind, level: session.level, withinMinutes: enrolWithinMinutes } },
  );
}

/**
 * Whether a signature counter shows that there are two of the key (WebAuthn 6.1.1): one that was not zero before, or
 * is not now, must have grown.
 */
export function isCloned(before: number, now: number): boolean {
  return (before > 0 || now > 0) && now <= before;
}

const noModel = '00000000-0000-0000-0000-000000000000';

/** What an authenticator showed of itself when it was enrolled, its signature checked. */
export interface ShownAuthenticator {
  readonly aaguid: string;
  /** Format of the attestation statement. */
  readonly format: string;
  /** A certificate of a known maker vouches for it. */
  readonly vouchedFor: boolean;
}

/** Null when the authenticator may be enrolled. @param allowed models let in; an empty list lets in every one */
export function checkAuthenticator(shown: ShownAuthenticator, allowed: readonly string[]): Refusal | null {
  if (allowed.length === 0) return null;
  if (!shown.vouchedFor || shown.aaguid === noModel)
    return refuse('passkey-not-accepted', 'The security key does not prove what model it is.', {
      facts: { format: shown.format },
    });
  if (allowed.includes(shown.aaguid.toLowerCase())) return null;
  return refuse('passkey-not-accepted', 'Security keys of this model are not allowed here.', {
    facts: { aaguid: shown.aaguid },
  });
}
