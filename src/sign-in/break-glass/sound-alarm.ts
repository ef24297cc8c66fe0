import { Injectable, Logger } from '@nestjs/common';
import { TellPeople } from '../../notices/tell-people.js';
import { ReadRightsHeld } from '../../people/read-rights-held.js';
import type { Tx } from '../../platform/database.js';
import type { Ground } from '../../policy/authority/authority.js';
import type { NoticeKind } from '../../policy/model/notice.js';
import { BreakGlassStore } from './break-glass.store.js';

/** Tells every security officer and both keepers, and writes to the log as an error: nobody uses it quietly. */
@Injectable()
export class SoundAlarm {
  readonly #log = new Logger('Emergency');

  constructor(
    private readonly store: BreakGlassStore,
    private readonly rights: ReadRightsHeld,
    private readonly tell: TellPeople,
  ) {}

  async run(
    tx: Tx,
    kind: Extract<NoticeKind, `emergency-${string}`>,
    { id, accountId, personId }: { id: string; accountId: string; personId: string },
    now: Date,
  ): Promise<void> {
    const rights: Ground[] = kind === 'emergency-unreviewed' ? ['security', 'auditor'] : ['security'];
    const told = [
      ...(await this.rights.holders(tx, rights, now)),
      ...(await this.store.keepersOf(tx, accountId)),
    ];
    this.#log.error({ emergency: id, what: kind }, 'an emergency account needs attention');
    await this.tell.run(
      tx,
      [...new Set(told)].map((to) => ({
        to,
        kind,
        about: personId,
        objectKind: 'emergency',
        objectId: id,
      })),
    );
  }
}
