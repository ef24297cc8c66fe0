import { Inject, Injectable } from '@nestjs/common';
import { ReadCatalogue } from '../../catalogue/read-catalogue.js';
import { ApplyChanges, type Applied } from '../../grants/apply-changes.js';
import type { Actor } from '../../policy/model/actor.js';
import { isInForce } from '../../policy/model/people.js';
import type { LifecycleTerms, PersonFacts } from '../../policy/lifecycle/person-facts.js';
import { planContinuation } from '../../policy/lifecycle/plan-continuation.js';
import { hasLeft, planPerson } from '../../policy/lifecycle/plan-person.js';
import { isAway } from '../../policy/lifecycle/rest-for-leave.js';
import type { BirthrightRule } from '../../policy/model/access.js';
import { addDays, type Day } from '../../policy/model/day.js';
import { dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import type { Tx } from '../../platform/database.js';
import { CloseRequests } from '../../requests/close-requests.js';
import { RefreshConflicts } from '../../separation/refresh-conflicts.js';
import { WithholdConflicting } from '../../separation/withhold-conflicting.js';
import { HandOverReviews } from '../../reviews/hand-over-reviews.js';
import { ForgetDevices } from '../../sign-in/devices/forget-devices.js';
import { EndSessions } from '../../sign-in/end-sessions.js';
import { RetireCredentials } from '../../sign-in/retire-credentials.js';
import { FollowMoves } from './follow-moves.js';
import { PrepareJoiners } from './prepare-joiners.js';
import { made, ReadPersonFacts, type Rulebook } from './read-person-facts.js';
import { ShiftStanding } from '../shifts/shift-standing.js';
import { SettleLeaving } from '../leaving/settle-leaving.js';
import { StandingStore } from './standing.store.js';
import { WhatFollowsStore } from './what-follows.store.js';

export interface Followed {
  opened: number;
  ended: number;
}

export interface FollowOptions {
  /** Sends what the targets must do by the leavers' own lane. */
  readonly urgent?: boolean;
  /** Persons whose access a campaign of the caller looks at: what they outgrow gets no small review beside it. */
  readonly reviewedElsewhere?: ReadonlySet<string>;
}

/** Persons in id order, a part at a time: for more of them than should be held in memory. */
export type PersonsAfter = (after: string | null, limit: number) => Promise<string[]>;

/** What holds for everybody, read once. */
interface WhatHolds {
  readonly rules: readonly BirthrightRule[];
  readonly book: Rulebook;
  /** Some rule keeps duties apart. */
  readonly apart: boolean;
}

const personsAtATime = 2000;
/** So many values PostgreSQL takes a list to have when it plans for any list. */
const fewPersons = 10;
const nobody: ReadonlySet<string> = new Set<string>();

/**
 * Makes access follow the facts for the given persons, in the caller's transaction: birthrights of employments in
 * force open, what no longer fits ends or waits for its answer, access rests during leave, and for those with nothing
 * in force sessions and requests end first (invariant 4). Asking again changes nothing.
 */
@Injectable()
export class FollowFacts {
  constructor(
    private readonly store: StandingStore,
    private readonly facts: ReadPersonFacts,
    private readonly catalogue: ReadCatalogue,
    private readonly apply: ApplyChanges,
    private readonly endSessions: EndSessions,
    private readonly retire: RetireCredentials,
    private readonly forgetDevices: ForgetDevices,
    private readonly closeRequests: CloseRequests,
    private readonly handOver: HandOverReviews,
    private readonly moves: FollowMoves,
    private readonly prepare: PrepareJoiners,
    private readonly shifts: ShiftStanding,
    private readonly leaving: SettleLeaving,
    private readonly withhold: WithholdConflicting,
    private readonly conflicts: RefreshConflicts,
    private readonly follows: WhatFollowsStore,
    @Inject(configToken) private readonly config: Pick<Config, 'leavers'>,
  ) {}

  async run(
    tx: Tx,
    actor: Actor,
    persons: readonly string[] | PersonsAfter,
    now: Date,
    options: FollowOptions = {},
  ): Promise<Followed> {
    const today = dayOf(now);
    const { lateDays, openDays } = this.config.leavers;
    const window = { from: addDays(today, -lateDays), to: addDays(today, openDays) };
    const followed: Followed = { opened: 0, ended: 0 };
    const count = ({ opened, ended }: Applied): void => {
      followed.opened += opened.length;
      followed.ended += ended.length;
    };
    const few = typeof persons !== 'function' && persons.length <= fewPersons;
    const part = typeof persons === 'function' ? persons : partsOf(persons);
    const once: { holds?: WhatHolds } = {};
    for (let after: string | null = null; ;) {
      const chunk: string[] = await part(after, personsAtATime);
      after = chunk.at(-1) ?? null;
      if (after === null) return followed;
      const { holds: known } = once;
      const [, , follows, rows, holds] = await tx.together(
        () => (few ? tx.forFew() : Promise.resolve()),
        () => this.store.lock(tx, chunk), // before the facts are read: nobody decides on older ones meanwhile
        () => this.follows.of(tx, chunk, window),
        () => this.facts.rows(tx, chunk, known === undefined || known.book.required.size > 0),
        () => (known ? Promise.resolve(known) : this.#whatHolds(tx, today)),
      );
      once.holds = holds;
      const { rules, book, apart } = holds;
      const [, { offShift, goneHome }] = await tx.together(
        () => this.leaving.run(tx, actor, chunk, now, follows),
        () => this.shifts.run(tx, chunk, { employments: rows.employments, marked: follows.offShift }, now),
      );
      await this.endSessions.run(tx, actor, goneHome, 'shift-ended');
      let facts = made(chunk, rows, { ...book, offShift });
      await this.#shutDoors(tx, actor, facts, book.terms, today);

      const continued = facts.flatMap((person) => planContinuation(person, today, now));
      if (continued.length > 0) {
        count(await this.apply.run(tx, actor, continued, now));
        facts = await this.facts.of(tx, chunk, { ...book, offShift });
      }
      const planned = facts.flatMap((person) => planPerson(person, rules, today));
      const changes = apart ? await this.withhold.run(tx, actor, planned, chunk, now) : planned;
      const applied = await this.apply.run(tx, actor, changes, now, { urgent: options.urgent ?? false });
      count(applied);
      const reviewedElsewhere = options.reviewedElsewhere ?? nobody;
      if (apart) await this.conflicts.run(tx, actor, chunk, now);
      await this.moves.run(tx, actor, { facts, applied, today, reviewedElsewhere });
      await this.prepare.forPersons(tx, actor, facts, rules, now);
    }
  }

  async #whatHolds(tx: Tx, today: Day): Promise<WhatHolds> {
    const [rules, book, apart] = await tx.together(
      () => this.catalogue.birthrightRules(tx),
      () => this.facts.book(tx, today),
      () => this.withhold.applies(tx),
    );
    return { rules, book, apart };
  }

  /** For those with nothing in force, and those who are away from all of it, before their access is looked at. */
  async #shutDoors(
    tx: Tx,
    actor: Actor,
    facts: readonly PersonFacts[],
    terms: LifecycleTerms,
    today: Day,
  ): Promise<void> {
    const leavers = facts.filter((person) => hasLeft(person, today)).map((person) => person.personId);
    const away = facts
      .filter((person) => isAway(person.employments, terms.leave, today))
      .map((person) => person.personId);
    // Of those who stay, too: a request on an employment that has ended waits for nothing.
    const over = facts.flatMap((person) => person.employments.filter((e) => !isInForce(e, today)));
    // The first statement closes the sessions; none of the others looks at what another of them writes.
    await tx.together(
      () => this.endSessions.run(tx, actor, leavers, 'employment-ended'),
      () => this.endSessions.run(tx, actor, away, 'on-leave'),
      () => this.retire.all(tx, actor, leavers, 'employment-ended'),
      () => this.forgetDevices.run(tx, actor, { personIds: away }, 'on-leave'),
      () => this.handOver.of(tx, actor, [...leavers, ...away]),
      async () => {
        await this.closeRequests.run(tx, actor, leavers, 'employment-ended');
        await this.closeRequests.forEmployments(
          tx,
          actor,
          over.map((employment) => employment.id),
          'employment-ended',
        );
      },
    );
  }
}

function partsOf(personIds: readonly string[]): PersonsAfter {
  const ids = [...new Set(personIds)].sort();
  return (after, limit) => {
    const from = after === null ? 0 : ids.findIndex((id) => id > after);
    return Promise.resolve(from < 0 ? [] : ids.slice(from, from + limit));
  };
}
