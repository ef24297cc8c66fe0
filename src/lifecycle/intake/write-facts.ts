import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import type { Tx } from '../../platform/database.js';
import type { Actor } from '../../policy/model/actor.js';
import type { Day } from '../../policy/model/day.js';
import { HandOverReviews } from '../../reviews/hand-over-reviews.js';
import { CalendarStore } from '../following/calendar.store.js';
import { FollowFacts, type Followed } from '../following/follow-facts.js';
import { HrApplyStore } from './hr-apply.store.js';
import { HrPersonsStore, type Precedence } from './hr-persons.store.js';
import { ManagersStore } from '../organisation/managers.store.js';
import { StandingStore } from '../following/standing.store.js';

/** Whom a review of a larger change covers, and what is left to do when access has followed. */
export interface NotedUnits {
  readonly reviewedElsewhere: ReadonlySet<string>;
  readonly afterwards: (by: Actor) => Promise<void>;
}

/** Facts that have been staged and compared. */
export interface StagedFacts {
  readonly source: string;
  /** The source whose units its employments are in. */
  readonly unitsOf: string;
  readonly asOf: Day;
  readonly now: Date;
  readonly actor: Actor;
  readonly importId: string | null;
  /** Records of which a line was set aside: what is known of them is not complete. */
  readonly incomplete: readonly string[];
  /** One person's facts, not a delivery's: what is laid out for them is kept for the next. */
  readonly few: boolean;
  /** The accounts' tasks take the leavers' own lane. */
  readonly urgent?: boolean;
  /** Units whose people get another manager, and units whose people birthright rules see in another place. */
  readonly releadUnits: readonly string[];
  readonly movedUnits: readonly string[];
  /** Writes the units, before the employments that point to them. */
  readonly writeUnits?: () => Promise<void>;
  /** Looks at the units and who moved between them, before access follows. */
  readonly noteOrganisation?: () => Promise<NotedUnits>;
}

const recordsAtATime = 1000;

/** Writes staged facts about people and lets managers, history and access follow, in the caller's transaction. */
@Injectable()
export class WriteFacts {
  readonly #precedence: Precedence;

  constructor(
    @Inject(configToken) config: Config,
    private readonly store: HrApplyStore,
    private readonly persons: HrPersonsStore,
    private readonly managers: ManagersStore,
    private readonly standing: StandingStore,
    private readonly calendar: CalendarStore,
    private readonly handOver: HandOverReviews,
    private readonly follow: FollowFacts,
    private readonly audit: RecordEntries,
  ) {
    this.#precedence = precedenceOf(config);
  }

  async run(tx: Tx, facts: StagedFacts): Promise<Followed> {
    const { source, asOf, now } = facts;
    const today = dayOf(now);
    const [restated] = await tx.together(
      () => this.persons.restate(tx, source, asOf, facts.incomplete),
      () => this.calendar.begin(tx, today),
      () => this.standing.remember(tx, today, 'hr_touched', facts.few),
    );
    await facts.writeUnits?.();
    if (restated) await this.persons.begin(tx, facts.few);
    const persons = [
      () => this.persons.writePersons(tx, source, now, this.#precedence, facts.incomplete),
      () => this.standing.rememberNew(tx),
      () => this.persons.writeHsaIds(tx),
    ];
    await tx.together(
      ...(restated ? persons : []),
      () => this.store.writeEmployments(tx, source, facts.unitsOf, today, facts.few),
      () => this.standing.findFlipped(tx, today),
    );
    const releads = await this.managers.settle(tx, today, 'hr_written', 'was_flipped', {
      source,
      codes: facts.releadUnits,
      few: facts.few,
    });
    // What follows from the facts is the service's own doing; the import's entry says who brought them.
    const by: Actor = { kind: 'system', name: 'hr-import', channel: facts.actor.channel };
    const affected = (after: string | null, limit: number): Promise<string[]> =>
      this.store.affected(tx, after, limit);
    const [, , few] = await tx.together(
      () => this.standing.writeEvents(tx, now, today, facts.importId),
      () => this.store.gatherAffected(tx, source, facts.movedUnits),
      () => (facts.few ? affected(null, recordsAtATime) : Promise.resolve(null)),
      () => this.#record(tx, facts),
    );
    const noted = await facts.noteOrganisation?.();
    await this.handOver.toNewManagers(tx, by, releads);
    const followed = await this.follow.run(tx, by, few ?? affected, now, {
      urgent: facts.urgent ?? false,
      ...(noted ? { reviewedElsewhere: noted.reviewedElsewhere } : {}),
    });
    await noted?.afterwards(by);
    return followed;
  }

  /** A part at a time: a first delivery writes as many entries as the organisation has people and employments. */
  async #record(tx: Tx, { actor, importId }: StagedFacts): Promise<void> {
    const detail: Record<string, string> = importId === null ? {} : { import: importId };
    for (let after = 0; ;) {
      const written = await this.store.written(tx, after, recordsAtATime);
      await this.audit.run(
        tx,
        actor,
        written.map(({ action, personId, employmentId }) => ({
          action,
          personId,
          ...(employmentId === null ? {} : { objectKind: 'employment', objectId: employmentId }),
          detail,
        })),
      );
      const last = written.at(-1);
      if (!last || written.length < recordsAtATime) return;
      after = last.nth;
    }
  }
}

/** Sources that a field does not name follow in the order in which they are configured. */
export function precedenceOf(config: Config): Precedence {
  const { sources, precedence } = config.hr;
  const all = sources.map(({ id }) => id);
  const order = (field: keyof Precedence): string[] => {
    const first = precedence[field] ?? [];
    return [...first, ...all.filter((id) => !first.includes(id))];
  };
  return { name: order('name'), email: order('email'), personalNumber: order('personalNumber') };
}
