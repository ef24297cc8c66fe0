import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '../model/refusal.js';
import { someone, stageFacts } from '../../../test/support/stage-facts.js';
import { decideRequest, type Decision, type DecisionFacts } from './decide-request.js';
import { type Seat, type StandingStage } from './sit-in-stage.js';
import { mayMove, requestStates } from './request-states.js';

const seat = (personId: string, more: Partial<Seat> = {}): Seat => ({
  personId,
  onBehalfOf: null,
  outcome: null,
  days: null,
  ...more,
});
const stage = (kind: StandingStage['kind'], more: Partial<StandingStage> = {}): StandingStage => ({
  position: 1,
  kind,
  rule: 'any',
  state: 'open',
  escalations: 0,
  seats: [seat('owner')],
  ...more,
});
const facts: DecisionFacts = {
  today: '2026-11-21',
  request: {
    number: 42,
    roleId: 'whole',
    state: 'pending',
    requestedBy: 'manager',
    personId: 'anna',
    kind: 'new',
    askedDays: 90,
    unitId: 'ward',
    scope: { id: 'ward', path: '/1/2/' },
    revision: 1,
    roleVersion: 3,
  },
  stages: [stage('information-owner')],
  delegators: [],
  decider: someone('owner'),
  approval: stageFacts,
  extends: null,
  narrowTo: null,
  narrowToRole: null,
  role: { name: 'Journal', maxDays: 180, requiredLevel: 3, requestable: true, version: 3 },
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
  separation: [],
  alreadyGranted: false,
};
const held = (lastDay: string): DecisionFacts['extends'] => ({ id: 'g', source: 'request', lastDay });
const request = (more: Partial<DecisionFacts['request']>): Partial<DecisionFacts> => ({
  request: { ...facts.request, ...more },
});
const pinned = (more: Partial<DecisionFacts['pinned']>): Partial<DecisionFacts> => ({
  pinned: { ...facts.pinned, ...more },
});
const employment = (more: Partial<DecisionFacts['employment']>): Partial<DecisionFacts> => ({
  employment: { ...facts.employment, ...more },
});

const apart = (mode: 'record' | 'enforce'): DecisionFacts['separation'][number] => ({
  rule: {
    id: 'rule',
    name: 'Utreda och betala',
    mode,
    left: { roleIds: ['r'], entitlementIds: [], people: null },
    right: { roleIds: ['p'], entitlementIds: [], people: null },
  },
  left: ['r'],
  right: ['p'],
  exempt: false,
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
    [
      'a system that has got another owner',
      { approval: { ...stageFacts, informationOwner: someone('successor') } },
      'no-approver',
    ],
    ['a request that has been edited since', request({ revision: 2 }), 'request-changed'],
    ['a role that has another content since', request({ roleVersion: 2 }), 'role-changed'],
    ['an extension of what has ended', request({ kind: 'extension' }), 'already-decided'],
    [
      'an extension of what is held',
      { ...request({ kind: 'extension' }), extends: held('2026-12-01'), alreadyGranted: true },
      'approved for 90',
    ],
    [
      'an extension that has come to end before what is held',
      { ...request({ kind: 'extension' }), extends: held('2027-02-19') },
      'extension-too-short',
    ],
    [
      'an extension by one day',
      { ...request({ kind: 'extension' }), extends: held('2027-02-18') },
      'approved for 90',
    ],
    ['access already held', { alreadyGranted: true }, 'already-granted'],
    ['duties that are kept apart since', { separation: [apart('enforce')] }, 'duties-conflict'],
    [
      'duties apart, with an exemption',
      { separation: [{ ...apart('enforce'), exempt: true }] },
      'approved for 90',
    ],
    ['duties that a rule only records', { separation: [apart('record')] }, 'approved for 90'],
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
    [
      'whoever has a delegation',
      { delegators: ['owner'], decider: someone('stand-in') },
      'stand-in',
      'approved for 90',
    ],
    ['a delegate who asked', { delegators: ['owner'] }, 'manager', 'own-approval'],
    ['a delegate who would gain', { delegators: ['owner'] }, 'anna', 'own-approval'],
    ['a delegate of somebody who does not decide', { delegators: ['stranger'] }, 'stand-in', 'not-found'],
    [
      'a delegate who decides in another stage',
      {
        delegators: ['owner'],
        stages: [
          stage('information-owner'),
          stage('extra', { position: 2, state: 'waiting', seats: [seat('second')] }),
        ],
      },
      'second',
      'same-approver',
    ],
    [
      'whose turn it is not yet',
      {
        stages: [
          stage('information-owner'),
          stage('extra', { position: 2, state: 'waiting', seats: [seat('second')] }),
        ],
      },
      'second',
      'stage-not-open',
    ],
    [
      'who has answered for somebody else',
      {
        stages: [
          stage('information-owner', {
            state: 'approved',
            seats: [seat('second', { onBehalfOf: 'owner', outcome: 'approved' })],
          }),
          stage('extra', { position: 2, seats: [seat('officer')] }),
        ],
      },
      'second',
      'already-decided',
    ],
  ])('%s', (_, changed, by, expected) => {
    expect(verdict(changed, by)).toBe(expected);
    if (expected !== 'approved for 90')
      expect(verdict(changed, by, { outcome: 'refuse', reason: 'Behövs inte' })).toBe(expected);
  });
});

describe('a delegate', () => {
  it('of another care provider decides nothing', () => {
    const decider = someone('stand-in', { careProviderIds: ['q'] });
    expect(verdict({ delegators: ['owner'], decider }, 'stand-in')).toBe('outside-care-provider');
    const across = { ...stageFacts, acrossCareProviders: true };
    expect(verdict({ delegators: ['owner'], decider, approval: across }, 'stand-in')).toBe('approved for 90');
  });

  it('answers from the seat of the one who delegated', () => {
    const answer = decideRequest(
      { ...facts, delegators: ['owner'], decider: someone('stand-in') },
      { personId: 'stand-in', level: 3 },
      { outcome: 'approve' },
    );
    expect(answer).toMatchObject({ sitting: { position: 1, seatOf: 'owner', onBehalfOf: 'owner' } });
  });
});

describe('several stages', () => {
  const second = stage('extra', { position: 2, state: 'waiting', seats: [seat('second')] });
  const next = (
    stages: readonly StandingStage[],
    by = 'owner',
    decision: Decision = { outcome: 'approve' },
  ): unknown => {
    const answer = decideRequest(
      { ...facts, stages, decider: someone(by) },
      { personId: by, level: 3 },
      decision,
    );
    return isRefusal(answer) ? answer.code : answer.outcome === 'approved' ? answer.next : answer.outcome;
  };

  it('are passed one after the other', () => {
    expect(next([stage('information-owner'), second])).toEqual({ position: 2 });
    const passed = stage('information-owner', {
      state: 'approved',
      seats: [seat('owner', { outcome: 'approved', days: 30 })],
    });
    const open = { ...second, state: 'open' as const };
    expect(next([passed, open], 'second')).toBe('granted');
    expect(next([passed, open], 'owner')).toBe('already-decided');
    // What one has shortened, nobody lengthens.
    expect(next([passed, open], 'second', { outcome: 'approve', days: 31 })).toBe('cannot-widen');
    expect(verdict({ stages: [passed, open], decider: someone('second') }, 'second')).toBe('approved for 30');
  });

  it('wait for all their seats where all must approve, for any one where any may', () => {
    const two = [seat('o1'), seat('o2')];
    const officers = { ...stageFacts, risk: 4, securityOfficers: [someone('o1'), someone('o2')] };
    const of = (rule: 'all' | 'any', seats: readonly Seat[]): unknown => {
      const stages = [stage('security', { rule, seats })];
      const answer = decideRequest(
        { ...facts, stages, approval: officers, decider: someone('o1') },
        { personId: 'o1', level: 3 },
        { outcome: 'approve' },
      );
      return isRefusal(answer) ? answer.code : answer.outcome === 'approved' && answer.next;
    };
    expect(of('any', two)).toBe('granted');
    expect(of('all', two)).toBe('same-stage');
    expect(of('all', [seat('o1'), seat('o2', { outcome: 'approved', days: 90 })])).toBe('granted');
  });
});

describe('narrowing', () => {
  it.each<[string, { id: string; path: string } | null, string]>([
    ['a unit within', { id: 'corridor', path: '/1/2/3/' }, 'corridor'],
    ['the same unit', { id: 'ward', path: '/1/2/' }, 'ward'],
    ['the unit above', { id: 'house', path: '/1/' }, 'cannot-widen'],
    ['another unit', { id: 'other', path: '/1/20/' }, 'cannot-widen'],
    ['one that does not exist', null, 'cannot-widen'],
  ])('to %s', (_, narrowTo, expected) => {
    const answer = decideRequest(
      { ...facts, narrowTo },
      { personId: 'owner', level: 3 },
      { outcome: 'approve', unitId: narrowTo?.id ?? 'nowhere' },
    );
    expect(isRefusal(answer) ? answer.code : answer.outcome === 'approved' && answer.scopeId).toBe(expected);
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
