import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { dueOn, takeStep, type Step } from '../policy/assurance/lost-credential.js';
import type { PersonActor } from '../policy/model/actor.js';
import { BarMethod } from './bar-method.js';
import { LostCredentialsStore, type StoredReport } from './lost-credentials.store.js';
import { ReadMeans } from './read-means.js';
import { ReadReporter } from './read-reporter.js';

/** What is said with a step besides. */
export interface StepWords {
  /** Of a confirmation: what was lost. */
  means?: { provider: string; method: string | null } | undefined;
  note: string;
}

/**
 * Takes a report to its end (H12.2.2–H12.2.3): confirmed, blocked at the issuer, renewed against proof of identity.
 * The bar is lifted by the last step alone, and never by the person.
 */
@Injectable()
export class FollowReport {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: LostCredentialsStore,
    private readonly means: ReadMeans,
    private readonly reporter: ReadReporter,
    private readonly bar: BarMethod,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused not-found, own-credential, report-closed, not-yet-blocked, invalid */
  async run(actor: PersonActor, id: string, step: Step, words: StepWords): Promise<void> {
    await this.database.transaction(async (tx) => {
      const report = await this.store.locked(tx, id);
      if (!report) throw Refused.because('not-found', 'There is no such report, or you may not see it.');
      const grounds = await this.reporter.run(tx, actor.personId, report.personId);
      const now = this.clock.now();
      const refusal = takeStep(report, step, { personId: actor.personId, grounds }, dayOf(now));
      if (refusal) throw new Refused(refusal);
      await this.#write(tx, actor, report, step, words, now);
    });
  }

  async #write(
    tx: Tx,
    actor: PersonActor,
    report: StoredReport,
    step: Step,
    words: StepWords,
    now: Date,
  ): Promise<void> {
    const { id, personId, reportedOn } = report;
    const note = words.note.trim();
    const entry = { personId, objectKind: 'credential-report', objectId: id, reason: note || null };
    switch (step.kind) {
      case 'confirm': {
        if (!words.means) throw Refused.because('invalid', 'Say what was lost.', { pointer: '/means' });
        const { provider, method } = this.means.find(words.means.provider, words.means.method);
        await this.store.lockPerson(tx, personId);
        await this.store.confirm(tx, id, {
          provider,
          method,
          by: actor.personId,
          at: now,
          dueOn: dueOn({ state: 'barred', blockedOn: null, reportedOn }),
        });
        await this.audit.run(tx, actor, [{ action: 'credential-report.confirmed', ...entry }]);
        await this.bar.run(tx, actor, { reportId: id, personId, provider, method });
        return;
      }
      case 'block':
        await this.store.blocked(tx, id, {
          on: step.on,
          by: actor.personId,
          dueOn: dueOn({ state: 'barred', blockedOn: step.on, reportedOn }),
        });
        await this.audit.run(tx, actor, [
          { action: 'credential-report.blocked-at-issuer', ...entry, detail: { on: step.on } },
        ]);
        return;
      case 'dismiss':
        await this.store.close(tx, id, {
          state: 'dismissed',
          document: null,
          on: dayOf(now),
          by: actor.personId,
          at: now,
          note,
        });
        await this.audit.run(tx, actor, [{ action: 'credential-report.dismissed', ...entry }]);
        return;
      case 'renew':
      case 'false-alarm': {
        const state = step.kind === 'renew' ? 'renewed' : 'false-alarm';
        const { on, document } = step;
        await this.store.close(tx, id, { state, document, on, by: actor.personId, at: now, note });
        await this.store.lift(tx, id, now);
        await this.audit.run(tx, actor, [
          { action: `credential-report.${state}`, ...entry, detail: { on, document } },
          { action: 'sign-in-method.bar-lifted', ...entry },
        ]);
        return;
      }
    }
  }
}
