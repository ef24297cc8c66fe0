import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '../model/refusal.js';
import { isOverdue, nextOpening, type Decision, type ItemState, type NoAnswer } from './campaign-states.js';
import type { Carry } from './carry-over.js';
import { chooseReviewer } from './choose-reviewer.js';
import { closeItem, type Closing } from './close-item.js';
import { decideItem, type ItemFacts } from './decide-item.js';
import { isGreen, type GreenFacts } from './green-item.js';
import { checkLastDay } from './scope-campaign.js';
import { signOff, type DecidedItem } from './sign-off.js';

const today = '2026-11-21';
const carry: Carry = {
  employmentId: 'e',
  roleId: 'ro',
  unitId: 'new',
  analysisId: 'a',
  assessmentId: 's',
  validTo: null,
  suspendedFor: [],
  analysis: { state: 'approved', validTo: today },
  sameCareProvider: true,
};
const dead: Carry = { ...carry, analysis: { state: 'superseded', validTo: '2099-01-01' } };
const abroad: Carry = { ...carry, sameCareProvider: false };

describe('the reviewer', () => {
  it.each([
    ['the manager', ['m', true], ['n', true], 'm'],
    ['the manager’s manager, when the manager has left or is on leave', ['m', false], ['n', true], 'n'],
    ['the manager’s manager, when the manager is the person', ['p', true], ['n', true], 'n'],
    ['nobody, when both are away', ['m', false], ['n', false], null],
    ['nobody, when there is no manager', [null, false], [null, false], null],
    ['never the person themself', ['p', true], ['p', true], null],
  ] as const)('is %s', (_, [managerId, managerAtWork], [nextId, nextAtWork], reviewer) => {
    const facts = { managerId, managerAtWork, nextId, nextAtWork };
    expect(chooseReviewer({ employmentId: 'e', personId: 'p', ...facts })).toBe(reviewer);
  });
});

describe('an answer', () => {
  const item: ItemFacts = {
    id: 'i',
    state: 'open',
    reviewerId: 'r',
    lent: false,
    personId: 'p',
    grantLive: true,
    green: false,
    carry: null,
  };
  const open = { name: 'Höst', state: 'open' as const };
  const keep = { decision: 'keep' as const, reason: null };
  it.each<
    [string, Partial<ItemFacts>, { decision: Decision; reason: string | null }, string, number, string | null]
  >([
    ['by the reviewer', {}, keep, 'r', 1, null],
    ['anew before the sign-off', { state: 'decided' }, keep, 'r', 1, null],
    ['by somebody else', {}, keep, 'x', 1, 'not-found'],
    ['by whom the reviewer has delegated to', { lent: true }, keep, 'x', 1, null],
    ['about oneself, by delegation', { lent: true }, keep, 'p', 1, 'own-review'],
    ['when there is no reviewer', { reviewerId: null }, keep, 'x', 1, 'not-found'],
    ['about oneself', {}, keep, 'p', 1, 'own-review'],
    ['about oneself as reviewer', { reviewerId: 'p' }, keep, 'p', 1, 'own-review'],
    ['after the sign-off', { state: 'signed' }, keep, 'r', 1, 'already-signed'],
    ['about what has ended', { grantLive: false }, keep, 'r', 1, 'item-closed'],
    ['about a moot item', { state: 'moot' }, keep, 'r', 1, 'item-closed'],
    ['keeping what is not green, with others', {}, keep, 'r', 2, 'keep-one-by-one'],
    ['keeping what is green, with others', { green: true }, keep, 'r', 200, null],
    ['removing without a reason', {}, { decision: 'remove', reason: null }, 'r', 1, 'reason-required'],
    ['removing for blanks', {}, { decision: 'remove', reason: '       ' }, 'r', 1, 'reason-required'],
    ['removing for a reason', {}, { decision: 'remove', reason: 'slutat' }, 'r', 2, null],
    ['keeping what the move outgrew', { carry }, keep, 'r', 1, null],
    ['keeping it on an analysis that is over', { carry: dead }, keep, 'r', 1, 'no-live-analysis'],
    ['keeping it in another company', { carry: abroad }, keep, 'r', 1, 'outside-care-provider'],
    ['removing it all the same', { carry: dead }, { decision: 'remove', reason: 'slutat' }, 'r', 1, null],
    ['not knowing', {}, { decision: 'dont-know', reason: null }, 'r', 2, null],
  ])('%s', (_, facts, answer, actor, together, code) => {
    expect(decideItem(open, { ...item, ...facts }, answer, actor, together, today)?.code ?? null).toBe(code);
  });

  it('comes too late when the campaign is closed', () => {
    expect(decideItem({ ...open, state: 'closed' }, item, keep, 'r', 1, today)?.code).toBe('campaign-closed');
    // To strangers the item still does not exist.
    expect(decideItem({ ...open, state: 'closed' }, item, keep, 'x', 1, today)?.code).toBe('not-found');
  });
});

describe('green', () => {
  const facts: GreenFacts = {
    risk: 2,
    privileged: false,
    analysis: { state: 'approved', validTo: today },
    grantUnitId: 'u',
    employmentUnitId: 'u',
  };
  it.each<[string, Partial<GreenFacts>, boolean]>([
    ['low risk, live analysis, same unit', {}, true],
    ['higher risk', { risk: 3 }, false],
    ['an administrator right', { privileged: true }, false],
    ['an analysis that has run out', { analysis: { state: 'approved', validTo: '2026-11-20' } }, false],
    ['an analysis that was superseded', { analysis: { state: 'superseded', validTo: '2099-01-01' } }, false],
    ['somebody who has moved', { employmentUnitId: 'v' }, false],
  ])('%s', (_, more, green) => {
    expect(isGreen({ ...facts, ...more }, today)).toBe(green);
  });
});

function decided(
  state: ItemState,
  decision: Decision | null,
  grantLive = true,
): DecidedItem & { reviewerId: string } {
  return {
    id: 'i',
    state,
    decision,
    grantId: 'g',
    personId: 'p',
    grantLive,
    reviewDays: 90,
    carry: null,
    reviewerId: 'r',
  };
}

describe('a sign-off', () => {
  it('ends what is removed, dates what is kept, leaves what is not known', () => {
    expect(
      signOff(
        [decided('decided', 'remove'), decided('decided', 'keep'), decided('decided', 'dont-know')],
        today,
      ),
    ).toEqual([
      { kind: 'end', grantId: 'g', personId: 'p', reason: 'review-removed' },
      { kind: 'reviewed', grantId: 'g', personId: 'p', nextReview: '2027-02-19' },
    ]);
  });
  it.each<[string, DecidedItem[], string | null]>([
    [
      'is refused while something is unanswered',
      [decided('decided', 'keep'), decided('open', null)],
      'items-undecided',
    ],
    ['does not wait for what has ended', [decided('decided', 'keep'), decided('open', null, false)], null],
    ['happens once', [decided('signed', 'keep')], 'already-signed'],
  ])('%s', (_, items, code) => {
    const answer = signOff(items, today);
    expect(isRefusal(answer) ? answer.code : null).toBe(code);
  });
});

describe('the end of a campaign', () => {
  it.each<[ItemState, Decision | null, boolean, string | null, NoAnswer, Closing, string | null]>([
    ['signed', 'keep', true, 'r', 'remove', 'signed', null],
    ['signed', 'remove', false, 'r', 'remove', 'signed', null],
    ['signed', 'dont-know', true, 'r', 'remove', 'never-answered', 'review-unanswered'],
    ['signed', 'dont-know', true, 'r', 'keep', 'never-answered', null],
    ['decided', 'remove', true, 'r', 'keep', 'answered', 'review-removed'],
    ['decided', 'dont-know', true, 'r', 'remove', 'never-answered', 'review-unanswered'],
    ['open', null, true, 'r', 'remove', 'never-answered', 'review-unanswered'],
    ['open', null, true, 'r', 'keep', 'never-answered', null],
    ['open', null, true, null, 'remove', 'no-reviewer', null],
    ['open', null, false, 'r', 'remove', 'moot', null],
    ['moot', null, false, 'r', 'remove', 'moot', null],
  ])(
    '%s/%s, live %s, reviewer %s, rule %s: %s',
    (state, decision, live, reviewerId, rule, closing, reason) => {
      const answer = closeItem({ ...decided(state, decision, live), reviewerId }, rule, today);
      expect(answer.closing).toBe(closing);
      expect(answer.changes.flatMap((c) => (c.kind === 'end' ? [c.reason] : []))).toEqual(
        reason === null ? [] : [reason],
      );
    },
  );

  it('dates what was kept and never signed', () => {
    expect(closeItem(decided('decided', 'keep'), 'remove', today).changes).toMatchObject([
      { kind: 'reviewed' },
    ]);
  });
});

describe('access that its employment has outgrown', () => {
  const kept = { ...decided('decided', 'keep'), carry };
  const ended = [{ kind: 'end', grantId: 'g', personId: 'p', reason: 'review-unanswered' }];
  it('is carried to the new unit on the same assessment when it is kept, resting if it rested', () => {
    const resting = { ...kept, carry: { ...carry, suspendedFor: ['leave' as const] } };
    expect(signOff([resting], today)).toEqual([
      { kind: 'end', grantId: 'g', personId: 'p', reason: 'moved' },
      {
        kind: 'open',
        personId: 'p',
        employmentId: 'e',
        roleId: 'ro',
        unitId: 'new',
        source: 'request',
        analysisId: 'a',
        assessmentId: 's',
        ruleId: null,
        validTo: null,
        restsFor: ['leave'],
        nextReview: '2027-02-19',
      },
    ]);
  });
  it('can not be signed as kept when its analysis ran out after the answer', () => {
    expect(signOff([{ ...kept, carry: dead }], today)).toMatchObject({ code: 'no-live-analysis' });
  });
  it.each<[string, DecidedItem & { reviewerId: string | null }, unknown]>([
    ['kept on an analysis that is over', { ...decided('decided', 'keep'), carry: dead }, ended],
    ['never answered', { ...decided('open', null), carry }, ended],
    ['with nobody to ask', { ...decided('open', null), reviewerId: null, carry }, ended],
  ])('%s ends with its review, also where no answer means keep', (_, item, changes) => {
    expect(closeItem(item, 'keep', today).changes).toEqual(changes);
  });
});

describe('the calendar of reviews', () => {
  it('closes the day after the last', () => {
    expect([isOverdue('2026-11-20', today), isOverdue(today, today)]).toEqual([true, false]);
  });
  it('opens next after today, without making up for what was missed', () => {
    expect(nextOpening('2026-11-21', 30, today)).toBe('2026-12-21');
    expect(nextOpening('2026-08-01', 30, today)).toBe('2026-11-29');
    expect(nextOpening('2028-02-28', 1, '2028-02-28')).toBe('2028-02-29');
  });
  it.each<[string, boolean]>([
    ['2026-11-20', false],
    ['2026-11-21', true],
    ['2027-05-20', true],
    ['2027-05-21', false],
  ])('takes %s as the last day: %s', (day, taken) => {
    expect(checkLastDay(day, today) === null).toBe(taken);
  });
});
