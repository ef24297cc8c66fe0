import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { TellPeople } from '../../notices/tell-people.js';
import { ReadWho } from '../../people/read-who.js';
import { Clock, dayOf } from '../../platform/clock.js';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import { Database, type Tx } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { EnrolPasskey } from '../passkeys/enrol-passkey.js';
import { CodesStore } from './codes.store.js';
import { CountAttempts } from './count-attempts.js';
import { appCode, OneTimeCodes } from './one-time-codes.js';

/** A person's authenticator app and recovery codes: enrolled at level 3 from an identity provider, like a passkey. */
@Injectable()
export class ChangeApp {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: CodesStore,
    private readonly codes: OneTimeCodes,
    private readonly enrol: EnrolPasskey,
    private readonly attempts: CountAttempts,
    private readonly who: ReadWho,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /**
   * A secret for the app, shown once; it signs nobody in before the first code of it was right.
   * @throws Refused not-found (switched off), enrol-at-provider, has-credentials
   */
  async begin(actor: PersonActor, sessionId: Buffer | undefined): Promise<{ secret: string; uri: string }> {
    this.#inUse();
    await this.enrol.requireProvider(actor, sessionId);
    const { personId } = actor;
    const now = this.clock.now();
    const viewer = { personId, standing: new Set<never>(), today: dayOf(now), language: 'sv' as const };
    const { name } = (await this.who.run(this.database, viewer, [personId]))(personId);
    const { sealed, secret, uri } = this.codes.newSecret(this.config.organisation.name, name);
    await this.database.transaction(async (tx) => {
      if (!(await this.store.begin(tx, personId, sealed, now)))
        throw Refused.because('has-credentials', 'You have an authenticator app already: remove it first.');
      await this.audit.run(tx, actor, [{ action: 'authenticator-app.begun', personId }]);
    });
    return { secret, uri };
  }

  /**
   * @returns the recovery codes, shown once
   * @throws Refused enrol-at-provider, code-wrong, too-many-attempts, sign-in-locked
   */
  async confirm(actor: PersonActor, sessionId: Buffer | undefined, code: string): Promise<string[]> {
    this.#inUse();
    await this.enrol.requireProvider(actor, sessionId);
    const { personId } = actor;
    const attempt = { personId, name: '', address: actor.address };
    await this.attempts.begin(attempt);
    const made = await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const app = await this.store.lockApp(tx, personId);
      const digits = appCode(code);
      if (app?.confirmedAt !== null || digits === null) return null;
      const step = this.codes.stepOf(app.secretSealed, digits, now, app.lastStep);
      if (step === null) return null;
      await this.attempts.succeeded(tx, attempt);
      await this.store.useStep(tx, app.id, step, now);
      await this.store.confirm(tx, app.id, now);
      await this.audit.run(tx, actor, [
        {
          action: 'authenticator-app.enrolled',
          personId,
          objectKind: 'authenticator-app',
          objectId: app.id,
        },
      ]);
      await this.#tell(tx, personId, 'credential-added');
      return this.#recoveryCodes(tx, actor, now);
    });
    if (made) return made;
    await this.attempts.failed(attempt);
    throw Refused.because('code-wrong', 'The code is not right: wait for the next one in the app.', {
      pointer: '/code',
    });
  }

  /** Ends its sessions and the recovery codes too. @throws Refused not-found */
  async remove(actor: PersonActor): Promise<void> {
    const { personId } = actor;
    await this.database.transaction(async (tx) => {
      const sessionsEnded = await this.store.endSessions(tx, personId);
      if (!(await this.store.removeApp(tx, personId)))
        throw Refused.because('not-found', 'You have no authenticator app.');
      await this.audit.run(tx, actor, [
        { action: 'authenticator-app.removed', personId, detail: { sessionsEnded } },
      ]);
      await this.#tell(tx, personId, 'credential-removed');
    });
  }

  /** New ones instead of the old. @throws Refused not-found, enrol-at-provider */
  async renewRecoveryCodes(actor: PersonActor, sessionId: Buffer | undefined): Promise<string[]> {
    this.#inUse();
    await this.enrol.requireProvider(actor, sessionId);
    return this.database.transaction(async (tx) => {
      const app = await this.store.lockApp(tx, actor.personId);
      if (!app || app.confirmedAt === null)
        throw Refused.because('not-found', 'You have no authenticator app.');
      return this.#recoveryCodes(tx, actor, this.clock.now());
    });
  }

  async #recoveryCodes(tx: Tx, actor: PersonActor, now: Date): Promise<string[]> {
    const { personId } = actor;
    const made = this.codes.newRecoveryCodes();
    const digests = made.map((one) => this.codes.digestOf(personId, one));
    await this.store.replaceRecoveryCodes(tx, personId, digests, now);
    await this.audit.run(tx, actor, [
      { action: 'recovery-codes.made', personId, detail: { codes: made.length } },
    ]);
    return made;
  }

  async #tell(tx: Tx, to: string, kind: 'credential-added' | 'credential-removed'): Promise<void> {
    await this.tell.run(tx, [{ to, kind, objectKind: 'credentials', facts: { what: 'Autentiseringsapp' } }]);
  }

  #inUse(): void {
    if (!this.config.passwordAndCode.enabled)
      throw Refused.because('not-found', 'Sign-in by password and code is not in use here.');
  }
}
