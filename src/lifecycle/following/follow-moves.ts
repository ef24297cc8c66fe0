import { Injectable } from '@nestjs/common';
import type { Applied } from '../../grants/apply-changes.js';
import { TellPeople } from '../../notices/tell-people.js';
import type { Actor } from '../../policy/model/actor.js';
import type { Day } from '../../policy/model/day.js';
import type { Notice } from '../../policy/model/notice.js';
import type { HeldGrant, LifecycleTerms, PersonFacts } from '../../policy/lifecycle/person-facts.js';
import { dayOf } from '../../platform/clock.js';
import type { Tx } from '../../platform/database.js';
import { OpenMicrocertification, type Microcertification } from '../../reviews/open-microcertification.js';
import { StandingStore } from './standing.store.js';

export interface Moves {
  readonly facts: readonly PersonFacts[];
  readonly applied: Applied;
  readonly today: Day;
  readonly reviewedElsewhere: ReadonlySet<string>;
}

/**
 * What a move and a return from leave ask of people, in the transaction that found them: the new manager gets a
 * microcertification of what no longer fits, the old one is told what stays and until when, and who is back from leave
 * has what they had asked for looked at.
 */
@Injectable()
export class FollowMoves {
  constructor(
    private readonly store: StandingStore,
    private readonly certify: OpenMicrocertification,
    private readonly tell: TellPeople,
  ) {}

  async run(tx: Tx, actor: Actor, { facts, applied, today, reviewedElsewhere }: Moves): Promise<void> {
    const held = new Map(facts.flatMap((person) => person.grants.map((grant) => [grant.id, grant])));
    const grantsOf = (kind: Applied['adjusted'][number]['kind'], reason?: string): HeldGrant[] =>
      applied.adjusted.flatMap((one) => {
        const grant = held.get(one.id);
        return grant && one.kind === kind && (reason === undefined || one.reason === reason) ? [grant] : [];
      });
    const outgrown = grantsOf('outgrow');
    const handedOver = grantsOf('shorten');
    const fitting = grantsOf('fits');
    const back = grantsOf('resume', 'leave').filter((grant) => grant.source === 'request');

    if (fitting.length > 0)
      await this.certify.withdraw(
        tx,
        actor,
        fitting.map((grant) => grant.id),
      );
    const waiting = new Set(outgrown.map((grant) => grant.id));
    await this.certify.run(tx, actor, [
      ...byPerson(
        'moved',
        outgrown.filter((grant) => !reviewedElsewhere.has(grant.personId)),
      ),
      ...byPerson(
        'returned',
        back.filter((grant) => !waiting.has(grant.id)),
      ),
    ]);
    const due = this.certify.dueOn(today);
    const units = new Map(facts.flatMap((person) => person.employments.map((e) => [e.id, e.unitId])));
    await this.#tellOldManagers(
      tx,
      [
        ...outgrown.map((grant): Staying => ({ grant, until: due })),
        ...handedOver.map((grant): Staying => ({ grant, until: lastDayOf(grant, facts[0]?.terms) ?? due })),
      ].filter(({ grant }) => units.get(grant.employmentId) !== grant.unitId),
      today,
    );
  }

  /** Once a person and day: how much stays in the old unit, and until which day at the longest. */
  async #tellOldManagers(tx: Tx, stays: readonly Staying[], today: Day): Promise<void> {
    if (stays.length === 0) return;
    const managers = await this.store.managersOfUnits(
      tx,
      stays.map(({ grant }) => grant.unitId),
      today,
    );
    const told = new Map<string, { to: string; about: string; count: number; until: Day }>();
    for (const { grant, until } of stays) {
      const to = managers.get(grant.unitId);
      if (to === undefined || to === grant.personId) continue;
      const key = `${to} ${grant.personId}`;
      const before = told.get(key);
      told.set(key, {
        to,
        about: grant.personId,
        count: (before?.count ?? 0) + 1,
        until: before && before.until > until ? before.until : until,
      });
    }
    await this.tell.run(
      tx,
      [...told.values()].map(({ to, about, count, until }): Notice => ({
        to,
        kind: 'grant-outgrown',
        about,
        facts: { count, until },
        dedupe: `grant-outgrown ${about} ${today}`,
      })),
    );
  }
}

/** A grant that stays in the unit its holder has left, and its last day there. */
interface Staying {
  readonly grant: HeldGrant;
  readonly until: Day;
}

function lastDayOf(grant: HeldGrant, terms: LifecycleTerms | undefined): Day | null {
  const mover = terms?.roles.get(grant.roleId)?.mover;
  if (typeof mover !== 'object') return null;
  const end = grant.validTo !== null && grant.validTo < mover.keepUntil ? grant.validTo : mover.keepUntil;
  return dayOf(new Date(end.getTime() - 1));
}

function byPerson(cause: 'moved' | 'returned', grants: readonly HeldGrant[]): Microcertification[] {
  const found = new Map<string, string[]>();
  for (const { personId, id } of grants) {
    const ids = found.get(personId);
    if (ids) ids.push(id);
    else found.set(personId, [id]);
  }
  return [...found].map(([personId, grantIds]) => ({ personId, cause, grantIds }));
}
