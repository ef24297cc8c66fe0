import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ForgetDevices } from '../devices/forget-devices.js';
import { EndSomeSessions } from './end-some-sessions.js';

/** Ends one of one's own sessions, or all but the one that asks (ASVS 7.4.3, 7.5.2). */
@Injectable()
export class EndOwnSessions {
  constructor(
    private readonly database: Database,
    private readonly end: EndSomeSessions,
    private readonly forget: ForgetDevices,
  ) {}

  /** @throws Refused not-found for a session that is not one's own, or has just ended */
  async one(actor: PersonActor, id: string): Promise<{ ended: number }> {
    return this.database.transaction(async (tx) => {
      const ended = await this.end.run(tx, actor, actor.personId, { id }, 'ended-by-self');
      if (ended === 0)
        throw Refused.because('not-found', 'There is no such session of yours, or it has ended.');
      return { ended };
    });
  }

  /** Signed out everywhere but here: no device knows the person any more either, not even this one. */
  async others(actor: PersonActor, own: Buffer): Promise<{ ended: number }> {
    return this.database.transaction(async (tx) => {
      const ended = await this.end.run(tx, actor, actor.personId, { except: own }, 'ended-by-self');
      await this.forget.run(tx, actor, { personIds: [actor.personId] }, 'signed-out-everywhere');
      return { ended };
    });
  }
}
