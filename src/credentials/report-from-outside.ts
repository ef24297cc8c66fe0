import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { TellPeople } from '../notices/tell-people.js';
import { ReadRightsHeld } from '../people/read-rights-held.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { dueOn, type ReportCause } from '../policy/assurance/lost-credential.js';
import type { Actor } from '../policy/model/actor.js';
import { LostCredentialsStore } from './lost-credentials.store.js';

const outside: Actor = { kind: 'system', name: 'report-from-outside', channel: 'web' };
const perAddress = 5;
const hourMs = 3_600_000;
/** Every answer takes as long, whether the person exists or not. */
const answersAfterMs = 400;

/**
 * Somebody at the sign-in page, without a session, says that they lost their card. Nobody knows who it really is, so
 * nothing is barred: those who can reach the person are told, and confirm it (docs/decisions/0036). The answer is the
 * same whoever exists.
 */
@Injectable()
export class ReportFromOutside {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: LostCredentialsStore,
    private readonly rights: ReadRightsHeld,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused too-many-reports, by the address alone */
  async run(
    input: { identity: string; familyName: string; cause: ReportCause },
    address: string,
  ): Promise<void> {
    const [outcome] = await Promise.allSettled([
      this.#report(input, address),
      new Promise((resolve) => setTimeout(resolve, answersAfterMs)),
    ]);
    if (outcome.status === 'rejected') throw outcome.reason;
  }

  async #report(
    { identity, familyName, cause }: { identity: string; familyName: string; cause: ReportCause },
    address: string,
  ): Promise<void> {
    const now = this.clock.now();
    const today = dayOf(now);
    const since = new Date(now.getTime() - hourMs);
    // Counted in a transaction of its own, so that a refused attempt counts too.
    const attempts = await this.database.transaction((tx) =>
      this.store.countOutside(tx, address, now, since),
    );
    if (attempts > perAddress)
      throw Refused.because(
        'too-many-reports',
        'Too many reports from this address: telephone the service desk.',
      );
    await this.database.transaction(async (tx) => {
      const lastDay = new Date(now.getTime() - 24 * hourMs);
      const found = await this.store.personFor(tx, identity.trim(), familyName.trim(), today, lastDay);
      if (found === null) return;
      await this.store.lockPerson(tx, found);
      // Asked again behind the lock: of two at once, one counts.
      const personId = await this.store.personFor(tx, identity.trim(), familyName.trim(), today, lastDay);
      if (personId === null) return;
      const id = await this.store.add(tx, {
        personId,
        provider: null,
        method: null,
        cause,
        note: '',
        channel: 'outside',
        state: 'unconfirmed',
        reportedBy: null,
        reportedAt: now,
        dueOn: dueOn({ state: 'unconfirmed', blockedOn: null, reportedOn: today }),
      });
      await this.audit.run(tx, outside, [
        {
          action: 'credential.reported',
          personId,
          objectKind: 'credential-report',
          objectId: id,
          reason: cause,
          detail: { unconfirmed: true, address },
        },
      ]);
      const told = [
        personId,
        ...(await this.store.managersOf(tx, personId, today)),
        ...(await this.rights.holders(tx, ['card-administrator', 'it', 'security'], now)),
      ];
      await this.tell.run(
        tx,
        [...new Set(told)].map((to) => ({
          to,
          kind: 'credential-unconfirmed' as const,
          about: personId,
          objectKind: 'credential-report',
          objectId: id,
        })),
      );
    });
  }
}
