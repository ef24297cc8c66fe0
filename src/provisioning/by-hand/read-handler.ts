import { Inject, Injectable } from '@nestjs/common';
import { ReadPeople } from '../../people/read-people.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import type { Reader } from '../../platform/database.js';
import { may, type Ground } from '../../policy/authority/authority.js';
import { groupsOf } from '../../policy/lifecycle/plan-checklist.js';
import { isInForce } from '../../policy/model/people.js';
import { ByHandStore, type HandlerScope } from './by-hand.store.js';

/** Which systems somebody looks after by hand, beside those that they own. */
@Injectable()
export class ReadHandler {
  constructor(
    private readonly clock: Clock,
    private readonly people: ReadPeople,
    private readonly store: ByHandStore,
    @Inject(configToken) private readonly config: Pick<Config, 'handling'>,
  ) {}

  /** @param standing the rights that the person holds */
  async run(reader: Reader, personId: string, standing: ReadonlySet<Ground>): Promise<HandlerScope> {
    const today = dayOf(this.clock.now());
    const { groups } = this.config.handling;
    const employments =
      Object.keys(groups).length > 0 ? await this.people.employmentsOf(reader, [personId]) : [];
    const systems = groupsOf(
      employments.filter((employment) => isInForce(employment, today)),
      groups,
    );
    return { personId, systems, isIt: standing.has('it') };
  }

  /** Whether the page of such tasks is for somebody. */
  async concerns(reader: Reader, personId: string, standing: ReadonlySet<Ground>): Promise<boolean> {
    const oversees = may('handling.read', standing, 'task') === null;
    return this.store.concerns(reader, await this.run(reader, personId, standing), oversees);
  }
}
