import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import type { Tx } from '../platform/database.js';
import type { Actor } from '../policy/model/actor.js';
import { SignInStore } from './sign-in.store.js';

/**
 * Ends every session of the given persons in the caller's transaction: when it commits, the next request of any of
 * their browsers is refused (invariant 4). Nothing ever brings a session back (invariant 5).
 */
@Injectable()
export class EndSessions {
  constructor(
    private readonly store: SignInStore,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns how many sessions there were */
  async run(tx: Tx, actor: Actor, personIds: readonly string[], reason: string): Promise<number> {
    if (personIds.length === 0) return 0;
    const ended = await this.store.deleteSessionsOf(tx, personIds);
    await this.audit.run(
      tx,
      actor,
      ended.map(({ personId, sessions }) => ({
        action: 'session.ended',
        personId,
        reason,
        detail: { sessions },
      })),
    );
    return ended.reduce((sum, { sessions }) => sum + sessions, 0);
  }
}
