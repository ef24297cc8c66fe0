import { Inject, Injectable } from '@nestjs/common';
import { ReadCatalogue } from '../../catalogue/read-catalogue.js';
import { ApplyChanges } from '../../grants/apply-changes.js';
import { ReadPeople } from '../../people/read-people.js';
import { Clock, dayOf } from '../../platform/clock.js';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import { Database, type Tx } from '../../platform/database.js';
import { isBeforeOrAfter, planPreparation } from '../../policy/lifecycle/plan-account.js';
import type { BirthrightRule, Change } from '../../policy/model/access.js';
import type { Actor } from '../../policy/model/actor.js';
import { addDays } from '../../policy/model/day.js';
import type { Employment } from '../../policy/model/people.js';
import { PreparationStore } from './preparation.store.js';
import { StandingStore } from './standing.store.js';

export interface Prepared {
  prepared: number;
  deleted: number;
}

interface Part extends Prepared {
  last: string | null;
}

interface Joiner {
  readonly personId: string;
  readonly employments: readonly Employment[];
}

const actor: Actor = { kind: 'system', name: 'calendar', channel: 'schedule' };
const personsAtATime = 2000;

/**
 * Has the accounts of those who are about to begin made ahead: shut, in no group (H13.1.2). On the first day their
 * grants open them, at midnight and in one task. Whoever does not come after all loses the account at once.
 */
@Injectable()
export class PrepareJoiners {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: PreparationStore,
    private readonly standing: StandingStore,
    private readonly people: ReadPeople,
    private readonly catalogue: ReadCatalogue,
    private readonly apply: ApplyChanges,
    @Inject(configToken) private readonly config: Pick<Config, 'lifecycle'>,
  ) {}

  /** Everyone whose time has come. Run again, it does nothing; interrupted, it goes on where it was. */
  async run(): Promise<Prepared> {
    const total: Prepared = { prepared: 0, deleted: 0 };
    for (let after: string | null = null; ;) {
      const from: string | null = after;
      const part: Part = await this.database.transaction((tx) => this.#some(tx, from));
      total.prepared += part.prepared;
      total.deleted += part.deleted;
      if (part.last === null) return total;
      after = part.last;
    }
  }

  /** For persons whose facts have changed, in the caller's transaction, who has locked them. */
  async forPersons(
    tx: Tx,
    by: Actor,
    joiners: readonly Joiner[],
    rules: readonly BirthrightRule[],
    now: Date,
  ): Promise<Prepared> {
    const today = dayOf(now);
    const concerned = joiners.filter(({ employments }) => isBeforeOrAfter(employments, today));
    if (concerned.length === 0) return { prepared: 0, deleted: 0 };
    const [known, inDirectory] = await tx.together(
      () =>
        this.store.accounts(
          tx,
          concerned.map((joiner) => joiner.personId),
        ),
      () => this.store.directoryRoles(tx),
    );
    const accounts = new Map(known.map((account) => [account.personId, account]));
    const changes = concerned.flatMap(({ personId, employments }): Change[] => {
      const facts = { employments, account: accounts.get(personId) ?? null };
      const plan = planPreparation(facts, rules, inDirectory, today, this.config.lifecycle.prepareDays);
      return plan === null ? [] : [{ kind: `${plan}-account`, personId }];
    });
    await this.apply.run(tx, by, changes, now);
    const prepared = changes.filter((change) => change.kind === 'prepare-account').length;
    return { prepared, deleted: changes.length - prepared };
  }

  async #some(tx: Tx, after: string | null): Promise<Part> {
    const now = this.clock.now();
    const today = dayOf(now);
    const soon = addDays(today, this.config.lifecycle.prepareDays);
    const ids = await this.store.candidates(tx, today, soon, after, personsAtATime);
    await this.standing.lock(tx, ids);
    const employments = Map.groupBy(await this.people.employmentsOf(tx, ids), (e) => e.personId);
    const joiners = ids.map((personId) => ({ personId, employments: employments.get(personId) ?? [] }));
    const rules = ids.length > 0 ? await this.catalogue.birthrightRules(tx) : [];
    const done = await this.forPersons(tx, actor, joiners, rules, now);
    return { ...done, last: ids.length < personsAtATime ? null : (ids.at(-1) ?? null) };
  }
}
