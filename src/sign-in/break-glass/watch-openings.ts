import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { BreakGlassStore } from './break-glass.store.js';
import { OpenAccount } from './open-account.js';
import { SoundAlarm } from './sound-alarm.js';

const clockwork = { kind: 'system', name: 'sign-in', channel: 'schedule' } as const;

/** Each minute: closes what is open beyond its time, and tells again of what nobody has judged in time. */
@Injectable()
export class WatchOpenings {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: BreakGlassStore,
    private readonly open: OpenAccount,
    private readonly alarm: SoundAlarm,
    private readonly audit: RecordEntries,
  ) {}

  async run(): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      for (const opening of await this.store.lockDue(tx, now))
        await this.open.closeOne(tx, clockwork, opening, 'time');
      for (const { id, personId } of await this.store.escalate(tx, dayOf(now), now)) {
        const opening = await this.store.opening(tx, id);
        if (!opening) continue;
        await this.audit.run(tx, clockwork, [
          { action: 'emergency.review-overdue', personId, objectKind: 'emergency', objectId: id },
        ]);
        await this.alarm.run(tx, 'emergency-unreviewed', opening, now);
      }
    });
  }
}
