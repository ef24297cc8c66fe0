import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Employment } from '../model/people.js';
import { isRefusal } from '../model/refusal.js';
import {
  checkExemption,
  checkSeparationRule,
  conflictsAdded,
  conflictsOf,
  isExempt,
  separationRefusal,
  type HeldRole,
  type SeparationRule,
  type SeparationSide,
} from './separation-of-duties.js';

const today = '2026-11-22';
const side = (more: Partial<SeparationSide>): SeparationSide => ({
  roleIds: [],
  entitlementIds: [],
  people: null,
  ...more,
});
const rule = (more: Partial<SeparationRule> = {}): SeparationRule => ({
  id: 'rule',
  name: 'Utreda och betala',
  mode: 'enforce',
  left: side({ roleIds: ['investigate'] }),
  right: side({ entitlementIds: ['pay'] }),
  ...more,
});
const employment: Employment = {
  id: 'e',
  personId: 'anna',
  unitId: 'ward',
  unitPath: '/1/2/',
  unitKind: 'boende',
  careProviderId: 'p',
  kind: 'permanent',
  title: 'Undersköterska',
  titleCode: '207011',
  startDate: '2020-01-01',
  endDate: today,
  terminated: false,
  leave: null,
};
const role = (roleId: string, ...entitlementIds: string[]): HeldRole => ({ roleId, entitlementIds });

describe('duties that are kept apart', () => {
  it.each<[string, SeparationRule, HeldRole[], Employment[], string]>([
    [
      'a role and an entitlement',
      rule(),
      [role('investigate'), role('cashier', 'pay')],
      [],
      'investigate/cashier',
    ],
    ['one side alone', rule(), [role('investigate')], [], ''],
    ['one role that meets both', rule(), [role('investigate', 'pay')], [], 'investigate/investigate'],
    [
      'a title and a role, on the last day of employment',
      rule({ left: side({ people: { titleCodes: ['2070*'] } }) }),
      [role('cashier', 'pay')],
      [employment],
      '/cashier',
    ],
    [
      'a title of an ended employment',
      rule({ left: side({ people: { titleCodes: ['2070*'] } }) }),
      [role('cashier', 'pay')],
      [{ ...employment, endDate: '2026-11-21' }],
      '',
    ],
    [
      'a title in another unit',
      rule({ left: side({ people: { titleCodes: ['2070*'], unitsBelow: ['9'] } }) }),
      [role('cashier', 'pay')],
      [employment],
      '',
    ],
  ])('%s', (_, asked, held, employments, expected) => {
    const found = conflictsOf([asked], { employments, held }, today);
    expect(found.map(({ left, right }) => `${left.join()}/${right.join()}`).join()).toBe(expected);
  });

  it('hold only what is new against a request', () => {
    const held = [role('investigate'), role('cashier', 'pay')];
    const added = (...roles: HeldRole[]): number =>
      conflictsAdded([rule()], { employments: [], held }, roles, today).length;
    expect(added(role('other'))).toBe(0);
    expect(added(role('cashier', 'pay'))).toBe(0);
    expect(added(role('payer', 'pay'))).toBe(1);
  });

  it('two that are asked for together meet each other', () => {
    const added = [role('investigate'), role('cashier', 'pay')];
    expect(conflictsAdded([rule()], { employments: [], held: [] }, added, today)).toHaveLength(1);
  });

  it('are stopped by an enforced rule alone, and let through by an exemption that runs', () => {
    const conflict = { rule: rule(), left: ['investigate'], right: ['cashier'] };
    const recorded = { ...conflict, rule: rule({ id: 'other', mode: 'record' as const }) };
    const foreseen = (one: typeof conflict, exempt = false) => ({ ...one, exempt });
    const running = [{ ruleId: 'rule', validTo: today }];
    expect(separationRefusal([foreseen(recorded)])).toBeNull();
    expect(separationRefusal([foreseen(recorded), foreseen(conflict)])?.code).toBe('duties-conflict');
    expect(separationRefusal([foreseen(conflict, true)])).toBeNull();
    expect(isExempt(conflict.rule, running, today)).toBe(true);
    expect(isExempt(conflict.rule, running, '2026-11-23')).toBe(false);
    expect(isExempt(conflict.rule, [{ ruleId: 'other', validTo: '2099-01-01' }], today)).toBe(false);
  });

  it('adding never makes a conflict that holding would not be (any roles, any rules)', () => {
    const names = fc.constantFrom('a', 'b', 'c', 'd');
    const anySide = fc.record({
      roleIds: fc.uniqueArray(names, { maxLength: 2 }),
      entitlementIds: fc.uniqueArray(names, { maxLength: 2 }),
      people: fc.constantFrom(null, { titleCodes: ['207*'] }),
    });
    const anyRule = fc.record({
      id: names,
      name: names,
      mode: fc.constantFrom('record' as const, 'enforce' as const),
      left: anySide,
      right: anySide,
    });
    const roles = fc.uniqueArray(
      fc.record({ roleId: names, entitlementIds: fc.uniqueArray(names, { maxLength: 2 }) }),
      { selector: ({ roleId }) => roleId },
    );
    fc.assert(
      fc.property(
        fc.array(anyRule, { maxLength: 4 }),
        roles,
        roles,
        fc.boolean(),
        (rules, held, added, employed) => {
          const employments = employed ? [employment] : [];
          const fresh = added.filter(({ roleId }) => !held.some((one) => one.roleId === roleId));
          const before = conflictsOf(rules, { employments, held }, today);
          const after = conflictsOf(rules, { employments, held: [...held, ...fresh] }, today);
          const made = conflictsAdded(rules, { employments, held }, added, today);
          expect(after.length).toBeGreaterThanOrEqual(before.length);
          for (const one of made) expect(after).toContainEqual(one);
          for (const one of after)
            if (!before.some(({ rule: known }) => known === one.rule)) expect(made).toContainEqual(one);
        },
      ),
    );
  });
});

describe('a rule', () => {
  it.each<[string, Pick<SeparationRule, 'left' | 'right'>, string]>([
    ['of access on both sides', rule(), 'fine'],
    ['with an empty side', rule({ left: side({}) }), '/left'],
    [
      'between two groups of people',
      rule({ left: side({ people: {} }), right: side({ people: {} }) }),
      '/right',
    ],
    ['with the same role on both sides', rule({ right: side({ roleIds: ['investigate'] }) }), '/right'],
  ])('%s', (_, asked, expected) => {
    expect(checkSeparationRule(asked)?.pointer ?? 'fine').toBe(expected);
  });
});

describe('an exemption', () => {
  it.each([
    ['anna', 'boss', today, 'fine'],
    ['anna', 'boss', '2027-11-22', 'fine'],
    ['anna', 'boss', '2027-11-23', 'invalid'],
    ['anna', 'boss', '2026-11-21', 'invalid'],
    ['anna', 'anna', today, 'own-exemption'],
  ])('for %s by %s to %s', (personId, by, validTo, expected) => {
    const answer = checkExemption(by, { personId, validTo }, today, '2027-11-22');
    expect(isRefusal(answer) ? answer.code : 'fine').toBe(expected);
  });
});
