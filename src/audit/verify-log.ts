import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { AuditStore } from './audit.store.js';

export interface Verification {
  seals: number;
  /** Entries that the seals cover, and those too young to be covered. */
  entries: number;
  unsealed: number;
  /** Number of the first seal that does not match its entries; null when all do. */
  firstBroken: number | null;
  /** The last seal's digest, hex: write it down elsewhere to find a cut tail later. */
  head: string | null;
  /** Whether the given earlier head is still there; null when none was given. */
  knownHead: boolean | null;
  sound: boolean;
}

/** Proves that no sealed entry was edited, removed, added or moved since it was sealed (H13.1.8–9). */
@Injectable()
export class VerifyLog {
  constructor(
    private readonly database: Database,
    private readonly store: AuditStore,
  ) {}

  async run(earlierHead?: string): Promise<Verification> {
    return this.database.transaction(async (tx) => {
      const found = await this.store.verify(tx);
      const knownHead = earlierHead === undefined ? null : await this.store.hasHead(tx, earlierHead);
      return { ...found, knownHead, sound: found.firstBroken === null && knownHead !== false };
    });
  }
}
