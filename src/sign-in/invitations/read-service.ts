import { Injectable } from '@nestjs/common';
import { ReadWho, type Who } from '../../people/read-who.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { CountAttempts } from '../codes/count-attempts.js';
import { OwnRightsStore } from '../own-rights.store.js';
import { GroundsForService } from './grounds-for-service.js';
import { InvitationsStore } from './invitations.store.js';

/** What the one who helps sees of a person's means to sign in: that there are some, never which. */
export interface ServiceView {
  person: Who;
  employed: boolean;
  passkeys: number;
  app: boolean;
  locked: boolean;
  invitedUntil: Date | null;
  mayInvite: boolean;
  mayUnlock: boolean;
}

@Injectable()
export class ReadService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: InvitationsStore,
    private readonly rights: OwnRightsStore,
    private readonly grounds: GroundsForService,
    private readonly attempts: CountAttempts,
    private readonly who: ReadWho,
  ) {}

  /**
   * By an exact HSA-id or user name, which the person who stands there says, or by the person's id: nobody can leaf.
   * @throws Refused not-found, also for somebody one may not help
   */
  async run(
    actor: PersonActor,
    by: { key: string } | { personId: string },
    language: Language,
  ): Promise<ServiceView> {
    const now = this.clock.now();
    const today = dayOf(now);
    const found = 'key' in by ? await this.store.find(this.database, by.key) : [by.personId];
    const [personId] = found;
    const nobody = Refused.because('not-found', 'There is no such person, or you may not help them.', {
      pointer: '/key',
    });
    if (personId === undefined || found.length > 1) throw nobody;
    const grounds = await this.grounds.of(this.database, actor, personId);
    const [mayInvite, mayUnlock] = [
      may('invitation.issue', grounds, 'person') === null,
      may('sign-in.unlock', grounds, 'person') === null,
    ];
    if (!mayInvite && !mayUnlock) throw nobody;
    const viewer = {
      personId: actor.personId,
      standing: await this.rights.of(this.database, actor.personId, now),
      today,
      language,
    };
    const whoIs = await this.who.run(this.database, viewer, [personId]);
    const person = whoIs(personId);
    if (person.id === null) throw nobody;
    const open = await this.store.open(this.database, personId, now);
    return {
      person,
      employed: await this.rights.isEmployed(this.database, personId, today),
      ...(await this.store.means(this.database, personId)),
      locked: await this.database.transaction((tx) => this.attempts.isLocked(tx, personId)),
      invitedUntil: open?.expiresAt ?? null,
      mayInvite: mayInvite && personId !== actor.personId,
      mayUnlock,
    };
  }
}
