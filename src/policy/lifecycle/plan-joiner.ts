import { isLive, type BirthrightRule, type Change } from '../model/access.js';
import { addDays, type Day } from '../model/day.js';
import type { Employment } from '../model/people.js';
import { selects } from '../model/selector.js';

type Opening = Extract<Change, { kind: 'open' }>;

/**
 * JOINER. The birthrights of an employment in force: every rule that matches it and whose analysis is live
 * (H13.1.3). Access begins now, never before: a late contract gives nothing backwards.
 * @param held roles that the employment keeps, or that a review has taken from it
 */
export function planJoiner(
  employment: Employment,
  held: ReadonlySet<string>,
  rules: readonly BirthrightRule[],
  today: Day,
): Opening[] {
  const opened = new Set(held);
  const changes: Opening[] = [];
  for (const rule of rules) {
    if (
      rule.paused === true ||
      opened.has(rule.roleId) ||
      !isLive(rule.analysis, today) ||
      !selects(rule.selector, employment)
    )
      continue;
    opened.add(rule.roleId); // two rules may give the same role
    changes.push({
      kind: 'open',
      personId: employment.personId,
      employmentId: employment.id,
      roleId: rule.roleId,
      unitId: employment.unitId,
      source: 'birthright',
      analysisId: rule.analysis.id,
      assessmentId: null,
      ruleId: rule.id,
      validTo: null,
      nextReview: addDays(today, rule.reviewDays),
    });
  }
  return changes;
}
