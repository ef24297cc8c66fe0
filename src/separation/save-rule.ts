import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { ReadStanding } from '../grants/read-standing.js';
import { Clock } from '../platform/clock.js';
import { Database, violatedConstraint, type Tx } from '../platform/database.js';
import { InvalidInput } from '../platform/http/invalid-input.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { checkSeparationRule, type SeparationSide } from '../policy/privilege/separation-of-duties.js';
import { RefreshConflicts } from './refresh-conflicts.js';
import { RulesStore, type RuleContent, type StoredRule } from './rules.store.js';

export interface SaveRuleInput extends RuleContent {
  readonly state: StoredRule['state'];
  /** Who ordered it and why (H15.5). */
  readonly reason: string;
  /** The version that was looked at; null for a new rule. */
  readonly version: number | null;
}

/** The security officer declares which duties nobody may have together, changes that, or lets it go. */
@Injectable()
export class SaveRule {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: RulesStore,
    private readonly standing: ReadStanding,
    private readonly refresh: RefreshConflicts,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns the rule's id. @throws Refused not-allowed, not-found, rule-changed, name-taken, invalid */
  async run(actor: PersonActor, id: string | null, input: SaveRuleInput): Promise<string> {
    const { reason, version, ...rule } = input;
    try {
      return await this.database.transaction(async (tx) => {
        const now = this.clock.now();
        const refusal =
          may('separation.change', await this.standing.run(tx, actor.personId, now), 'rule') ??
          checkSeparationRule(rule);
        if (refusal) throw new Refused(refusal);
        await this.#known(tx, rule);
        const before = id === null ? null : await this.store.lock(tx, id);
        if (id !== null && !before) throw Refused.because('not-found', 'There is no such rule.');
        if (before && before.version !== version)
          throw Refused.because('rule-changed', 'Somebody else has changed the rule since you opened it.');
        const next = (before?.version ?? 0) + 1;
        const ruleId = await this.store.write(
          tx,
          { ...rule, id, version: next },
          { personId: actor.personId, at: now, reason },
        );
        await this.audit.run(tx, actor, [
          {
            action: before ? 'separation-rule.changed' : 'separation-rule.added',
            objectKind: 'separation-rule',
            objectId: ruleId,
            reason,
            detail: { name: rule.name, mode: rule.mode, state: rule.state, version: next },
          },
        ]);
        await this.refresh.run(tx, actor, null, now, ruleId);
        return ruleId;
      });
    } catch (error) {
      if (violatedConstraint(error) === 'separation_rule_name_key')
        throw Refused.because('name-taken', 'Another rule has this name.', { pointer: '/name' });
      throw error;
    }
  }

  async #known(tx: Tx, { left, right }: RuleContent): Promise<void> {
    const sides: [string, SeparationSide][] = [
      ['left', left],
      ['right', right],
    ];
    const problems: { pointer: string; code: string; detail: string }[] = [];
    for (const [name, side] of sides) {
      const unknown = await this.store.unknown(tx, {
        roleIds: side.roleIds,
        entitlementIds: side.entitlementIds,
        unitCodes: side.people?.unitsBelow ?? [],
      });
      for (const [what, ids] of Object.entries(unknown))
        if (ids.length > 0)
          problems.push({ pointer: `/${name}`, code: 'invalid', detail: `names ${what} that there are not` });
    }
    if (problems.length > 0) throw new InvalidInput(problems);
  }
}
