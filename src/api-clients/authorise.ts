import { Injectable } from '@nestjs/common';
import { ReadRightsHeld } from '../people/read-rights-held.js';
import { Clock } from '../platform/clock.js';
import type { Reader } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';

/** Who may look at programs, and who may let them in. */
@Injectable()
export class Authorise {
  constructor(
    private readonly clock: Clock,
    private readonly rights: ReadRightsHeld,
  ) {}

  /** @returns the rights held; @throws Refused not-allowed */
  async run(
    reader: Reader,
    actor: PersonActor,
    verb: 'api-client.read' | 'api-client.manage',
  ): Promise<Set<Ground>> {
    const held = await this.rights.run(reader, actor.personId, this.clock.now());
    const refusal = may(verb, held, 'API client');
    if (refusal) throw new Refused(refusal);
    return held;
  }
}
