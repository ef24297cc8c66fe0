import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { TellPeople } from '../notices/tell-people.js';
import { ReadRightsHeld } from '../people/read-rights-held.js';
import { Clock, dayOf } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import type { Actor } from '../policy/model/actor.js';
import { RetireCredentials } from '../sign-in/retire-credentials.js';
import { EndSomeSessions } from '../sign-in/sessions/end-some-sessions.js';
import { LostCredentialsStore } from './lost-credentials.store.js';

/**
 * Bars a way of signing in for a person, in the caller's transaction: it signs them in no more, the sessions that it
 * began end, and those concerned are told (H12.2.2).
 */
@Injectable()
export class BarMethod {
  constructor(
    private readonly clock: Clock,
    private readonly store: LostCredentialsStore,
    private readonly rights: ReadRightsHeld,
    private readonly sessions: EndSomeSessions,
    private readonly retire: RetireCredentials,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns how many sessions ended */
  async run(
    tx: Tx,
    actor: Actor,
    {
      reportId,
      personId,
      provider,
      method,
    }: { reportId: string; personId: string; provider: string; method: string | null },
  ): Promise<number> {
    const now = this.clock.now();
    await this.store.bar(tx, { reportId, personId, provider, method, at: now });
    await this.audit.run(tx, actor, [
      {
        action: 'sign-in-method.barred',
        personId,
        objectKind: 'credential-report',
        objectId: reportId,
        detail: { provider, method },
      },
    ]);
    const ended = await this.sessions.run(
      tx,
      actor,
      personId,
      { provider, ...(method === null ? {} : { method }) },
      'credential-lost',
    );
    await this.retire.lost(tx, actor, personId, provider);
    const about = { about: personId, objectKind: 'credential-report', objectId: reportId };
    const [managers, administrators] = [
      await this.store.managersOf(tx, personId, dayOf(now)),
      await this.rights.holders(tx, ['card-administrator', 'it'], now),
    ];
    const byId = actor.kind === 'person' ? actor.personId : null;
    await this.tell.run(
      tx,
      [...new Set([personId, ...managers, ...administrators])]
        .filter((to) => to !== byId)
        .map((to) => ({ to, kind: 'sign-in-barred' as const, ...about })),
    );
    return ended;
  }
}
