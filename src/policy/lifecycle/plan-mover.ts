import { isLive, type BirthrightRule, type Change } from '../model/access.js';
import type { Day } from '../model/day.js';
import type { Employment } from '../model/people.js';
import { selects } from '../model/selector.js';
import type { HeldGrant, RoleTerms } from './person-facts.js';

/**
 * MOVER (H13.1.2, H13.1.6). What no longer fits an employment in force, and what becomes of it:
 *
 * - a birthright ends with its rule, when the rule no longer matches, and in another unit (where the joiner's rules give
 *   it anew). A rule whose analysis has expired opens nothing new, but takes nothing away: that is for a review;
 * - an administrator right that is activated ends in another unit, and when its holder may no longer activate it;
 * - what was asked for is for one unit. In another one it follows its role's own policy: it ends, stays some days for
 *   handover, or stays until the new manager has answered. It ends at once when a rule now gives the same role, and with
 *   another care provider (invariant 11). Back in the old unit before the answer, it fits again;
 * - a new title alone outgrows what was asked for if the role was suggested for the title it was given for, and is
 *   not for the present one. What was never suggested for the title was judged by people, and stays.
 *
 * A new manager alone changes no access, only who reviews it.
 */
export function planMover(
  employment: Employment,
  grants: readonly HeldGrant[],
  rules: readonly BirthrightRule[],
  roles: ReadonlyMap<string, RoleTerms>,
  declined: ReadonlySet<string>,
  today: Day,
): Change[] {
  const matching = rules.filter((rule) => selects(rule.selector, employment));
  const ids = new Set(matching.map((rule) => rule.id));
  const given = new Set(
    matching
      .filter((rule) => rule.paused !== true && isLive(rule.analysis, today) && !declined.has(rule.roleId))
      .map((rule) => rule.roleId),
  );
  return grants.flatMap((grant): Change[] => {
    const terms = roles.get(grant.roleId);
    const { id: grantId, personId } = grant;
    const ended = (reason: 'moved' | 'no-longer-matched'): Change[] => [
      { kind: 'end', grantId, personId, reason },
    ];
    const elsewhere = grant.unitId !== employment.unitId;
    if (grant.source === 'birthright') {
      if (!(grant.ruleId !== null && ids.has(grant.ruleId))) return ended('no-longer-matched');
      return elsewhere ? ended('moved') : [];
    }
    if (grant.source === 'activation')
      return elsewhere || (terms?.eligible && !selects(terms.eligible, employment)) ? ended('moved') : [];
    if (!elsewhere && !outgrownByTitle(employment, grant, terms))
      return grant.outgrownAt === null ? [] : [{ kind: 'fits', grantId, personId }];

    const mover = terms?.mover ?? 'review';
    if (mover === 'end' || given.has(grant.roleId) || grant.careProviderId !== employment.careProviderId)
      return ended('moved');
    if (grant.outgrownAt !== null) return [];
    if (mover === 'review') return [{ kind: 'outgrow', grantId, personId }];
    const { keepUntil } = mover;
    const validTo = grant.validTo !== null && grant.validTo < keepUntil ? grant.validTo : keepUntil;
    return [{ kind: 'shorten', grantId, personId, validTo, outgrown: true }];
  });
}

function outgrownByTitle(employment: Employment, grant: HeldGrant, terms: RoleTerms | undefined): boolean {
  const suggested = terms?.suggestedFor;
  if (!suggested || grant.titleCode === employment.titleCode) return false;
  return selects(suggested, { ...employment, titleCode: grant.titleCode }) && !selects(suggested, employment);
}
