import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { RequireAssurance } from '../platform/require-assurance.js';
import { Refused } from '../platform/refused.js';
import { dueOn, type ReportCause } from '../policy/assurance/lost-credential.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { BarMethod } from './bar-method.js';
import { LostCredentialsStore } from './lost-credentials.store.js';
import { ReadMeans } from './read-means.js';
import { ReadReporter } from './read-reporter.js';

/** The person, their manager or the service desk says that a credential is lost or exposed: barred at once (H12.2.2). */
@Injectable()
export class ReportCredential {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: LostCredentialsStore,
    private readonly means: ReadMeans,
    private readonly reporter: ReadReporter,
    private readonly bar: BarMethod,
    private readonly audit: RecordEntries,
    private readonly assurance: RequireAssurance,
  ) {}

  /** @throws Refused not-found, invalid, already-reported */
  async run(
    actor: PersonActor,
    input: { personId: string; provider: string; method: string | null; cause: ReportCause; note: string },
  ): Promise<{ id: string; ended: number }> {
    const { personId, cause, note } = input;
    if (personId !== actor.personId) this.assurance.run(actor, 'credential.report');
    return this.database.transaction(async (tx) => {
      const grounds = await this.reporter.run(tx, actor.personId, personId);
      const refusal = may('credential.report', grounds, 'person');
      if (refusal) throw new Refused(refusal);
      const { provider, method } = this.means.find(input.provider, input.method);
      await this.store.lockPerson(tx, personId);
      if (await this.store.isBarred(tx, personId, provider, method))
        throw Refused.because('already-reported', 'It is reported and barred already.');
      const now = this.clock.now();
      const today = dayOf(now);
      const id = await this.store.add(tx, {
        personId,
        provider,
        method,
        cause,
        note: note.trim(),
        channel: grounds.has('self') ? 'self' : grounds.has('manager') ? 'manager' : 'service-desk',
        state: 'barred',
        reportedBy: actor.personId,
        reportedAt: now,
        dueOn: dueOn({ state: 'barred', blockedOn: null, reportedOn: today }),
      });
      await this.audit.run(tx, actor, [
        {
          action: 'credential.reported',
          personId,
          objectKind: 'credential-report',
          objectId: id,
          reason: cause,
          detail: { provider, method },
        },
      ]);
      return { id, ended: await this.bar.run(tx, actor, { reportId: id, personId, provider, method }) };
    });
  }
}
