import { Inject, Injectable } from '@nestjs/common';
import { ReadCatalogue } from '../../catalogue/read-catalogue.js';
import { endOfDay } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import type { Reader } from '../../platform/database.js';
import type { LifecycleTerms, RoleTerms } from '../../policy/lifecycle/person-facts.js';
import { addDays, type Day } from '../../policy/model/day.js';

/** What catalogue and configuration say about everybody's moves and leave, as the rules want it. */
@Injectable()
export class ReadTerms {
  constructor(
    private readonly catalogue: ReadCatalogue,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** A handover that begins on `today` lasts its role's days, the last one whole. */
  async run(reader: Reader, today: Day): Promise<LifecycleTerms> {
    const roles = await this.catalogue.moverTerms(reader);
    return {
      roles: new Map(
        roles.map(({ roleId, mover, moverDays, suggestedFor, eligible }): [string, RoleTerms] => [
          roleId,
          {
            mover: mover === 'keep' ? { keepUntil: endOfDay(addDays(today, moverDays ?? 0)) } : mover,
            suggestedFor,
            eligible,
          },
        ]),
      ),
      leave: this.config.lifecycle.leave,
    };
  }
}
