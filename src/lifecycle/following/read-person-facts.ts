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

/** What is stored of persons. */
export interface FactRows {
  readonly employments: readonly Employment[];
  readonly held: readonly HeldGrant[];
  readonly refused: readonly DeclinedBirthright[];
  readonly standings: ReadonlyMap<string, ReadonlyMap<string, PrerequisiteStanding>>;
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
    book: Rulebook & { readonly offShift: ReadonlySet<string> },
  ): Promise<PersonFacts[]> {
    return made(ids, await this.rows(tx, ids, book.required.size > 0), book);
  }

  /** What is known of each by itself, before what holds for everybody has been read. @param demanded that some role has prerequisites */
  async rows(tx: Tx, ids: readonly string[], demanded: boolean): Promise<FactRows> {
    const [employments, held, refused, standings] = await tx.together(
      () => this.people.employmentsOf(tx, ids),
      () => this.store.liveGrants(tx, ids),
      () => this.store.declinedBirthrights(tx, ids),
      () => this.prerequisites.standings(tx, demanded ? ids : []),
    );
    return { employments, held, refused, standings };
  }
}

/** The facts as the rules want them. */
export function made(
  ids: readonly string[],
  rows: FactRows,
  { terms, required, offShift }: Rulebook & { readonly offShift: ReadonlySet<string> },
): PersonFacts[] {
  const employments = byPerson<Employment>(rows.employments);
  const grants = byPerson<HeldGrant>(rows.held);
  const declined = byPerson<DeclinedBirthright>(rows.refused);
  return ids.map((personId) => ({
    personId,
    employments: employments.get(personId) ?? [],
    grants: grants.get(personId) ?? [],
    declined: declined.get(personId) ?? [],
    terms,
    prerequisites: { required, standings: rows.standings.get(personId) ?? nothingKnown },
    offShift,
  }));
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
