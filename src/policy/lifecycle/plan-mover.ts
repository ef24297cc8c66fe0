import type { BirthrightRule, Change, Grant } from '../model/access.js';
import { selects } from '../model/selector.js';
import type { Employment } from '../model/people.js';

/**
 * MOVER. What no longer fits an employment in force: a grant is for one unit, so it does not follow to another; a
 * birthright ends with its rule or when the rule no longer matches. A rule whose analysis has expired opens nothing
 * new, but takes nothing away: that is for a review to judge.
 */
export function planMover(
  employment: Employment,
  grants: readonly Grant[],
  rules: readonly BirthrightRule[],
): Change[] {
  const matching = new Set(rules.filter((rule) => selects(rule.selector, employment)).map((rule) => rule.id));
  return grants.flatMap((grant): Change[] => {
    const { id: grantId, personId } = grant;
    if (grant.source === 'birthright' && !(grant.ruleId !== null && matching.has(grant.ruleId)))
      return [{ kind: 'end', grantId, personId, reason: 'no-longer-matched' }];
    if (grant.unitId !== employment.unitId) return [{ kind: 'end', grantId, personId, reason: 'moved' }];
    return [];
  });
}
