import { Injectable } from '@nestjs/common';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { RecordEntries } from '../../audit/record-entries.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { checkInvitation } from '../../policy/credentials/invitation.js';
import { CountAttempts } from '../codes/count-attempts.js';
import { readOneTimeText } from '../one-time-text.js';
import { OwnRightsStore } from '../own-rights.store.js';
import { EnrolPasskey } from '../passkeys/enrol-passkey.js';
import { RecordRefused } from '../record-refused.js';
import { digestOf } from '../secrets.js';
import { InvitationsStore, type StoredInvitation } from './invitations.store.js';

/** Enrols a passkey by an invitation, by somebody who is not signed in; signing in is the next step, by the key. */
@Injectable()
export class AcceptInvitation {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: InvitationsStore,
    private readonly rights: OwnRightsStore,
    private readonly enrol: EnrolPasskey,
    private readonly attempts: CountAttempts,
    private readonly refused: RecordRefused,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws SignInRefused invitation-invalid, too-many-attempts, no-employment, not-found */
  async begin(
    typed: string,
    address: string | null,
  ): Promise<{ options: PublicKeyCredentialCreationOptionsJSON; secret: string }> {
    const known: { personId: string | null } = { personId: null };
    const code = readOneTimeText(typed);
    const attempt = { personId: null, name: `invitation ${code}`, address };
    try {
      await this.attempts.begin(attempt);
      const invitation = await this.store.byDigest(this.database, digestOf(code));
      const good = this.#good(invitation);
      known.personId = good.personId;
      await this.#employed(good.personId);
      const begun = await this.enrol.challenge(good.personId, good.id);
      await this.database.transaction((tx) => this.attempts.succeeded(tx, attempt));
      return begun;
    } catch (error) {
      throw await this.#record(error, known.personId, address);
    }
  }

  /** The invitation is used up with the key that is kept, or not at all. @throws SignInRefused as begin, and ceremony-expired, passkey-not-accepted */
  async finish(input: {
    response: RegistrationResponseJSON;
    name: string;
    ceremony: string | undefined;
    address: string | null;
  }): Promise<void> {
    const known: { personId: string | null } = { personId: null };
    try {
      const challenge = await this.enrol.take(input.ceremony);
      const { personId, invitationId } = challenge;
      if (invitationId === null)
        throw Refused.because('ceremony-expired', 'The enrolment was not begun by an invitation.');
      known.personId = personId;
      await this.#employed(personId);
      await this.database.transaction(async (tx) => {
        // The person first, as everywhere: an invitation that is being withdrawn waits or makes us wait.
        await this.store.lockPerson(tx, personId);
        const good = this.#good(await this.store.lock(tx, invitationId));
        await this.store.use(tx, good.id, this.clock.now());
        const actor = { kind: 'system', name: 'invitation', channel: 'web' } as const;
        await this.audit.run(tx, actor, [
          {
            action: 'invitation.used',
            personId,
            objectKind: 'invitation',
            objectId: good.id,
            detail: { address: input.address },
          },
        ]);
        await this.enrol.keep(tx, actor, { ...input, challenge, personId, enrolledBy: 'invitation' });
      });
    } catch (error) {
      throw await this.#record(error, known.personId, input.address);
    }
  }

  #good(invitation: StoredInvitation | null): StoredInvitation {
    const refusal = checkInvitation(invitation, this.clock.now());
    if (refusal || !invitation)
      throw refusal ? new Refused(refusal) : Refused.because('invitation-invalid', 'The code is wrong.');
    return invitation;
  }

  async #employed(personId: string): Promise<void> {
    if (!(await this.rights.isEmployed(this.database, personId, this.clock.today())))
      throw Refused.because('no-employment', 'The person has no employment in force today.');
  }

  async #record(error: unknown, personId: string | null, address: string | null): Promise<unknown> {
    return error instanceof Refused
      ? await this.refused.run(error, { method: 'invitation', personId, address })
      : error;
  }
}
