import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { CountAttempts } from '../codes/count-attempts.js';
import { GroundsForService } from './grounds-for-service.js';

/** Opens sign-in by password and code again for somebody whom too many failures shut out. */
@Injectable()
export class UnlockSignIn {
  constructor(
    private readonly database: Database,
    private readonly attempts: CountAttempts,
    private readonly grounds: GroundsForService,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused not-found, not-allowed for oneself */
  async run(actor: PersonActor, personId: string, reason: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.grounds.require(tx, actor, 'sign-in.unlock', personId);
      if (actor.personId === personId)
        throw Refused.because('not-allowed', 'Somebody else must open your own sign-in.');
      if (!(await this.attempts.open(tx, personId)))
        throw Refused.because('not-found', 'Nothing is shut or slowed down for this person.');
      await this.audit.run(tx, actor, [{ action: 'sign-in.unlocked', personId, reason }]);
    });
  }
}
