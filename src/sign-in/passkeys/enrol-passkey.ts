import { Inject, Injectable } from '@nestjs/common';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { RecordEntries } from '../../audit/record-entries.js';
import { TellPeople } from '../../notices/tell-people.js';
import { ReadWho } from '../../people/read-who.js';
import { Clock, dayOf } from '../../platform/clock.js';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import { Database, type Tx } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { mayEnrol } from '../../policy/credentials/passkey.js';
import type { Actor, PersonActor } from '../../policy/model/actor.js';
import { digestOf, newSecret } from '../secrets.js';
import { SignInStore } from '../sign-in.store.js';
import { PasskeysStore, type StoredChallenge } from './passkeys.store.js';
import { ceremonyMinutes, WebAuthn } from './webauthn.js';

/** Enrols a passkey: by a fresh sign-in at an identity provider, or by an invitation (invitations/). */
@Injectable()
export class EnrolPasskey {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: PasskeysStore,
    private readonly sessions: SignInStore,
    private readonly webauthn: WebAuthn,
    private readonly who: ReadWho,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @throws Refused not-found, enrol-at-provider */
  async begin(
    actor: PersonActor,
    sessionId: Buffer | undefined,
  ): Promise<{ options: PublicKeyCredentialCreationOptionsJSON; secret: string }> {
    await this.requireProvider(actor, sessionId);
    return this.challenge(actor.personId, null);
  }

  /** @throws Refused enrol-at-provider, ceremony-expired, passkey-not-accepted */
  async finish(
    actor: PersonActor,
    sessionId: Buffer | undefined,
    input: { response: RegistrationResponseJSON; name: string; ceremony: string | undefined },
  ): Promise<void> {
    await this.requireProvider(actor, sessionId);
    const challenge = await this.take(input.ceremony);
    if (challenge.personId !== actor.personId || challenge.invitationId !== null) throw expired();
    await this.database.transaction((tx) =>
      this.keep(tx, actor, { ...input, challenge, personId: actor.personId, enrolledBy: 'provider' }),
    );
  }

  /** The session began at an identity provider, at level 3, just now: only that vouches for a new credential. */
  async requireProvider(actor: PersonActor, sessionId: Buffer | undefined): Promise<void> {
    const session = sessionId && (await this.sessions.session(this.database, sessionId));
    if (!session || session.personId !== actor.personId)
      throw Refused.because('not-signed-in', 'Nobody is signed in.');
    const refusal = mayEnrol(session, this.clock.now());
    if (refusal) throw new Refused(refusal);
  }

  /** A challenge for this person's new key, bound to the browser by the secret. */
  async challenge(
    personId: string,
    invitationId: string | null,
  ): Promise<{ options: PublicKeyCredentialCreationOptionsJSON; secret: string }> {
    if (!this.config.passkeys.enabled) throw Refused.because('not-found', 'Passkeys are not in use here.');
    const now = this.clock.now();
    const viewer = { personId, standing: new Set<never>(), today: dayOf(now), language: 'sv' as const };
    const { name } = (await this.who.run(this.database, viewer, [personId]))(personId);
    const options = await this.webauthn.creationOptions({
      handle: await this.store.handleOf(this.database, personId),
      name,
      // A barred one does not stand in the way of a new one in the same device.
      passkeys: (await this.store.ofPerson(this.database, personId)).filter(
        ({ barredAt }) => barredAt === null,
      ),
    });
    const secret = newSecret();
    await this.store.addChallenge(this.database, {
      id: digestOf(secret),
      purpose: 'enrol',
      challenge: options.challenge,
      personId,
      invitationId,
      demandedLevel: null,
      expiresAt: new Date(now.getTime() + ceremonyMinutes * 60_000),
    });
    return { options, secret };
  }

  async take(secret: string | undefined): Promise<StoredChallenge & { personId: string }> {
    const found =
      secret && (await this.store.takeChallenge(this.database, digestOf(secret), 'enrol', this.clock.now()));
    if (!found || found.personId === null) throw expired();
    return { ...found, personId: found.personId };
  }

  /** Checks the ceremony and keeps the key, in the caller's transaction. */
  async keep(
    tx: Tx,
    actor: Actor,
    input: {
      response: RegistrationResponseJSON;
      name: string;
      challenge: StoredChallenge;
      personId: string;
      enrolledBy: 'provider' | 'invitation';
    },
  ): Promise<void> {
    const { personId, name, enrolledBy } = input;
    const key = await this.webauthn.verifyCreation(input.response, input.challenge.challenge);
    await this.sessions.lockPerson(tx, personId);
    const id = await this.store.add(tx, { ...key, personId, name, enrolledBy, createdAt: this.clock.now() });
    if (id === null)
      throw Refused.because('passkey-not-accepted', 'This passkey has been enrolled here before.');
    const { deviceBound, aaguid, attestation, algorithm } = key;
    await this.audit.run(tx, actor, [
      {
        action: 'passkey.enrolled',
        personId,
        objectKind: 'passkey',
        objectId: id,
        detail: { enrolledBy, deviceBound, aaguid, attestation, algorithm },
      },
    ]);
    await this.tell.run(tx, [
      { to: personId, kind: 'credential-added', objectKind: 'credentials', facts: { what: name } },
    ]);
  }
}

function expired(): Refused {
  return Refused.because(
    'ceremony-expired',
    'The enrolment was not begun in this browser, took too long or was used already.',
  );
}
