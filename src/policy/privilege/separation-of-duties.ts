import type { Day } from '../model/day.js';
import { isInForce, type Employment } from '../model/people.js';
import { refuse, type Refusal } from '../model/refusal.js';
import { selects, type PeopleSelector } from '../model/selector.js';

/** Records only, or keeps the two sides apart: a new rule is best tried in `record` first. */
export const separationModes = ['record', 'enforce'] as const;
export type SeparationMode = (typeof separationModes)[number];

/** One side of a rule: met by holding one of the roles or entitlements, or by being one of the people. */
export interface SeparationSide {
  readonly roleIds: readonly string[];
  readonly entitlementIds: readonly string[];
  readonly people: PeopleSelector | null;
}

/** Duties that nobody may have together: who meets both sides is in conflict. */
export interface SeparationRule {
  readonly id: string;
  readonly name: string;
  readonly mode: SeparationMode;
  readonly left: SeparationSide;
  readonly right: SeparationSide;
}

export interface HeldRole {
  readonly roleId: string;
  readonly entitlementIds: readonly string[];
}

/** A person as the rules see them; access that rests counts, since it comes back by itself. */
export interface SeparationFacts {
  readonly employments: readonly Employment[];
  readonly held: readonly HeldRole[];
}

export interface SeparationConflict {
  readonly rule: SeparationRule;
  /** The roles that meet each side; empty when it is met by who the person is. */
  readonly left: readonly string[];
  readonly right: readonly string[];
}

/** The rules of which the person meets both sides. */
export function conflictsOf(
  rules: readonly SeparationRule[],
  { employments, held }: SeparationFacts,
  today: Day,
): SeparationConflict[] {
  const inForce = employments.filter((employment) => isInForce(employment, today));
  const rolesOf = (side: SeparationSide): string[] =>
    held
      .filter(
        ({ roleId, entitlementIds }) =>
          side.roleIds.includes(roleId) || entitlementIds.some((id) => side.entitlementIds.includes(id)),
      )
      .map(({ roleId }) => roleId)
      .sort();
  const isOne = ({ people }: SeparationSide): boolean =>
    people !== null && inForce.some((employment) => selects(people, employment));
  return rules.flatMap((rule) => {
    const [left, right] = [rolesOf(rule.left), rolesOf(rule.right)];
    // Being two kinds of people is nobody's access: without any there is nothing to keep apart.
    const met =
      left.length + right.length > 0 &&
      (left.length > 0 || isOne(rule.left)) &&
      (right.length > 0 || isOne(rule.right));
    return met ? [{ rule, left, right }] : [];
  });
}

/** The conflicts in which the added roles take part: what there was before is not held against a new request. */
export function conflictsAdded(
  rules: readonly SeparationRule[],
  facts: SeparationFacts,
  added: readonly HeldRole[],
  today: Day,
): SeparationConflict[] {
  const has = new Set(facts.held.map(({ roleId }) => roleId));
  const fresh = new Set(added.map(({ roleId }) => roleId).filter((id) => !has.has(id)));
  const all = { ...facts, held: [...facts.held, ...added.filter(({ roleId }) => fresh.has(roleId))] };
  return conflictsOf(rules, all, today).filter(({ left, right }) =>
    [...left, ...right].some((roleId) => fresh.has(roleId)),
  );
}

/** A recorded exception for one person and one rule; both days inclusive. */
export interface SeparationExemption {
  readonly ruleId: string;
  readonly validTo: Day;
}

/** An exemption lets the person through as long as it runs. */
export function isExempt(
  rule: Pick<SeparationRule, 'id'>,
  exemptions: readonly SeparationExemption[],
  today: Day,
): boolean {
  return exemptions.some(({ ruleId, validTo }) => ruleId === rule.id && validTo >= today);
}

/** A conflict that a decision would make, and whether somebody has exempted the person from its rule. */
export interface ForeseenConflict extends SeparationConflict {
  readonly exempt: boolean;
}

/** Null when nothing enforced stands in the way; else the first rule that does. */
export function separationRefusal(conflicts: readonly ForeseenConflict[]): Refusal | null {
  const stops = conflicts.find(({ rule, exempt }) => rule.mode === 'enforce' && !exempt);
  return stops
    ? refuse(
        'duties-conflict',
        `The rule “${stops.rule.name}” keeps these duties apart, and nobody has decided on an exemption.`,
        { facts: { rule: stops.rule.name } },
      )
    : null;
}

/** What a rule must say to mean something. Null when it does. */
export function checkSeparationRule(rule: Pick<SeparationRule, 'left' | 'right'>): Refusal | null {
  for (const side of ['left', 'right'] as const) {
    const { roleIds, entitlementIds, people } = rule[side];
    if (roleIds.length === 0 && entitlementIds.length === 0 && people === null)
      return refuse('invalid', 'Each side needs a role, an entitlement or a group of people.', {
        pointer: `/${side}`,
      });
  }
  const { left, right } = rule;
  if ([left, right].every((side) => side.roleIds.length === 0 && side.entitlementIds.length === 0))
    return refuse('invalid', 'At least one side must be access: two groups of people keep nothing apart.', {
      pointer: '/right',
    });
  const both = (key: 'roleIds' | 'entitlementIds'): boolean =>
    left[key].some((id) => right[key].includes(id));
  if (both('roleIds') || both('entitlementIds'))
    return refuse(
      'invalid',
      'The same access is on both sides: everyone who holds it would be in conflict.',
      {
        pointer: '/right',
      },
    );
  return null;
}

export const longestExemptionDays = 365;

/** Somebody else than the person decides, a compensating control is stated by the input, and it ends. Null when so. */
export function checkExemption(
  by: string,
  exemption: { readonly personId: string; readonly validTo: Day },
  today: Day,
  latest: Day,
): Refusal | null {
  if (by === exemption.personId)
    return refuse('own-exemption', 'You cannot exempt yourself from a rule: a colleague must decide.');
  if (exemption.validTo < today || exemption.validTo > latest)
    return refuse('invalid', `An exemption ends between today and ${latest}.`, { pointer: '/validTo' });
  return null;
}
