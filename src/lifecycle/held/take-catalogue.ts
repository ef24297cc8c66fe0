import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { HoldChange } from '../../breakers/hold-change.js';
import { WeighForeseen } from '../../breakers/weigh-foreseen.js';
import { LoadCatalogue, type LoadedCatalogue } from '../../catalogue/load-catalogue.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Tx } from '../../platform/database.js';
import type { Tripped } from '../../policy/lifecycle/breaker.js';
import { effectsByRole, type Effect } from '../../policy/lifecycle/losses.js';
import type { Actor } from '../../policy/model/actor.js';
import { LoadSchedules } from '../../reviews/load-schedules.js';
import { campaignSchedulesSchema } from '../../reviews/reviews.schema.js';
import { FollowFacts, type Followed } from '../following/follow-facts.js';
import { ForeseeAccess } from '../simulations/foresee-access.js';
import { RecomputeAccess } from '../following/recompute-access.js';
import { StandingStore } from '../following/standing.store.js';

const schedules = z.object({ campaignSchedules: campaignSchedulesSchema.default([]) });

export interface TakenCatalogue {
  outcome: 'applied' | 'held' | 'dry-run';
  loaded: LoadedCatalogue;
  /** Grants; of a trial and of what is held none. */
  followed: Followed;
  /** Persons who get or lose something by it, as foreseen. */
  persons: { gaining: number; losing: number };
  byRole: { roleId: string; gained: number; lost: number }[];
  tripped: readonly Tripped[];
  held: string | null;
}

/** Thrown to undo a catalogue that is only tried, or that would take too much; carries what was foreseen. */
class Undo extends Error {
  constructor(readonly foreseen: Foreseen) {
    super('the catalogue is undone');
  }
}

interface Foreseen {
  loaded: LoadedCatalogue;
  effects: readonly Effect[];
  tripped: readonly Tripped[];
}

const personsAtATime = 2000;

/**
 * Takes a declared catalogue with its review schedules, and then makes everyone's birthright follow its rules.
 * Repeating changes nothing. What would take access from too many is held whole before any of it stands (invariant 9).
 */
@Injectable()
export class TakeCatalogue {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly load: LoadCatalogue,
    private readonly schedules: LoadSchedules,
    private readonly foresee: ForeseeAccess,
    private readonly weigh: WeighForeseen,
    private readonly hold: HoldChange,
    private readonly recompute: RecomputeAccess,
    private readonly follow: FollowFacts,
    private readonly standing: StandingStore,
  ) {}

  /** @throws CatalogueError, Refused 'not-allowed' when somebody signed in asks, 'invalid' */
  async run(actor: Actor, declared: unknown, options: { dryRun?: boolean } = {}): Promise<TakenCatalogue> {
    const now = this.clock.now();
    try {
      const foreseen = await this.database.transaction(async (tx) => {
        const loaded = await this.#load(tx, actor, declared);
        const { effects } = await this.foresee.run(tx, now, null);
        const tripped = await this.weigh.run(tx, effects, now);
        if (options.dryRun === true || tripped.length > 0) throw new Undo({ loaded, effects, tripped });
        await this.weigh.note(tx, effects, 'catalogue', now);
        return { loaded, effects, tripped };
      });
      return taken('applied', foreseen, await this.recompute.run(actor, 'everyone'), null);
    } catch (error) {
      if (!(error instanceof Undo)) throw error;
      const { effects, tripped } = error.foreseen;
      if (options.dryRun === true) return taken('dry-run', error.foreseen, nothing, null);
      const held = await this.hold.run(
        actor,
        {
          kind: 'catalogue',
          objectId: null,
          title: '',
          causedBy: [],
          payload: { declared },
          now,
        },
        { tripped, persons: losing(effects).length, lines: losing(effects).flatMap(linesOf) },
      );
      return taken('held', error.foreseen, nothing, held);
    }
  }

  /** A held catalogue that a human lets through: all of it in the one transaction that settles it. */
  async carryOut(tx: Tx, actor: Actor, declared: unknown, now: Date): Promise<void> {
    const by: Actor = { kind: 'system', name: 'catalogue', channel: actor.channel };
    await this.#load(tx, by, declared);
    for (let after: string | null = null; ;) {
      const ids: string[] = await this.standing.personsAfter(tx, after, personsAtATime);
      after = ids.at(-1) ?? null;
      if (after === null) return;
      await this.follow.run(tx, by, ids, now);
    }
  }

  async #load(tx: Tx, actor: Actor, declared: unknown): Promise<LoadedCatalogue> {
    const loaded = await this.load.carryOut(tx, actor, declared);
    await this.schedules.carryOut(tx, actor, schedules.parse(declared).campaignSchedules);
    return loaded;
  }
}

const nothing: Followed = { opened: 0, ended: 0 };

function losing(effects: readonly Effect[]): Effect[] {
  return effects.filter((effect) => effect.lost.length > 0);
}

function linesOf({ personId, lost }: Effect): { personId: string; unitId: string; roleIds: string[] }[] {
  return [...new Set(lost.map(({ unitId }) => unitId))].map((unitId) => ({
    personId,
    unitId,
    roleIds: lost.filter((one) => one.unitId === unitId).map(({ roleId }) => roleId),
  }));
}

function taken(
  outcome: TakenCatalogue['outcome'],
  { loaded, effects, tripped }: Foreseen,
  followed: Followed,
  held: string | null,
): TakenCatalogue {
  const persons = {
    gaining: effects.filter((effect) => effect.gained.length > 0).length,
    losing: losing(effects).length,
  };
  return { outcome, loaded, followed, persons, byRole: effectsByRole(effects), tripped, held };
}
