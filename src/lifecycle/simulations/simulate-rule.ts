import { Injectable } from '@nestjs/common';
import { WeighForeseen } from '../../breakers/weigh-foreseen.js';
import { ReadCatalogue } from '../../catalogue/read-catalogue.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { Clock } from '../../platform/clock.js';
import { Database, sqlState, type Tx } from '../../platform/database.js';
import { InvalidInput } from '../../platform/http/invalid-input.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import type { BirthrightRule } from '../../policy/model/access.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ForeseeAccess } from './foresee-access.js';
import { KeepSimulation } from './keep-simulation.js';
import type { SimulateRuleInput } from './simulations.schema.js';
import { SimulationsStore } from './simulations.store.js';

const statementMs = 20_000;
// A rule that is not yet there needs an id that no grant has.
const newRuleId = '00000000-0000-0000-0000-000000000000';

/** "What would happen": a birthright rule as it would be, over everybody, by the very rules that would apply it. */
@Injectable()
export class SimulateRule {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: SimulationsStore,
    private readonly standing: ReadStanding,
    private readonly catalogue: ReadCatalogue,
    private readonly foresee: ForeseeAccess,
    private readonly weigh: WeighForeseen,
    private readonly keep: KeepSimulation,
  ) {}

  /**
   * @returns the simulation's id
   * @throws Refused 'not-allowed', 'not-found', 'no-live-analysis', 'simulation-running', 'simulation-too-large';
   * InvalidInput for units that do not exist
   */
  async run(actor: PersonActor, input: SimulateRuleInput): Promise<string> {
    try {
      return await this.database.transaction((tx) => this.#simulate(tx, actor, input));
    } catch (error) {
      if (sqlState(error) !== '57014') throw error;
      throw Refused.because('simulation-too-large', 'The simulation took too long and was stopped.');
    }
  }

  async #simulate(tx: Tx, actor: PersonActor, input: SimulateRuleInput): Promise<string> {
    const now = this.clock.now();
    const denied = may('simulation.run', await this.standing.run(tx, actor.personId, now), 'simulation');
    if (denied) throw new Refused(denied);
    if (!(await this.store.claim(tx, actor.personId)))
      throw Refused.because('simulation-running', 'A simulation of yours is already being computed.');
    const unknown = await this.store.unknownUnits(tx, input.selector?.unitsBelow ?? []);
    if (unknown.length > 0)
      throw new InvalidInput([
        {
          pointer: '/selector/unitsBelow',
          code: 'invalid',
          detail: `there is no unit ${unknown.join(', ')}`,
        },
      ]);
    const { rules, title } = await this.#asItWouldBe(tx, input);
    await this.store.limit(tx, statementMs);
    const begun = performance.now();
    const { lookedAt, effects } = await this.foresee.run(tx, now, rules);
    const tripped = await this.weigh.run(tx, effects, now);
    return this.keep.run(
      tx,
      actor,
      { kind: 'rule', title, question: input, askedAt: now, begun, lookedAt, effects, tripped },
      { rule: input.ruleId, role: input.roleId },
    );
  }

  /** The rules in force with the one that is asked about changed, taken away or added. */
  async #asItWouldBe(tx: Tx, input: SimulateRuleInput): Promise<{ rules: BirthrightRule[]; title: string }> {
    const rules = await this.catalogue.birthrightRules(tx);
    const { ruleId, roleId, selector } = input;
    if (ruleId !== null) {
      const rule = rules.find((one) => one.id === ruleId);
      if (!rule) throw Refused.because('not-found', 'There is no such birthright rule in force.');
      return {
        title: rule.name,
        rules: rules.flatMap((one) =>
          one.id !== ruleId ? [one] : selector === null ? [] : [{ ...one, selector }],
        ),
      };
    }
    const role = roleId === null ? null : await this.catalogue.role(tx, roleId);
    if (!role || selector === null) throw Refused.because('not-found', 'There is no such role.');
    if (!role.analysis || role.privileged)
      throw Refused.because(
        'no-live-analysis',
        'The role has no approved analysis, or is an administrator right: no rule may give it.',
      );
    const added: BirthrightRule = {
      id: newRuleId,
      name: role.nameSv,
      roleId: role.id,
      analysis: role.analysis,
      reviewDays: role.reviewDays,
      selector,
    };
    return { title: role.nameSv, rules: [...rules, added] };
  }
}
