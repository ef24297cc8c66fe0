import { Injectable } from '@nestjs/common';
import { ReadCatalogue } from '../catalogue/read-catalogue.js';
import { ApplyChanges } from '../grants/apply-changes.js';
import type { Actor } from '../policy/model/actor.js';
import type { Grant } from '../policy/model/access.js';
import { isInForce, type Employment } from '../policy/model/people.js';
import type { PrerequisiteStanding } from '../policy/model/prerequisite.js';
import type { DeclinedBirthright, PersonFacts } from '../policy/lifecycle/person-facts.js';
import { hasLeft, planPerson } from '../policy/lifecycle/plan-person.js';
import { dayOf } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import { ReadPeople } from '../people/read-people.js';
import { ReadPrerequisites } from '../people/read-prerequisites.js';
import { CloseRequests } from '../requests/close-requests.js';
import { EndSessions } from '../sign-in/end-sessions.js';
import { StandingStore } from './standing.store.js';

export interface Followed {
  opened: number;
  ended: number;
}

const personsAtATime = 2000;
const nothingKnown: ReadonlyMap<string, PrerequisiteStanding> = new Map<string, PrerequisiteStanding>();

/**
 * Makes access follow the facts for the given persons, in the caller's transaction: birthrights of employments in
 * force open, what no longer fits ends, and for those with nothing in force sessions and requests end first
 * (invariant 4). Asking again changes nothing.
 */
@Injectable()
export class FollowFacts {
  constructor(
    private readonly store: StandingStore,
    private readonly people: ReadPeople,
    private readonly prerequisites: ReadPrerequisites,
    private readonly catalogue: ReadCatalogue,
    private readonly apply: ApplyChanges,
    private readonly endSessions: EndSessions,
    private readonly closeRequests: CloseRequests,
  ) {}

  /** @param options `urgent` sends what the targets must do by the leavers' own lane */
  async run(
    tx: Tx,
    actor: Actor,
    personIds: readonly string[],
    now: Date,
    options: { urgent?: boolean } = {},
  ): Promise<Followed> {
    const today = dayOf(now);
    const rules = await this.catalogue.birthrightRules(tx);
    const required = await this.prerequisites.required(tx, null);
    const followed: Followed = { opened: 0, ended: 0 };
    const ids = [...new Set(personIds)].sort();
    for (let from = 0; from < ids.length; from += personsAtATime) {
      const chunk = ids.slice(from, from + personsAtATime);
      await this.store.lock(tx, chunk); // before the facts are read: nobody decides on older ones meanwhile
      const employments = byPerson<Employment>(await this.people.employmentsOf(tx, chunk));
      const grants = byPerson<Grant>(await this.store.liveGrants(tx, chunk));
      const declined = byPerson<DeclinedBirthright>(await this.store.declinedBirthrights(tx, chunk));
      const standings = await this.prerequisites.standings(tx, required.size > 0 ? chunk : []);
      const facts = chunk.map((personId): PersonFacts => ({
        personId,
        employments: employments.get(personId) ?? [],
        grants: grants.get(personId) ?? [],
        declined: declined.get(personId) ?? [],
        prerequisites: { required, standings: standings.get(personId) ?? nothingKnown },
      }));
      const leavers = facts.filter((person) => hasLeft(person, today)).map((person) => person.personId);
      if (leavers.length > 0) {
        await this.endSessions.run(tx, actor, leavers, 'employment-ended');
        await this.closeRequests.run(tx, actor, leavers, 'employment-ended');
      }
      // Of those who stay, too: a request on an employment that has ended waits for nothing.
      const over = facts.flatMap((person) => person.employments.filter((e) => !isInForce(e, today)));
      await this.closeRequests.forEmployments(
        tx,
        actor,
        over.map((employment) => employment.id),
        'employment-ended',
      );
      const changes = facts.flatMap((person) => planPerson(person, rules, today));
      const { opened, ended } = await this.apply.run(tx, actor, changes, now, options);
      followed.opened += opened.length;
      followed.ended += ended.length;
    }
    return followed;
  }
}

function byPerson<T extends { readonly personId: string }>(rows: readonly T[]): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const row of rows) {
    const list = map.get(row.personId);
    if (list) list.push(row);
    else map.set(row.personId, [row]);
  }
  return map;
}
