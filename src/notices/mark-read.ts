import { Injectable } from '@nestjs/common';
import type { PersonActor } from '../policy/model/actor.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NoticesStore } from './notices.store.js';

/** Takes notices off one's own list; another person's are not found there. */
@Injectable()
export class MarkRead {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: NoticesStore,
  ) {}

  async run(actor: PersonActor, ids: readonly string[] | 'all'): Promise<{ read: number }> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => ({
      read: await this.store.markRead(tx, actor.personId, ids, now),
    }));
  }
}
