import { Inject, Injectable } from '@nestjs/common';
import { requireDemand, type DemandedVerb } from '../policy/assurance/demands.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { Refusal } from '../policy/model/refusal.js';
import { Clock } from './clock.js';
import type { Config } from './config.js';
import { configToken } from './config-token.js';
import { Refused } from './refused.js';

/**
 * Whether somebody is signed in strongly and recently enough: asked by the session guard for every route, and by the
 * verbs where the demand depends on the object.
 */
@Injectable()
export class RequireAssurance {
  constructor(
    private readonly clock: Clock,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @throws Refused insufficient-assurance, answered with what would do (RFC 9470) */
  run(actor: Pick<PersonActor, 'level' | 'authenticatedAt'>, verb: DemandedVerb): void {
    const refusal = this.check(actor, verb);
    if (refusal) throw new Refused(refusal);
  }

  /** The same for who decides on several things at once. */
  check(actor: Pick<PersonActor, 'level' | 'authenticatedAt'>, verb: DemandedVerb): Refusal | null {
    const { recentMinutes, justNowMinutes } = this.config.assurance;
    const minutes = { recent: recentMinutes, 'just-now': justNowMinutes };
    return requireDemand(verb, actor, this.clock.now(), minutes);
  }
}
