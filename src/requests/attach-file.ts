import { isUtf8 } from 'node:buffer';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import type { PersonActor } from '../policy/model/actor.js';
import { isRefusal } from '../policy/model/refusal.js';
import { checkAttachment } from '../policy/request/check-attachment.js';
import { AttachmentsStore } from './attachments.store.js';
import type { AttachmentView } from './drafts.schema.js';
import { DraftsStore } from './drafts.store.js';

/** A file comes to a draft, or goes from it; the draft's row lock makes parallel uploads count one after another. */
@Injectable()
export class AttachFile {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly drafts: DraftsStore,
    private readonly store: AttachmentsStore,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async run(
    actor: PersonActor,
    draftId: string,
    file: { name: string; content: Buffer },
  ): Promise<AttachmentView> {
    return this.database.transaction(async (tx) => {
      const draft = await this.drafts.lock(tx, actor.personId, draftId);
      if (!draft) throw Refused.because('not-found', 'There is no such draft, or it is not yours.');
      const kept = await this.drafts.attachments(tx, draftId);
      const checked = checkAttachment(
        { ...file, text: isUtf8(file.content) ? file.content.toString('utf8') : null },
        kept.length,
        this.config.requests.attachments,
      );
      if (isRefusal(checked)) throw new Refused(checked);
      return this.store.add(
        tx,
        { ...checked, content: file.content },
        { draftId, uploadedBy: actor.personId },
        this.clock.now(),
      );
    });
  }

  async remove(actor: PersonActor, draftId: string, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const draft = await this.drafts.lock(tx, actor.personId, draftId);
      if (!draft || !(await this.store.removeFromDraft(tx, draftId, id)))
        throw Refused.because('not-found', 'There is no such attachment, or it is not yours.');
    });
  }
}
