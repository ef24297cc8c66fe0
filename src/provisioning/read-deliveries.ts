import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import { ProvisioningStore, type AccountState, type GrantDelivery } from './provisioning.store.js';

/** A person's account in the directory as pages show it. */
export interface AccountView {
  username: string;
  /** `pending`: the directory has not yet confirmed what is wanted. */
  state: AccountState | 'pending';
  waitingSince: Date | null;
  /** When the directory was last read back and found right. */
  confirmedAt: Date | null;
}

export interface WaitingDeliveries {
  count: number;
  oldest: Date | null;
  /** Of those, accounts that the directory refused. */
  refused: number;
  /** Why the oldest waits; holds no secret and no person. */
  lastError: string | null;
}

/** How far the directory has followed. */
@Injectable()
export class ReadDeliveries {
  constructor(private readonly store: ProvisioningStore) {}

  waiting(reader: Reader): Promise<WaitingDeliveries> {
    return this.store.waiting(reader);
  }

  /** By person; persons who never had directory access are left out. */
  async accountsOf(reader: Reader, personIds: readonly string[]): Promise<Map<string, AccountView>> {
    const rows = await this.store.accountsOf(reader, personIds);
    return new Map(
      rows.map(({ personId, username, state, waiting, waitingSince, confirmedAt }) => [
        personId,
        {
          username,
          state: waiting ? 'pending' : state,
          waitingSince: waiting ? waitingSince : null,
          confirmedAt,
        },
      ]),
    );
  }

  /** By grant: whether its beginning or, once it has ended, its end was read back from the directory. */
  async confirmedSince(reader: Reader, grantIds: readonly string[]): Promise<Map<string, GrantDelivery>> {
    const rows = await this.store.grantDeliveries(reader, grantIds);
    return new Map(rows.map((row) => [row.grantId, row.delivery]));
  }
}
