import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import type { Reader } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import type { Level } from '../policy/model/actor.js';
import { SessionLimits } from './session-limits.js';
import { SessionsStore } from './sessions/sessions.store.js';
import { SignInStore } from './sign-in.store.js';

/** How somebody is signed in, for showing. */
export interface SessionFacts {
  level: Level;
  /** The provider's name as configured. */
  provider: string;
  /** "SITHS", "BankID": what the configuration calls the acr, else the provider's name. */
  method: string;
  signedInAt: Date;
  /** The absolute limit; the idle limit comes before it. */
  expiresAt: Date;
  /** Signed out after so long without a request. */
  idleMinutes: number;
}

@Injectable()
export class ReadSession {
  constructor(
    private readonly clock: Clock,
    private readonly store: SignInStore,
    private readonly sessions: SessionsStore,
    private readonly limits: SessionLimits,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @param sessionId the request's `sessionId`; @throws Refused not-signed-in when the session has just ended */
  async run(reader: Reader, sessionId: Buffer | undefined): Promise<SessionFacts> {
    const session = sessionId ? await this.store.session(reader, sessionId) : null;
    if (!session) throw Refused.because('not-signed-in', 'Nobody is signed in.');
    const { level, method, signedInAt, expiresAt, personId } = session;
    const isAdministrator = await this.sessions.isAdministrator(reader, personId, this.clock.now());
    const provider =
      this.config.identityProviders.find(({ id }) => id === session.provider)?.name ?? session.provider;
    return {
      level,
      provider,
      method,
      signedInAt,
      expiresAt,
      idleMinutes: this.limits.idleMinutes({ level, isAdministrator }),
    };
  }
}
