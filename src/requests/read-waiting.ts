import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { roleRef } from '../catalogue/read-catalogue.js';
import { Clock } from '../platform/clock.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { Day } from '../policy/model/day.js';
import { narrowedOf, narrowRole } from '../policy/request/narrow-role.js';
import { GatherDecision } from './gather-decision.js';
import { GatherNarrower } from './gather-narrower.js';
import { ReadRequests } from './read-requests.js';
import type { narrowerUnitsSchema, waitingGroupsSchema } from './requests.schema.js';
import { RequestsStore } from './requests.store.js';
import { WaitingStore } from './waiting.store.js';

/** What waits for somebody's decision, beside the list itself. */
@Injectable()
export class ReadWaiting {
  constructor(
    private readonly clock: Clock,
    private readonly store: WaitingStore,
    private readonly requests: ReadRequests,
    private readonly stored: RequestsStore,
    private readonly gather: GatherDecision,
    private readonly narrowerRoles: GatherNarrower,
  ) {}

  /** By role: those of one role are decided together. */
  async groups(
    reader: Reader,
    actor: PersonActor,
    language: Language,
  ): Promise<z.input<typeof waitingGroupsSchema>> {
    const rows = await this.store.groups(reader, actor.personId, this.clock.today());
    return {
      items: rows.map(({ roleId, nameSv, nameEn, count, dueOn }) => ({
        role: { id: roleId, name: language === 'sv' ? nameSv : nameEn },
        count,
        dueOn,
      })),
    };
  }

  /** To which units an approver could narrow it; of a protected person none are told. */
  async narrower(
    reader: Reader,
    actor: PersonActor,
    requestId: string,
    language: Language,
  ): Promise<z.input<typeof narrowerUnitsSchema>> {
    const view = await this.requests.one(reader, actor, requestId, language);
    if (!view.may.decide)
      throw Refused.because('not-found', 'There is no such request, or you may not decide on it.');
    const today = this.clock.today();
    return {
      items: view.person.protected ? [] : await this.store.narrower(reader, requestId, today),
      roles: await this.#roles(reader, requestId, today, language),
    };
  }

  /** Those that could be given as things stand now. */
  async #roles(
    reader: Reader,
    requestId: string,
    today: Day,
    language: Language,
  ): Promise<z.input<typeof narrowerUnitsSchema>['roles']> {
    const [basis] = await this.gather.bases(reader, await this.stored.byIds(reader, [requestId]), today);
    if (!basis) return [];
    const narrower = await this.narrowerRoles.run(reader, basis, null, today);
    const request = narrowedOf(basis);
    return [...narrower.values()]
      .filter((one) => narrowRole(request, one, today) === null)
      .map(({ role }) => roleRef(role, language));
  }
}
