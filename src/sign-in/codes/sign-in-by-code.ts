import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { passwordChecker, TargetUnavailable, type PasswordChecker } from '../../connectors/connector.js';
import { RecordEntries } from '../../audit/record-entries.js';
import { Clock } from '../../platform/clock.js';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import { Database, type Tx } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { passwordAndCodeLevel } from '../../policy/credentials/one-time-code.js';
import { RecordRefused } from '../record-refused.js';
import { StartSession } from '../start-session.js';
import { CodesStore } from './codes.store.js';
import { CountAttempts } from './count-attempts.js';
import { appCode, OneTimeCodes } from './one-time-codes.js';

export interface PasswordAndCode {
  username: string;
  password: string;
  /** Of the app, or a recovery code. */
  code: string;
  /** What the sign-in must reach, where something demands it. */
  level: number | null;
  session: string | undefined;
  address: string | null;
  device: string | null;
}

/** No refusal comes sooner: how far the checks got cannot be read off the clock. */
const slowestMs = 400;
const wrong = (): Refused =>
  Refused.because('wrong-credentials', 'The user name, the password or the code is not right.');

/**
 * Sign-in by the directory's password and a one-time code, both in one step: there is no half-way state to skip from,
 * and the answer never says which of the three was wrong. Worth level 2 (H13.1.7).
 */
@Injectable()
export class SignInByCode {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: CodesStore,
    private readonly codes: OneTimeCodes,
    private readonly attempts: CountAttempts,
    private readonly startSession: StartSession,
    private readonly refused: RecordRefused,
    private readonly audit: RecordEntries,
    @Inject(passwordChecker) private readonly passwords: PasswordChecker,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /**
   * @returns the new session's secret for the cookie
   * @throws SignInRefused not-found (switched off), wrong-credentials, too-many-attempts, sign-in-locked,
   *   directory-unavailable, level-too-low, no-employment, on-leave
   */
  async run(input: PasswordAndCode): Promise<string> {
    const began = performance.now();
    const known: { personId: string | null } = { personId: null };
    try {
      if (!this.config.passwordAndCode.enabled)
        throw Refused.because('not-found', 'Sign-in by password and code is not in use here.');
      if (input.level !== null && input.level > passwordAndCodeLevel)
        throw Refused.because(
          'level-too-low',
          `Password and code reach level ${String(passwordAndCodeLevel)}; level ${String(input.level)} is needed.`,
          { facts: { has: passwordAndCodeLevel, demanded: input.level } },
        );
      const secret = await this.#check(input, known);
      this.refused.count('password-and-code', 'started');
      return secret;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await sleep(Math.max(0, slowestMs - (performance.now() - began)));
      throw await this.refused.run(error, {
        method: 'password-and-code',
        personId: known.personId,
        address: input.address,
      });
    }
  }

  async #check(input: PasswordAndCode, known: { personId: string | null }): Promise<string> {
    const { username, password, code, address } = input;
    const personId = await this.store.personByAccount(this.database, username);
    known.personId = personId;
    const attempt = { personId, name: `account ${username}`, address };
    await this.attempts.begin(attempt);
    let isRight: boolean;
    try {
      isRight = await this.passwords.checkPassword(username, password);
    } catch (error) {
      if (!(error instanceof TargetUnavailable)) throw error;
      await this.attempts.undo(attempt);
      throw Refused.because(
        'directory-unavailable',
        'The directory that knows the passwords does not answer.',
      );
    }
    if (!isRight || personId === null) {
      await this.attempts.failed(attempt);
      throw wrong();
    }
    const secret = await this.database.transaction(async (tx) => {
      const used = await this.#useCode(tx, personId, code);
      if (used === null) return null;
      await this.attempts.succeeded(tx, attempt);
      const started = await this.startSession.run(tx, {
        personId,
        level: passwordAndCodeLevel,
        kind: 'totp',
        provider: 'password-and-code',
        acr: used.by === 'app' ? 'password+totp' : 'password+recovery-code',
        method: 'Lösenord och kod',
        credentialId: used.id,
        address,
        device: input.device,
        replaces: input.session,
      });
      if (used.by === 'recovery')
        await this.audit.run(tx, { kind: 'system', name: 'sign-in', channel: 'web' }, [
          { action: 'recovery-code.used', personId, detail: { left: used.left } },
        ]);
      return started;
    });
    if (secret !== null) return secret;
    await this.attempts.failed(attempt);
    throw wrong();
  }

  async #useCode(
    tx: Tx,
    personId: string,
    typed: string,
  ): Promise<{ by: 'app' | 'recovery'; id: string; left: number } | null> {
    const now = this.clock.now();
    const app = await this.store.lockApp(tx, personId);
    if (!app || app.confirmedAt === null) return null;
    const digits = appCode(typed);
    if (digits !== null) {
      const step = this.codes.stepOf(app.secretSealed, digits, now, app.lastStep);
      if (step === null) return null;
      await this.store.useStep(tx, app.id, step, now);
      return { by: 'app', id: app.id, left: 0 };
    }
    if (!(await this.store.useRecoveryCode(tx, personId, this.codes.digestOf(personId, typed), now)))
      return null;
    const { left } = await this.store.recoveryCodes(tx, personId);
    return { by: 'recovery', id: app.id, left };
  }
}
