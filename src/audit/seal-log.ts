import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { AuditStore } from './audit.store.js';

/** Seals the entries of finished transactions into the chain; run by the clock and before each verification. */
@Injectable()
export class SealLog {
  constructor(
    private readonly database: Database,
    private readonly store: AuditStore,
  ) {}

  async run(): Promise<number> {
    return this.database.transaction((tx) => this.store.seal(tx));
  }
}
