import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { DraftContent } from './drafts.schema.js';
import { DraftsStore, type StoredDraft } from './drafts.store.js';

const mostDrafts = 50;
const dayMs = 24 * 3600_000;

/**
 * Keeps what somebody has begun to write, so that nothing is lost when the session ends or the machine is left. A draft
 * gives nothing and tells nobody anything, so it leaves no audit entry.
 */
@Injectable()
export class SaveDraft {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: DraftsStore,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async begin(actor: PersonActor, content: DraftContent): Promise<StoredDraft> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - this.config.requests.draftDays * dayMs);
    return this.database.transaction(async (tx) => {
      const count = await this.store.countAndSweep(tx, actor.personId, before);
      if (count >= mostDrafts)
        throw Refused.because(
          'too-many-drafts',
          `You already have ${String(count)} drafts: send or remove one of them first.`,
          { facts: { most: mostDrafts } },
        );
      return this.store.add(tx, actor.personId, content, now);
    });
  }

  /** @throws Refused draft-changed when another tab or device has saved since `version`; what it saved is kept. */
  async run(
    actor: PersonActor,
    draft: { id: string; version: number; content: DraftContent },
  ): Promise<StoredDraft> {
    return this.database.transaction(async (tx) => {
      const saved = await this.store.save(tx, actor.personId, draft, this.clock.now());
      if (saved) return saved;
      const there = await this.store.one(tx, actor.personId, draft.id);
      if (!there) throw Refused.because('not-found', 'There is no such draft: it has been sent or removed.');
      throw Refused.because(
        'draft-changed',
        `The draft was saved elsewhere: it is at version ${String(there.version)}, this one was written on ${String(draft.version)}.`,
        { facts: { version: there.version } },
      );
    });
  }

  /** Removing what is not there is no mistake: it is gone. */
  async remove(actor: PersonActor, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.store.remove(tx, actor.personId, id);
    });
  }
}
