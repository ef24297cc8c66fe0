import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadStanding } from '../grants/read-standing.js';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import type { Reader } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { demands, type Demand } from '../policy/assurance/demands.js';
import { authority, may, verbs, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { authorityListSchema } from './desk.schema.js';

/** The law book's own tables of who may do what, and how strongly signed in, for whoever audits Grindvakt itself. */
@Injectable()
export class ReadAuthority {
  constructor(
    private readonly clock: Clock,
    private readonly standing: ReadStanding,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @throws Refused not-allowed */
  async run(reader: Reader, actor: PersonActor): Promise<z.input<typeof authorityListSchema>> {
    const standing = await this.standing.run(reader, actor.personId, this.clock.now());
    const refusal = may('authority.read', standing, 'table');
    if (refusal) throw new Refused(refusal);
    return {
      items: verbs.map((verb) => {
        const { level, within }: Demand = demands[verb];
        const grounds: readonly Ground[] = authority[verb].grounds;
        return {
          verb,
          grounds: [...grounds],
          level,
          withinMinutes:
            within === undefined
              ? null
              : within === 'recent'
                ? this.config.assurance.recentMinutes
                : this.config.assurance.justNowMinutes,
        };
      }),
      next: null,
    };
  }
}
