import { Injectable } from '@nestjs/common';
import { ReadPeople } from '../../people/read-people.js';
import { ReadPrerequisites } from '../../people/read-prerequisites.js';
import type { Tx } from '../../platform/database.js';
import type {
  DeclinedBirthright,
  HeldGrant,
  LifecycleTerms,
  PersonFacts,
} from '../../policy/lifecycle/person-facts.js';
import type { Day } from '../../policy/model/day.js';
import type { Employment } from '../../policy/model/people.js';
import type { PrerequisiteStanding } from '../../policy/model/prerequisite.js';
import { ReadTerms } from '../externals/read-terms.js';
import { StandingStore } from './standing.store.js';

const nothingKnown: ReadonlyMap<string, PrerequisiteStanding> = new Map<string, PrerequisiteStanding>();

/** What is read once for everybody. */
export interface Rulebook {
  readonly terms: LifecycleTerms;
  readonly required: NonNullable<PersonFacts['prerequisites']>['required'];
}

/** Everything that the rules need to know of persons, to plan their access or to foresee it. */
@Injectable()
export class ReadPersonFacts {
  constructor(
    private readonly store: StandingStore,
    private readonly people: ReadPeople,
    private readonly terms: ReadTerms,
    private readonly prerequisites: ReadPrerequisites,
  ) {}

  async book(tx: Tx, today: Day): Promise<Rulebook> {
    const [terms, required] = await tx.together(
      () => this.terms.run(tx, today),
      () => this.prerequisites.required(tx, null),
    );
    return { terms, required };
  }

  async of(
    tx: Tx,
    ids: readonly string[],
    { terms, required, offShift }: Rulebook & { readonly offShift: ReadonlySet<string> },
  ): Promise<PersonFacts[]> {
    const [employed, held, refused, standings] = await tx.together(
      () => this.people.employmentsOf(tx, ids),
      () => this.store.liveGrants(tx, ids),
      () => this.store.declinedBirthrights(tx, ids),
      () => this.prerequisites.standings(tx, required.size > 0 ? ids : []),
    );
    const employments = byPerson<Employment>(employed);
    const grants = byPerson<HeldGrant>(held);
    const declined = byPerson<DeclinedBirthright>(refused);
    return ids.map((personId) => ({
      personId,
      employments: employments.get(personId) ?? [],
      grants: grants.get(personId) ?? [],
      declined: declined.get(personId) ?? [],
      terms,
      prerequisites: { required, standings: standings.get(personId) ?? nothingKnown },
      offShift,
    }));
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
