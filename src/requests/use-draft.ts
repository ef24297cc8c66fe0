import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import type { PersonActor } from '../policy/model/actor.js';
import { AttachmentsStore } from './attachments.store.js';
import { DraftsStore } from './drafts.store.js';

/** A draft becomes a request, in the transaction that sends it: its files go along, and the last one takes it away. */
@Injectable()
export class UseDraft {
  constructor(
    private readonly drafts: DraftsStore,
    private readonly attachments: AttachmentsStore,
  ) {}

  /**
   * @param keep others shall be sent from the same draft
   * @returns how many files went along
   * @throws Refused not-found at `/draftId` when it is not the caller's
   */
  async use(
    tx: Tx,
    actor: PersonActor,
    { draftId, keep }: { draftId: string | undefined; keep: boolean },
    requestId: string,
  ): Promise<number> {
    if (draftId === undefined) return 0;
    await this.check(tx, actor, draftId);
    const attached = await this.attachments.use(tx, draftId, requestId);
    if (!keep) await this.drafts.remove(tx, actor.personId, draftId);
    return attached;
  }

  /** Nobody else sends or removes the draft until the transaction has ended. */
  async check(tx: Tx, actor: PersonActor, draftId: string): Promise<void> {
    if (await this.drafts.lock(tx, actor.personId, draftId)) return;
    throw Refused.because('not-found', 'There is no such draft: it has been sent or removed.', {
      pointer: '/draftId',
    });
  }
}
