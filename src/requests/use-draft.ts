import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import type { PersonActor } from '../policy/model/actor.js';
import { AttachmentsStore } from './attachments.store.js';
import { DraftsStore } from './drafts.store.js';

/** A draft becomes requests, in the transaction that sends them: its files go along and it is gone. */
@Injectable()
export class UseDraft {
  constructor(
    private readonly drafts: DraftsStore,
    private readonly attachments: AttachmentsStore,
  ) {}

  /** @returns how many files went along. @throws Refused not-found at `/draftId` when it is not the caller's */
  async use(
    tx: Tx,
    actor: PersonActor,
    draftId: string | undefined,
    requestIds: readonly string[],
  ): Promise<number> {
    if (draftId === undefined) return 0;
    const draft = await this.drafts.lock(tx, actor.personId, draftId);
    if (!draft)
      throw Refused.because('not-found', 'There is no such draft: it has been sent or removed.', {
        pointer: '/draftId',
      });
    const attached = await this.attachments.hand(tx, draftId, requestIds);
    await this.drafts.remove(tx, actor.personId, draftId);
    return attached.length;
  }
}
