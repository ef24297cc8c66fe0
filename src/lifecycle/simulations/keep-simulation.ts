import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import type { Tx } from '../../platform/database.js';
import type { Tripped } from '../../policy/lifecycle/breaker.js';
import { changesAccess, effectsByRole, type Effect } from '../../policy/lifecycle/losses.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { SimulationsStore, type NewSimulation } from './simulations.store.js';

const keptDays = 7;

export interface AnsweredSimulation {
  readonly kind: NewSimulation['kind'];
  readonly title: string;
  readonly question: NewSimulation['question'];
  readonly askedAt: Date;
  /** performance.now() when it was begun. */
  readonly begun: number;
  readonly lookedAt: number;
  readonly effects: readonly Effect[];
  readonly tripped: readonly Tripped[];
}

/** Keeps the answer to "what would happen" for a week, with its entry in the log, in the caller's transaction. */
@Injectable()
export class KeepSimulation {
  constructor(
    private readonly store: SimulationsStore,
    private readonly audit: RecordEntries,
  ) {}

  /** @param detail what was asked, for the log. @returns the simulation's id */
  async run(
    tx: Tx,
    actor: PersonActor,
    { begun, effects, askedAt, ...answer }: AnsweredSimulation,
    detail: Readonly<Record<string, unknown>>,
  ): Promise<string> {
    await this.store.forgetExpired(tx, askedAt);
    const id = await this.store.write(
      tx,
      {
        ...answer,
        askedBy: actor.personId,
        askedAt,
        expiresAt: new Date(askedAt.getTime() + keptDays * 86_400_000),
        milliseconds: Math.round(performance.now() - begun),
        persons: effects.filter(changesAccess).length,
        moved: effects.filter(({ place }) => place?.moved === true).length,
        relead: effects.filter(({ place }) => place?.relead === true).length,
        losing: effects.filter(({ lost }) => lost.length > 0).length,
        gaining: effects.filter(({ gained }) => gained.length > 0).length,
        later: effects.filter(({ later = [] }) => later.length > 0).length,
      },
      effects,
      effectsByRole(effects),
    );
    await this.audit.run(tx, actor, [
      {
        action: 'simulation.run',
        objectKind: 'simulation',
        objectId: id,
        detail: { kind: answer.kind, ...detail, persons: effects.filter(changesAccess).length },
      },
    ]);
    return id;
  }
}
