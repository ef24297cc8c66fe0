import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import { NoticesStore, type UnreadNotice } from './notices.store.js';

/** What somebody has been told and not yet read. */
@Injectable()
export class ReadNotices {
  constructor(private readonly store: NoticesStore) {}

  async run(
    reader: Reader,
    personId: string,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<UnreadNotice[]> {
    return this.store.unread(reader, personId, after, limit);
  }
}
