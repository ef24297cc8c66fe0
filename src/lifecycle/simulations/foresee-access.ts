import { Injectable } from '@nestjs/common';
import { ReadCatalogue } from '../../catalogue/read-catalogue.js';
import { dayOf } from '../../platform/clock.js';
import type { Tx } from '../../platform/database.js';
import { effectsOf, withoutEffects, type Effect } from '../../policy/lifecycle/losses.js';
import { planPerson } from '../../policy/lifecycle/plan-person.js';
import type { BirthrightRule } from '../../policy/model/access.js';
import { ReadPersonFacts } from '../following/read-person-facts.js';
import { StandingStore } from '../following/standing.store.js';

export interface Foreseen {
  readonly lookedAt: number;
  readonly effects: Effect[];
}

const personsAtATime = 2000;
const nobodyOff: ReadonlySet<string> = new Set();

/**
 * What following the facts would do to everybody's access, by the same rules, without doing it: nothing is written and
 * nobody is locked. Only those whose access would change are kept.
 */
@Injectable()
export class ForeseeAccess {
  constructor(
    private readonly store: StandingStore,
    private readonly facts: ReadPersonFacts,
    private readonly catalogue: ReadCatalogue,
  ) {}

  /** @param instead rules to try in place of those in force: then only the difference between the two is told */
  async run(tx: Tx, now: Date, instead: readonly BirthrightRule[] | null): Promise<Foreseen> {
    const today = dayOf(now);
    const rules = await this.catalogue.birthrightRules(tx);
    const book = { ...(await this.facts.book(tx, today)), offShift: nobodyOff };
    const effects: Effect[] = [];
    let lookedAt = 0;
    for (let after: string | null = null; ;) {
      const ids: string[] = await this.store.personsAfter(tx, after, personsAtATime);
      after = ids.at(-1) ?? null;
      if (after === null) return { lookedAt, effects };
      lookedAt += ids.length;
      const persons = await this.facts.of(tx, ids, book);
      const grants = persons.flatMap((person) => person.grants);
      const by = (tried: readonly BirthrightRule[]): Effect[] =>
        effectsOf(
          grants,
          persons.flatMap((person) => planPerson(person, tried, today)),
        );
      effects.push(...(instead === null ? by(rules) : withoutEffects(by(instead), by(rules))));
    }
  }
}
