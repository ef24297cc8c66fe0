import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Database } from '../platform/database.js';
import { DevicesStore } from './devices/devices.store.js';
import { ProviderLogoutStore } from './provider-logout.store.js';
import { SessionLimits } from './session-limits.js';
import { SignInStore } from './sign-in.store.js';

/**
 * Deletes sessions past their limits or without an employment behind them, so that neither a changed limit nor a
 * new employment can bring one back (invariant 5).
 */
@Injectable()
export class EndDeadSessions {
  constructor(
    private readonly database: Database,
    private readonly store: SignInStore,
    private readonly logouts: ProviderLogoutStore,
    private readonly devices: DevicesStore,
    private readonly audit: RecordEntries,
    private readonly limits: SessionLimits,
  ) {}

  /** @param id looks at this session alone; without it at all, and at begun sign-ins that were never finished */
  async run(id: Buffer | null = null): Promise<void> {
    const limits = this.limits.now();
    await this.database.transaction(async (tx) => {
      const ended = await this.store.deleteDeadSessions(tx, limits, id);
      await this.audit.run(
        tx,
        { kind: 'system', name: 'sign-in', channel: id === null ? 'schedule' : 'web' },
        ended.map(({ personId, sessions }) => ({
          action: 'session.ended',
          personId,
          reason: 'expired',
          detail: { sessions },
        })),
      );
      if (id === null) {
        await this.store.deleteOldFlows(tx, limits.now);
        await this.logouts.forget(tx, limits.now);
        await this.devices.deleteOld(tx, limits.now);
      }
    });
  }
}
