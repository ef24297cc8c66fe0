import type { Account, Standing, WantedKind } from '../model/account.js';
import type { BirthrightRule } from '../model/access.js';
import { addDays, type Day } from '../model/day.js';
import { isInForce, type Employment } from '../model/people.js';
import { selects } from '../model/selector.js';

const dayMs = 24 * 3600_000;

/** In force, or still to come: whoever has such an employment keeps the account, and may get one ahead of time. */
export function isAhead(
  employment: Pick<Employment, 'startDate' | 'endDate' | 'terminated'>,
  today: Day,
): boolean {
  return !employment.terminated && (employment.endDate === null || employment.endDate >= today);
}

/** Whether an account may have to be made ahead or taken away again; it is not while an employment is in force. */
export function isBeforeOrAfter(employments: readonly Employment[], today: Day): boolean {
  return !employments.some((employment) => isAhead(employment, today) && isInForce(employment, today));
}

/**
 * What becomes of the account of somebody who has not begun (H13.1.2). `prepare`: within `days` of the first day, when
 * a birthright of theirs lies in the directory; it is made shut and opens nothing. `delete`: it was made ahead and
 * nobody comes. An account that exists already needs neither.
 * @param inDirectory roles that hold an entitlement in the directory
 */
export function planPreparation(
  facts: { employments: readonly Employment[]; account: Account | null },
  rules: readonly BirthrightRule[],
  inDirectory: ReadonlySet<string>,
  today: Day,
  days: number,
): 'prepare' | 'delete' | null {
  const { employments, account } = facts;
  const ahead = employments.filter((employment) => isAhead(employment, today));
  if (account?.wantedKind === 'prepared') return ahead.length === 0 ? 'delete' : null;
  if (ahead.some((employment) => isInForce(employment, today))) return null; // by the grants
  if (account !== null && account.state !== 'none' && account.state !== 'deleted') return null;
  const soon = addDays(today, days);
  const wanted = ahead.some(
    (employment) =>
      employment.startDate <= soon &&
      rules.some((rule) => inDirectory.has(rule.roleId) && selects(rule.selector, employment)),
  );
  return wanted ? 'prepare' : null;
}

/**
 * Whether an account has been disabled for so long that it is deleted (H10.5.1): `days` whole days, nothing in force
 * or coming, nothing held in access and nobody who asked for it to be kept.
 */
export function isToBeDeleted(
  facts: { account: Account; employments: readonly Employment[]; liveGrants: number },
  now: Date,
  today: Day,
  days: number,
): boolean {
  const { account, employments, liveGrants } = facts;
  return (
    account.state === 'disabled' &&
    account.disabledAt !== null &&
    now.getTime() - account.disabledAt.getTime() >= days * dayMs &&
    liveGrants === 0 &&
    !account.held &&
    !employments.some((employment) => isAhead(employment, today))
  );
}

/**
 * What the account shall be at this moment. Whatever was wanted when the task was made: access in force opens it, and
 * a deletion whose reason is gone (somebody came back, or asked for it to be kept) becomes a shut account.
 */
export function standingOf(facts: {
  wantedKind: WantedKind;
  /** How many groups the grants that work now call for. */
  groups: number;
  /** Whether an employment is in force or coming. */
  ahead: boolean;
  held: boolean;
}): Standing {
  if (facts.groups > 0) return 'open';
  if (facts.wantedKind === 'prepared') return facts.ahead ? 'prepared' : 'shut';
  if (facts.wantedKind === 'deleted') return facts.ahead || facts.held ? 'shut' : 'gone';
  return 'shut';
}
