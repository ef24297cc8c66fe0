import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';
import { LossesStore, type RoleEffect } from './losses.store.js';

export type { RoleEffect } from './losses.store.js';

/** What the running transaction does to people's access, for a trial that is going to be undone. */
@Injectable()
export class ReadLosses {
  constructor(private readonly store: LossesStore) {}

  /** Persons who get and lose each role; the role with the most losses first. */
  async byRole(tx: Tx, now: Date): Promise<RoleEffect[]> {
    return this.store.byRole(tx, now);
  }
}
