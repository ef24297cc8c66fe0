import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';
import { LossesStore, type PersonEffect, type RoleEffect, type WhoseAccess } from './losses.store.js';

export type { PersonEffect, RoleEffect } from './losses.store.js';

/** What the running transaction does to people's access, for a trial that is going to be undone. */
@Injectable()
export class ReadLosses {
  constructor(private readonly store: LossesStore) {}

  /** Persons who get and lose each role; the role with the most losses first. */
  async byRole(tx: Tx, now: Date): Promise<RoleEffect[]> {
    return this.store.byRole(tx, now);
  }

  /** The same by person, `first` and then the others, each in the order of their ids; those of whom nothing changes are left out. */
  async byPerson(tx: Tx, now: Date, whose: WhoseAccess): Promise<PersonEffect[]> {
    return this.store.byPerson(tx, now, whose);
  }
}
