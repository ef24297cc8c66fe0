import { describe, expect, it } from '@jest/globals';
import type { Employment } from '../model/people.js';
import { dueOn, planChecklist, type ChecklistRules, type EndingFacts } from './plan-checklist.js';

const today = '2026-11-22';
const item = (key: string, dueDays: number) => ({
  key,
  sv: key,
  en: key,
  owner: 'manager',
  dueDays,
  applies: 'always' as const,
  when: {},
});
const rules: ChecklistRules = {
  openDays: 30,
  lateDays: 30,
  graceDays: 5,
  checklist: [item('card', 0), item('phone', 3), item('plan', -7)],
};

function ending(endDate: string, stored: EndingFacts['stored'] = null): EndingFacts {
  const employment: Employment = {
    id: 'e1',
    personId: 'p1',
    unitId: 'u1',
    unitPath: '/1/',
    unitKind: 'care',
    careProviderId: 'c1',
    title: 'Undersköterska',
    leave: null,
    kind: 'permanent',
    titleCode: null,
    startDate: '2020-01-01',
    endDate,
    terminated: false,
  };
  return { employment, terminatedOn: null, others: [], managerId: 'm1', stored };
}

function dues(facts: EndingFacts): Record<string, string> {
  const step = planChecklist(facts, rules, today);
  if (step?.kind !== 'open') throw new Error('no list was opened');
  return Object.fromEntries(step.items.map((each) => [each.item.key, each.dueOn]));
}

describe('a leaver’s checklist', () => {
  it('is due by the last day when the end is known in time', () => {
    expect(dues(ending('2026-12-10'))).toEqual({
      card: '2026-12-10',
      phone: '2026-12-13',
      plan: '2026-12-03',
    });
  });

  it('makes nobody late at the first import: what was due before the end was known gets days from that day', () => {
    expect(dues(ending('2026-11-10'))).toEqual({
      card: '2026-11-27',
      phone: '2026-11-27',
      plan: '2026-11-27',
    });
    expect(dues(ending('2026-11-25'))).toEqual({
      card: '2026-11-25',
      phone: '2026-11-28',
      plan: '2026-11-27',
    });
  });

  it('asks for what is due today today: an urgent end gives no days of grace', () => {
    expect(dueOn({ dueDays: 0 }, today, rules, today)).toBe(today);
  });

  it('says from which day a moved end counts', () => {
    const stored = { id: 'c1', lastDay: '2026-12-10', state: 'open' as const, managerId: 'm1' };
    expect(planChecklist(ending('2026-11-01', stored), rules, today)).toMatchObject({
      kind: 'follow',
      lastDay: '2026-11-01',
      learntOn: today,
      graceUntil: '2026-11-27',
    });
  });
});
