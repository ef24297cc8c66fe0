import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '../model/refusal.js';
import { decideRequest, type Decision, type DecisionFacts } from './decide-request.js';
import { mayMove, requestStates } from './request-states.js';

const facts: DecisionFacts = {
  today: '2026-11-21',
  request: {
    number: 42,
    state: 'pending',
    requestedBy: 'manager',
    personId: 'anna',
    approverId: 'owner',
    askedDays: 90,
    unitId: 'ward',
  },
  role: { name: 'Journal', maxDays: 180, requiredLevel: 3, requestable: true },
  pinned: { id: 'a', roleId: 'r', version: 2, state: 'approved', validTo: '2026-11-21' },
  employment: {
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
    endDate: '2026-11-21',
    terminated: false,
    leave: null,
  },
  ownerIds: ['owner', 'systems'],
  alreadyGranted: false,
};
const request = (more: Partial<DecisionFacts['request']>): Partial<DecisionFacts> => ({
  request: { ...facts.request, ...more },
});
const pinned = (more: Partial<DecisionFacts['pinned']>): Partial<DecisionFacts> => ({
  pinned: { ...facts.pinned, ...more },
});
const employment = (more: Partial<DecisionFacts['employment']>): Partial<DecisionFacts> => ({
  employment: { ...facts.employment, ...more },
});

function verdict(
  changed: Partial<DecisionFacts>,
  by = 'owner',
  decision: Decision = { outcome: 'approve' },
  level = 3,
): string {
  const answer = decideRequest({ ...facts, ...changed }, { personId: by, level }, decision);
  if (isRefusal(answer)) return answer.code;
  return answer.outcome === 'approved' ? `approved for ${String(answer.days)}` : `refused: ${answer.reason}`;
}

describe('approving', () => {
  it.each<[string, Partial<DecisionFacts>, string]>([
    ['on the last day of employment and analysis', {}, 'approved for 90'],
    ['a day after the analysis ran out', pinned({ validTo: '2026-11-20' }), 'no-live-analysis'],
    ['a replaced analysis', pinned({ state: 'superseded' }), 'analysis-changed'],
    ['an analysis taken back to a draft', pinned({ state: 'draft' }), 'no-live-analysis'],
    ['an ended employment', employment({ endDate: '2026-11-20' }), 'employment-not-in-force'],
    ['a terminated employment', employment({ terminated: true }), 'employment-not-in-force'],
    ['an employment in another unit', employment({ unitId: 'elsewhere' }), 'employment-not-in-force'],
    ['a system that has got another owner', { ownerIds: ['successor', 'systems'] }, 'no-approver'],
    ['access already held', { alreadyGranted: true }, 'already-granted'],
    ['a role no longer requestable', { role: { ...facts.role, requestable: false } }, 'not-requestable'],
    ['a role whose longest time has been cut', { role: { ...facts.role, maxDays: 30 } }, 'cannot-widen'],
    ['a withdrawn request', request({ state: 'withdrawn' }), 'already-decided'],
    ['a closed request', request({ state: 'closed' }), 'already-decided'],
    ['an approved request', request({ state: 'approved' }), 'already-decided'],
  ])('%s', (_, changed, expected) => {
    expect(verdict(changed)).toBe(expected);
  });

  it.each<[string, number, string]>([
    ['fewer days', 1, 'approved for 1'],
    ['as many days', 90, 'approved for 90'],
    ['one more day', 91, 'cannot-widen'],
    ['no days', 0, 'invalid'],
    ['part of a day', 1.5, 'invalid'],
  ])('for %s', (_, days, expected) => {
    expect(verdict({}, 'owner', { outcome: 'approve', days })).toBe(expected);
  });

  it('takes the level of the role', () => {
    const strong = { role: { ...facts.role, requiredLevel: 4 } };
    expect(verdict(strong)).toBe('insufficient-assurance');
    expect(verdict(strong, 'owner', { outcome: 'approve' }, 4)).toBe('approved for 90');
  });
});

describe('who decides', () => {
  it.each<[string, Partial<DecisionFacts>, string, string]>([
    ['the approver', {}, 'owner', 'approved for 90'],
    ['who asked', {}, 'manager', 'own-approval'],
    ['who would gain', {}, 'anna', 'own-approval'],
    ['an approver who asked', request({ requestedBy: 'owner' }), 'owner', 'own-approval'],
    ['an approver who would gain', request({ personId: 'owner' }), 'owner', 'own-approval'],
    ['somebody else', {}, 'stranger', 'not-found'],
  ])('%s', (_, changed, by, expected) => {
    expect(verdict(changed, by)).toBe(expected);
    if (expected !== 'approved for 90')
      expect(verdict(changed, by, { outcome: 'refuse', reason: 'Behövs inte' })).toBe(expected);
  });
});

describe('refusing', () => {
  it.each<[string | undefined, string]>([
    [undefined, 'reason-required'],
    ['    ', 'reason-required'],
    ['nej  ', 'reason-required'],
    [' Behövs inte ', 'refused: Behövs inte'],
  ])('because %j', (reason, expected) => {
    expect(verdict({}, 'owner', { outcome: 'refuse', reason })).toBe(expected);
  });

  it('needs neither a live analysis nor a live employment', () => {
    const dead = { ...pinned({ state: 'superseded' }), ...employment({ terminated: true }) };
    expect(verdict(dead, 'owner', { outcome: 'refuse', reason: 'Har slutat' })).toBe('refused: Har slutat');
  });
});

describe('states', () => {
  it('are left once and never again', () => {
    for (const from of requestStates)
      for (const to of requestStates)
        expect(mayMove(1, from, to) === null).toBe(from === 'pending' && to !== 'pending');
  });
});
