import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { Database } from '../platform/database.js';
import { beforeSigningKey, publicKey, type SignedInRequest } from '../platform/http/actor.decorator.js';
import { demandsKey } from '../platform/http/demands.decorator.js';
import { Refused } from '../platform/refused.js';
import { RequireAssurance } from '../platform/require-assurance.js';
import type { DemandedVerb } from '../policy/assurance/demands.js';
import { requireLevel } from '../policy/assurance/required-assurance.js';
import { ReadAcknowledgements } from '../people/read-acknowledgements.js';
import { EndDeadSessions } from './end-dead-sessions.js';
import { cookieNames, digestOf } from './secrets.js';
import { SessionLimits } from './session-limits.js';
import { SignInStore } from './sign-in.store.js';

/**
 * Stands before every route that is not @Public(). One statement a request asks the database itself: nothing is
 * cached, so whoever's session or employment has ended is refused at the next request (ASVS 7.4.2).
 */
@Injectable()
export class SessionGuard implements CanActivate {
  readonly #cookie: string;

  constructor(
    private readonly reflector: Reflector,
    private readonly database: Database,
    private readonly store: SignInStore,
    private readonly limits: SessionLimits,
    private readonly endDead: EndDeadSessions,
    private readonly assurance: RequireAssurance,
    private readonly acknowledgements: ReadAcknowledgements,
    @Inject(configToken) config: Config,
  ) {
    this.#cookie = cookieNames(config.http.publicUrl).session;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(publicKey, targets) === true) return true;
    const request = context.switchToHttp().getRequest<SignedInRequest>();
    const secret = request.cookies[this.#cookie];
    const id = secret ? digestOf(secret) : null;
    const session = id && (await this.store.use(this.database, id, this.limits.now()));
    if (!id || !session) {
      if (id) await this.endDead.run(id);
      throw Refused.because('not-signed-in', 'Nobody is signed in.');
    }
    const verb = this.reflector.getAllAndOverride<DemandedVerb | undefined>(demandsKey, targets);
    if (verb) this.assurance.run(session, verb);
    else {
      const tooLow = requireLevel(session.level);
      if (tooLow) throw new Refused(tooLow);
    }
    if (
      !session.acknowledged &&
      !this.reflector.getAllAndOverride<boolean | undefined>(beforeSigningKey, targets)
    )
      await this.#requireSignatures(id, session.personId);
    request.sessionId = id;
    request.actor = {
      kind: 'person',
      personId: session.personId,
      level: session.level,
      authenticatedAt: session.authenticatedAt,
      channel: 'web',
      address: request.ip,
    };
    return true;
  }

  /**
   * Whoever lacks a signature that is asked of them comes no further than to sign it (H10.3.1–H10.3.3). That none is
   * lacking is noted on the session, for the day or until a new text is declared.
   */
  async #requireSignatures(sessionId: Buffer, personId: string): Promise<void> {
    const { now, today } = this.limits.now();
    const [first] = await this.acknowledgements.run(this.database, personId, today);
    if (first)
      throw Refused.because(
        'acknowledgement-required',
        `Before you go on: read and sign ${first.prerequisite.name}, version ${String(first.text.version)}.`,
      );
    await this.store.noteAcknowledged(this.database, sessionId, now);
  }
}
