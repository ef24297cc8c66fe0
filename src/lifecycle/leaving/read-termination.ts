import { Injectable } from '@nestjs/common';
import { ReadStanding } from '../../grants/read-standing.js';
import type { EmploymentView } from '../../people/people.schema.js';
import { ReadPeople } from '../../people/read-people.js';
import { ReadGrounds } from '../../people/read-grounds.js';
import type { Viewer } from '../../people/read-who.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { isRefusal } from '../../policy/model/refusal.js';
import { ReadTerminationScope } from './read-termination-scope.js';
import { TerminationStore } from './termination.store.js';

export interface TerminationProgress {
  terminatedAt: Date | null;
  employments: { employment: EmploymentView; ends: boolean }[];
  account: { state: 'pending' | 'disabled'; confirmedAt: Date | null; waitingSince: Date | null } | null;
}

/** How far an urgent end has come: our doors at once, the directory's account when it has confirmed. */
@Injectable()
export class ReadTermination {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: TerminationStore,
    private readonly grounds: ReadGrounds,
    private readonly rights: ReadStanding,
    private readonly scope: ReadTerminationScope,
    private readonly people: ReadPeople,
  ) {}

  /** Whoever may terminate may see it; a manager is known by having led the person. @throws Refused 'not-found' */
  async run(actor: PersonActor, personId: string, language: Language): Promise<TerminationProgress> {
    const now = this.clock.now();
    const today = dayOf(now);
    const standing = await this.rights.run(this.database, actor.personId, now);
    const viewer = { personId: actor.personId, standing, today, language };
    const grounds = await this.grounds.run(this.database, viewer, personId);
    if (await this.store.wasTerminatedBy(this.database, personId, actor.personId)) grounds.add('manager');
    const refusal = may('person.read', grounds, 'person');
    const state = refusal ? null : await this.store.state(this.database, personId, today);
    if (refusal) throw new Refused(refusal);
    if (!state) throw Refused.because('not-found', 'There is no such person.');
    const { terminatedAt, account } = state;
    const employments = await this.#employments(actor, viewer, personId, now);
    if (
      terminatedAt === null ||
      account === null ||
      (account.state === 'none' && account.waitingSince === null)
    )
      return { terminatedAt, employments, account: null };
    const done = account.waitingSince === null && account.state !== 'enabled'; // disabled, or deleted since
    return {
      terminatedAt,
      employments,
      account: {
        state: done ? 'disabled' : 'pending',
        confirmedAt: account.confirmedAt,
        waitingSince: account.waitingSince,
      },
    };
  }

  async #employments(
    actor: PersonActor,
    viewer: Viewer,
    personId: string,
    now: Date,
  ): Promise<TerminationProgress['employments']> {
    const scope = await this.scope.run(this.database, actor, personId, now);
    if (isRefusal(scope)) return [];
    const ids = [...scope.ends, ...scope.stays];
    const views = await this.people.employmentViews(this.database, viewer, ids);
    return ids.flatMap((id) => {
      const employment = views.get(id);
      return employment ? [{ employment, ends: scope.ends.includes(id) }] : [];
    });
  }
}
