import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import type { Tx } from '../../platform/database.js';
import type { Actor } from '../../policy/model/actor.js';
import { DevicesStore, type WhichDevices } from './devices.store.js';

/**
 * Known devices know their persons no more, and the sessions that they began end, in the caller's transaction: when a
 * credential is lost, with leave and with the last employment, on signing out everywhere, and one by one.
 */
@Injectable()
export class ForgetDevices {
  constructor(
    private readonly store: DevicesStore,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns how many were forgotten */
  async run(tx: Tx, actor: Actor, which: WhichDevices, reason: string): Promise<number> {
    if ('personIds' in which && which.personIds.length === 0) return 0;
    const gone = await this.store.forget(tx, which);
    await this.audit.run(
      tx,
      actor,
      gone.map(({ id, personId, sessions }) => ({
        action: 'device.forgotten',
        personId,
        objectKind: 'known-device',
        objectId: id,
        reason,
        detail: { sessionsEnded: sessions },
      })),
    );
    return gone.length;
  }
}
