import { Injectable } from '@nestjs/common';
import type { Notice } from '../policy/model/notice.js';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import { NoticesStore } from './notices.store.js';

const atATime = 5000;

/** Tells people something in the caller's transaction: what did not happen is not told (invariant 6). */
@Injectable()
export class TellPeople {
  constructor(
    private readonly clock: Clock,
    private readonly store: NoticesStore,
  ) {}

  async run(tx: Tx, notices: readonly Notice[]): Promise<void> {
    const now = this.clock.now();
    for (let from = 0; from < notices.length; from += atATime)
      await this.store.add(tx, notices.slice(from, from + atATime), now);
  }
}
