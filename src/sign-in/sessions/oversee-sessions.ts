import { Injectable } from '@nestjs/common';
import { ReadPeople } from '../../people/read-people.js';
import { ReadRightsHeld } from '../../people/read-rights-held.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Reader } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { may, type Verb } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ForgetDevices } from '../devices/forget-devices.js';
import { EndSomeSessions } from './end-some-sessions.js';
import { ReadSessions, type SessionView } from './read-sessions.js';

/** The security officer sees where somebody is signed in, and ends it (ASVS 7.4.5). */
@Injectable()
export class OverseeSessions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly rights: ReadRightsHeld,
    private readonly people: ReadPeople,
    private readonly read: ReadSessions,
    private readonly end: EndSomeSessions,
    private readonly forget: ForgetDevices,
  ) {}

  /** @throws Refused not-found */
  async list(actor: PersonActor, personId: string): Promise<SessionView[]> {
    await this.#require(this.database, 'session.read-others', actor, personId);
    return this.read.run(this.database, personId, undefined);
  }

  /** @throws Refused not-found */
  async endAll(actor: PersonActor, personId: string): Promise<{ ended: number }> {
    return this.database.transaction(async (tx) => {
      await this.#require(tx, 'session.end-others', actor, personId);
      const ended = await this.end.run(tx, actor, personId, {}, 'ended-by-security-officer');
      await this.forget.run(tx, actor, { personIds: [personId] }, 'ended-by-security-officer');
      return { ended };
    });
  }

  async #require(reader: Reader, verb: Verb, actor: PersonActor, personId: string): Promise<void> {
    const refusal = may(verb, await this.rights.run(reader, actor.personId, this.clock.now()), 'person');
    if (refusal) throw new Refused(refusal);
    if ((await this.people.employmentsOf(reader, [personId])).length === 0)
      throw Refused.because('not-found', 'There is no such person, or you may not see it.');
  }
}
