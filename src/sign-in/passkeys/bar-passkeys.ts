import { Injectable } from '@nestjs/common';
import type { AuditRecord } from '../../audit/audit-record.js';
import { RecordEntries } from '../../audit/record-entries.js';
import { TellPeople } from '../../notices/tell-people.js';
import { ReadRightsHeld } from '../../people/read-rights-held.js';
import { Clock } from '../../platform/clock.js';
import type { Tx } from '../../platform/database.js';
import type { Actor } from '../../policy/model/actor.js';
import { PasskeysStore } from './passkeys.store.js';

export interface BarOrder {
  which: { ids: readonly string[] } | { personIds: readonly string[] };
  /** counter-went-back, lost …: a word, shown in the page's own words. */
  reason: string;
  /** Its person; security officers too; nobody where the caller tells it, or the person is not there any more. */
  tells: 'person' | 'officers' | 'nobody';
  detail?: AuditRecord['detail'];
}

/**
 * Bars passkeys in the caller's transaction: they sign nobody in any more, their sessions end, and their persons are
 * told. A barred key stays on record, so that it cannot be enrolled again (H12.2.2).
 */
@Injectable()
export class BarPasskeys {
  constructor(
    private readonly clock: Clock,
    private readonly store: PasskeysStore,
    private readonly rights: ReadRightsHeld,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns how many were barred */
  async run(tx: Tx, actor: Actor, { which, reason, tells, detail }: BarOrder): Promise<number> {
    const now = this.clock.now();
    const barred = await this.store.bar(tx, which, reason, now);
    if (barred.length === 0) return 0;
    const sessions = await this.store.endSessions(
      tx,
      barred.map(({ id }) => id),
    );
    await this.audit.run(
      tx,
      actor,
      barred.map(({ id, personId }) => ({
        action: 'passkey.barred',
        personId,
        objectKind: 'passkey',
        objectId: id,
        reason,
        detail: { ...detail, sessionsEnded: sessions },
      })),
    );
    if (tells === 'nobody') return barred.length;
    const officers = tells === 'officers' ? await this.rights.holders(tx, ['security'], now) : [];
    await this.tell.run(
      tx,
      barred.flatMap(({ personId, name }) =>
        [...new Set([personId, ...officers])].map((to) => ({
          to,
          kind: 'credential-barred' as const,
          about: personId,
          objectKind: 'credentials',
          // The name is its owner's own words: nobody else's business.
          facts: { what: to === personId ? name : '' },
        })),
      ),
    );
    return barred.length;
  }
}
