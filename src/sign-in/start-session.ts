import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import type { Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import type { Level, PersonActor } from '../policy/model/actor.js';
import { deviceWords } from './device-words.js';
import { digestOf, newSecret } from './secrets.js';
import type { SessionKind } from './session-kind.js';
import { SessionLimits } from './session-limits.js';
import { SignInStore, type StoredSession } from './sign-in.store.js';

/** A proven sign-in: every check of the method itself is behind it. */
export interface ProvenSignIn {
  personId: string;
  /** What this sign-in reached; the session is never worth more. */
  level: Level;
  kind: SessionKind;
  /** The provider's id, or the kind for our own methods. */
  provider: string;
  acr: string;
  /** "SITHS", "BankID": what the person calls it. */
  method: string;
  /** Which credential, where there are several: the session ends with it. */
  credentialId?: string | undefined;
  providerSid?: string | undefined;
  providerSubject?: string | undefined;
  idTokenSealed?: Buffer | null | undefined;
  /** When the person proved who they are, if the provider says that it was earlier than now (`auth_time`). */
  authenticatedAt?: Date | undefined;
  address: string | null;
  /** The browser's User-Agent as sent. */
  device: string | null;
  /** The cookie that the browser came with: that session ends, whoever's it is. */
  replaces?: string | undefined;
}

/**
 * The one way in which a session begins, whatever the method: a person at work, a new secret, and the session that
 * the browser had before ended (ASVS 7.2.4).
 */
@Injectable()
export class StartSession {
  constructor(
    private readonly clock: Clock,
    private readonly store: SignInStore,
    private readonly audit: RecordEntries,
    private readonly limits: SessionLimits,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /**
   * @returns the secret for the cookie
   * @throws Refused no-employment, on-leave, method-barred
   */
  async run(tx: Tx, signIn: ProvenSignIn): Promise<string> {
    const { personId, level, kind, provider, acr, method, address, replaces } = signIn;
    const now = this.clock.now();
    const today = this.clock.today();
    const authenticatedAt = earlier(signIn.authenticatedAt ?? now, now);
    // Each a statement of its own, in this order: what is seen is what whoever held the lock committed.
    const [, standing] = await tx.together(
      () => this.store.lockPerson(tx, personId),
      () => this.store.standing(tx, { personId, provider, method }, today, this.config.lifecycle.leave),
    );
    if (!standing.isEmployed)
      throw Refused.because('no-employment', 'The person has no employment in force today.');
    if (!standing.isAtWork)
      throw Refused.because('on-leave', 'The person is on leave from all of their employments today.');
    if (standing.isBarred)
      throw Refused.because('method-barred', 'This way of signing in was reported lost and is barred.');
    const secret = newSecret();
    const session: StoredSession = {
      id: digestOf(secret),
      publicId: randomUUID(),
      personId,
      level,
      kind,
      provider,
      acr,
      method,
      credentialId: signIn.credentialId ?? null,
      providerSid: signIn.providerSid ?? null,
      providerSubject: signIn.providerSubject ?? null,
      device: deviceWords(signIn.device),
      address,
      idTokenSealed: signIn.idTokenSealed ?? null,
      signedInAt: now,
      authenticatedAt,
      lastSeenAt: now,
      expiresAt: this.limits.endOf(now, level),
    };
    const replaced = await this.store.addSession(tx, session, replaces ? digestOf(replaces) : null);
    const actor: PersonActor = { kind: 'person', personId, level, authenticatedAt, channel: 'web', address };
    await this.audit.run(tx, actor, [
      ...(replaced === null
        ? []
        : [
            {
              action: 'session.ended',
              personId: replaced,
              reason: 'signed-in-anew',
              detail: { sessions: 1 },
            },
          ]),
      { action: 'session.started', personId, detail: { kind, provider, acr, method } },
    ]);
    return secret;
  }
}

function earlier(a: Date, b: Date): Date {
  return a.getTime() < b.getTime() ? a : b;
}
