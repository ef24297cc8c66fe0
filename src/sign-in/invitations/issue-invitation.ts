import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { Clock, dayOf } from '../../platform/clock.js';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { mayInvite, type IdentityDocument } from '../../policy/credentials/invitation.js';
import type { Actor } from '../../policy/model/actor.js';
import { newOneTimeText, readOneTimeText } from '../one-time-text.js';
import { OwnRightsStore } from '../own-rights.store.js';
import { digestOf } from '../secrets.js';
import { GroundsForService } from './grounds-for-service.js';
import { InvitationsStore } from './invitations.store.js';

export interface IssuedInvitation {
  id: string;
  /** Shown once, to the issuer; kept nowhere. */
  code: string;
  expiresAt: Date;
}

/**
 * Issues the one-time code by which somebody enrols a passkey: in person by their manager or an IT administrator who
 * has seen an identity document, or by the operator when there is nobody yet who could sign in (H12.2.1).
 */
@Injectable()
export class IssueInvitation {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: InvitationsStore,
    private readonly rights: OwnRightsStore,
    private readonly grounds: GroundsForService,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /**
   * An earlier one that was not used is withdrawn.
   * @param again issues it although the person can sign in already (operator)
   * @throws Refused not-found, own-invitation, no-employment, has-credentials
   */
  async run(
    actor: Actor,
    input: { personId: string; document: IdentityDocument | null; again?: boolean },
  ): Promise<IssuedInvitation> {
    const { personId, document } = input;
    if (!this.config.passkeys.enabled) throw Refused.because('not-found', 'Passkeys are not in use here.');
    const issuerId = actor.kind === 'person' ? actor.personId : null;
    if ((issuerId === null) !== (document === null))
      throw Refused.because('invalid', 'Whoever issues it in person states the document they saw.', {
        pointer: '/document',
      });
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const today = dayOf(now);
      if (!(await this.store.lockPerson(tx, personId)))
        throw Refused.because('not-found', 'There is no such person, or you may not see them.');
      if (actor.kind === 'person' && issuerId !== personId)
        await this.grounds.require(tx, actor, 'invitation.issue', personId);
      const refusal = mayInvite({
        issuerId,
        personId,
        employed: await this.rights.isEmployed(tx, personId, today),
      });
      if (refusal) throw new Refused(refusal);
      const means = await this.store.means(tx, personId);
      if (issuerId === null && !input.again && (means.passkeys > 0 || means.app))
        throw Refused.because(
          'has-credentials',
          'The person can sign in already; --again issues one all the same.',
        );
      const withdrew = await this.store.withdraw(tx, personId, now);
      const { minutes, operatorHours } = this.config.invitations;
      const life = issuerId === null ? operatorHours * 60 : minutes;
      const expiresAt = new Date(now.getTime() + life * 60_000);
      const code = newOneTimeText(4, 5);
      const digest = digestOf(readOneTimeText(code));
      const id = await this.store.add(tx, {
        personId,
        digest,
        issuedBy: issuerId,
        document,
        issuedAt: now,
        expiresAt,
      });
      await this.audit.run(tx, actor, [
        {
          action: 'invitation.issued',
          personId,
          objectKind: 'invitation',
          objectId: id,
          detail: { document, minutes: life, replaced: withdrew, again: input.again ?? false },
        },
      ]);
      return { id, code, expiresAt };
    });
  }

  /** @throws Refused not-found */
  async withdraw(actor: Actor, personId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (actor.kind === 'person') await this.grounds.require(tx, actor, 'invitation.issue', personId);
      if (!(await this.store.withdraw(tx, personId, this.clock.now())))
        throw Refused.because('not-found', 'There is no unused invitation for this person.');
      await this.audit.run(tx, actor, [{ action: 'invitation.withdrawn', personId }]);
    });
  }
}
