import { Inject, Injectable } from '@nestjs/common';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { Clock } from '../../platform/clock.js';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import { Database, type Tx } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { isCloned, levelOfPasskey } from '../../policy/credentials/passkey.js';
import { refuse, type Refusal } from '../../policy/model/refusal.js';
import { RecordRefused } from '../record-refused.js';
import { digestOf, newSecret } from '../secrets.js';
import { StartSession } from '../start-session.js';
import { BarPasskeys } from './bar-passkeys.js';
import { PasskeysStore, type StoredChallenge, type StoredPasskey } from './passkeys.store.js';
import { ceremonyMinutes, WebAuthn } from './webauthn.js';

export interface PasskeyAnswer {
  response: AuthenticationResponseJSON;
  /** The cookie of the begun ceremony. */
  ceremony: string | undefined;
  /** The cookie of an earlier session. */
  session: string | undefined;
  address: string | null;
  device: string | null;
}

/** Sign-in by passkey, without a user name: the key itself says whose it is. */
@Injectable()
export class SignInByPasskey {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: PasskeysStore,
    private readonly webauthn: WebAuthn,
    private readonly startSession: StartSession,
    private readonly bar: BarPasskeys,
    private readonly refused: RecordRefused,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @param level what must be reached, where something demands it; @throws Refused not-found where switched off */
  async begin(
    level: number | null,
  ): Promise<{ options: PublicKeyCredentialRequestOptionsJSON; secret: string }> {
    if (!this.config.passkeys.enabled) throw Refused.because('not-found', 'Passkeys are not in use here.');
    const options = await this.webauthn.requestOptions();
    const secret = newSecret();
    await this.store.addChallenge(this.database, {
      id: digestOf(secret),
      purpose: 'sign-in',
      challenge: options.challenge,
      personId: null,
      invitationId: null,
      demandedLevel: level,
      expiresAt: new Date(this.clock.now().getTime() + ceremonyMinutes * 60_000),
    });
    return { options, secret };
  }

  /**
   * @returns the new session's secret for the cookie
   * @throws SignInRefused ceremony-expired, passkey-unknown, passkey-refused, passkey-barred, level-too-low,
   *   no-employment, on-leave
   */
  async finish(answer: PasskeyAnswer): Promise<string> {
    const known: { personId: string | null } = { personId: null };
    try {
      if (!this.config.passkeys.enabled) throw Refused.because('not-found', 'Passkeys are not in use here.');
      const challenge = await this.#take(answer.ceremony);
      const outcome = await this.database.transaction((tx) => this.#check(tx, answer, challenge, known));
      // Outside the transaction: that the key was barred must last.
      if (typeof outcome !== 'string') throw new Refused(outcome);
      this.refused.count('passkey', 'started');
      return outcome;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw await this.refused.run(error, {
        method: 'passkey',
        personId: known.personId,
        address: answer.address,
      });
    }
  }

  async #take(secret: string | undefined): Promise<StoredChallenge> {
    const now = this.clock.now();
    const challenge =
      secret && (await this.store.takeChallenge(this.database, digestOf(secret), 'sign-in', now));
    if (!challenge)
      throw Refused.because(
        'ceremony-expired',
        'The sign-in was not begun in this browser, took too long or was used already.',
      );
    return challenge;
  }

  async #check(
    tx: Tx,
    { response, session, address, device }: PasskeyAnswer,
    challenge: StoredChallenge,
    known: { personId: string | null },
  ): Promise<string | Refusal> {
    const found = await this.store.lockByCredential(tx, response.id);
    const handle = response.response.userHandle;
    if (!found || handle === undefined || !found.handle.equals(Buffer.from(handle, 'base64url')))
      throw Refused.because('passkey-unknown', 'This passkey is not enrolled here.');
    const { passkey } = found;
    const shown = await this.webauthn.verifyRequest(response, challenge.challenge, passkey);
    // From here on the key's holder is proven: before, a wrong signature could put any person on record.
    known.personId = passkey.personId;
    if (passkey.barredAt !== null)
      throw Refused.because('passkey-barred', 'This passkey has been barred.', {
        facts: { why: passkey.barredReason },
      });
    if (isCloned(passkey.counter, shown.counter)) return this.#barCloned(tx, passkey, shown.counter);
    if (shown.deviceBound !== passkey.deviceBound)
      throw Refused.because(
        'passkey-refused',
        'The passkey says something else of itself than when enrolled.',
      );
    const level = levelOfPasskey(passkey, this.config.passkeys.levels);
    if (challenge.demandedLevel !== null && level < challenge.demandedLevel)
      throw Refused.because(
        'level-too-low',
        `The passkey reaches level ${String(level)}; level ${String(challenge.demandedLevel)} is needed.`,
        { facts: { has: level, demanded: challenge.demandedLevel } },
      );
    await this.store.used(tx, passkey.id, shown.counter, shown.backedUp, this.clock.now());
    return this.startSession.run(tx, {
      personId: passkey.personId,
      level,
      kind: 'passkey',
      provider: 'passkey',
      acr: passkey.deviceBound ? 'device-bound' : 'synced',
      method: 'Passkey',
      credentialId: passkey.id,
      address,
      device,
      replaces: session,
    });
  }

  async #barCloned(tx: Tx, passkey: StoredPasskey, counter: number): Promise<Refusal> {
    await this.bar.run(
      tx,
      { kind: 'system', name: 'sign-in', channel: 'web' },
      {
        which: { ids: [passkey.id] },
        reason: 'counter-went-back',
        tells: 'officers',
        detail: { before: passkey.counter, shown: counter },
      },
    );
    return refuse(
      'passkey-barred',
      'The passkey shows signs of having been copied, and has been barred for safety.',
      {
        facts: { why: 'counter-went-back' },
      },
    );
  }
}
