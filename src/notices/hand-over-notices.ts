import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';
import { NoticesStore } from './notices.store.js';

/** Gives one person what another has not read yet, when the two are found to be one; and back again. */
@Injectable()
export class HandOverNotices {
  constructor(private readonly store: NoticesStore) {}

  /**
   * What the receiver has been told already stays where it is.
   * @param only these notices; left out: all that are unread
   * @returns those that changed hands
   */
  async run(tx: Tx, from: string, to: string, only?: readonly string[]): Promise<string[]> {
    return this.store.handOver(tx, from, to, only ?? null);
  }
}
