import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import type { Tx } from '../../platform/database.js';
import type { Actor } from '../../policy/model/actor.js';
import type { SessionKind } from '../session-kind.js';
import { SessionsStore } from './sessions.store.js';

/** Which of somebody's sessions; what is left out matches all. */
export interface WhichSessions {
  /** The one of this public id. */
  id?: string;
  /** But for the one with this digest. */
  except?: Buffer;
  kind?: SessionKind;
  provider?: string;
  method?: string;
}

/** Ends some of a person's sessions in the caller's transaction: the next request of each is refused. */
@Injectable()
export class EndSomeSessions {
  constructor(
    private readonly store: SessionsStore,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns how many ended */
  async run(tx: Tx, actor: Actor, personId: string, which: WhichSessions, reason: string): Promise<number> {
    const sessions = await this.store.end(tx, personId, which);
    if (sessions > 0)
      await this.audit.run(tx, actor, [{ action: 'session.ended', personId, reason, detail: { sessions } }]);
    return sessions;
  }
}
