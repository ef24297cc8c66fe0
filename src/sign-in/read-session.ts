import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import type { Reader } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import type { Level } from '../policy/model/actor.js';
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
}

@Injectable()
export class ReadSession {
  constructor(
    private readonly store: SignInStore,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @param sessionId the request's `sessionId`; @throws Refused not-signed-in when the session has just ended */
  async run(reader: Reader, sessionId: Buffer | undefined): Promise<SessionFacts> {
    const session = sessionId ? await this.store.session(reader, sessionId) : null;
    if (!session) throw Refused.because('not-signed-in', 'Nobody is signed in.');
    const { level, method, signedInAt, expiresAt } = session;
    const provider =
      this.config.identityProviders.find(({ id }) => id === session.provider)?.name ?? session.provider;
    return { level, provider, method, signedInAt, expiresAt };
  }
}
