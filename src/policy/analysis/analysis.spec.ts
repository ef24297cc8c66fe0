import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { analysisStates, isLive, type AnalysisState } from '../model/access.js';
import { isOpen, moveTo, sameRevision } from './analysis-states.js';
import { mayAnswer, mayConsult, mayPlan } from './consult.js';
import {
  answersNeeded,
  approveAnalysis,
  checkValidTo,
  overdue,
  type AnalysisFacts,
} from './decide-analysis.js';
import { levelAfter, levelOf, residualLevel, riskLevels, type Risk } from './risks.js';

const today = '2026-11-21';
const accepted: Risk = {
  id: 'r1',
  risk: 'Läsning utan skäl',
  likelihood: 2,
  consequence: 2,
  decision: 'accepted',
};
const facts: AnalysisFacts = {
  state: 'consulting',
  revision: 4,
  validTo: '2027-11-21',
  risks: [accepted],
  residualLevel: 'low',
  answeredBy: ['dpo'],
  actions: [],
};
const owner = { personId: 'owner', revision: 4 };
const code = (more: Partial<AnalysisFacts>, by = owner): string | null =>
  approveAnalysis({ ...facts, ...more }, by, today)?.code ?? null;

describe('the life of an analysis', () => {
  it('never goes on from what was decided, however one walks', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...analysisStates), { maxLength: 12 }), (wishes) => {
        let state: AnalysisState = 'draft';
        let approvals = 0;
        let consulted = false;
        for (const wish of wishes) {
          if (moveTo(state, wish) !== null) continue;
          expect(['superseded', 'lapsed', 'rejected']).not.toContain(state);
          if (wish === 'approved') {
            approvals += 1;
            expect(state).toBe('consulting');
            expect(consulted).toBe(true);
          }
          if (wish === 'draft') {
            expect(approvals).toBe(0);
            consulted = false;
          }
          if (wish === 'consulting') consulted = true;
          state = wish;
        }
        expect(approvals).toBeLessThanOrEqual(1);
        expect(isLive({ state, validTo: today }, today)).toBe(state === 'approved');
        expect(isOpen(state)).toBe(state === 'draft' || state === 'consulting');
      }),
    );
  });

  it('tells a draft that nobody was asked about from one that is decided', () => {
    expect(moveTo('draft', 'approved')?.code).toBe('analysis-not-consulted');
    expect(moveTo('approved', 'draft')?.code).toBe('analysis-decided');
    expect(sameRevision(3, 3)).toBeNull();
    expect(sameRevision(4, 3)).toMatchObject({ code: 'analysis-edited', facts: { has: 4, stated: 3 } });
  });
});

describe('approval', () => {
  it.each<[string, Partial<AnalysisFacts>, string | null]>([
    ['goes through when one was heard', {}, null],
    ['waits for the first answer', { answeredBy: [] }, 'analysis-not-consulted'],
    ['does not count the one who decides', { answeredBy: ['owner'] }, 'analysis-not-consulted'],
    ['takes two where much risk remains', { residualLevel: 'high' }, 'analysis-not-consulted'],
    ['counts a person once', { residualLevel: 'high', answeredBy: ['dpo', 'dpo'] }, 'analysis-not-consulted'],
    ['is content with two', { residualLevel: 'high', answeredBy: ['dpo', 'mas'] }, null],
    [
      'sees through a residual risk stated too low',
      { risks: [{ ...accepted, likelihood: 4, consequence: 4 }] },
      'analysis-not-consulted',
    ],
    ['demands a plan', { risks: [{ ...accepted, decision: 'not-accepted' }] }, 'action-plan-missing'],
    [
      'is not content with a plan that is done',
      {
        risks: [{ ...accepted, decision: 'not-accepted' }],
        actions: [{ riskId: 'r1', state: 'done', dueOn: today }],
      },
      'action-plan-missing',
    ],
    [
      'is content with an open one, even late',
      {
        risks: [{ ...accepted, decision: 'not-accepted' }],
        actions: [{ riskId: 'r1', state: 'open', dueOn: '2026-01-01' }],
      },
      null,
    ],
    [
      'does not take one for another risk',
      {
        risks: [{ ...accepted, decision: 'not-accepted' }],
        actions: [{ riskId: 'r2', state: 'open', dueOn: today }],
      },
      'action-plan-missing',
    ],
    ['is not of yesterday’s wording', { revision: 5 }, 'analysis-edited'],
    ['is not for ever', { validTo: '2030-01-01' }, 'invalid'],
    ['is not of what has run out', { validTo: today }, 'invalid'],
    ['comes once', { state: 'approved' }, 'analysis-decided'],
  ])('%s', (_, more, expected) => {
    expect(code(more)).toBe(expected);
  });

  it('tells of late plans', () => {
    const open = { riskId: 'r1', state: 'open', dueOn: today } as const;
    expect(
      overdue(
        [open, { ...open, dueOn: '2026-11-20' }, { ...open, state: 'done', dueOn: '2020-01-01' }],
        today,
      ),
    ).toEqual([{ ...open, dueOn: '2026-11-20' }]);
    expect(checkValidTo('2026-11-22', today)).toBeNull();
  });
});

describe('the matrix', () => {
  const scale = fc.integer({ min: 1, max: 4 });
  const rank = (level: (typeof riskLevels)[number]): number => riskLevels.indexOf(level);

  it('never falls as likelihood or consequence rises', () => {
    fc.assert(
      fc.property(scale, scale, (likelihood, consequence) => {
        const here = rank(levelOf(likelihood, consequence));
        if (likelihood < 4) expect(rank(levelOf(likelihood + 1, consequence))).toBeGreaterThanOrEqual(here);
        if (consequence < 4) expect(rank(levelOf(likelihood, consequence + 1))).toBeGreaterThanOrEqual(here);
      }),
    );
    expect([levelOf(1, 1), levelOf(1, 4), levelOf(3, 3), levelOf(4, 4)]).toEqual([
      'low',
      'medium',
      'high',
      'high',
    ]);
  });

  it('leaves no less than the worst that is accepted, and two answers for much', () => {
    const bad: Risk = { ...accepted, likelihood: 4, consequence: 4 };
    expect(levelAfter({ ...bad, likelihoodAfter: 1, consequenceAfter: 2 })).toBe('low');
    expect(residualLevel([bad], 'low')).toBe('high');
    expect(residualLevel([{ ...bad, decision: 'not-accepted' }], 'medium')).toBe('medium');
    expect(residualLevel([], undefined)).toBe('low');
    expect([answersNeeded([bad], 'low'), answersNeeded([accepted], undefined)]).toEqual([2, 1]);
  });
});

describe('who is asked', () => {
  const someone = { personId: 'dpo', employed: true };
  it.each([
    ['others', [someone], null],
    ['nobody', [], 'invalid'],
    ['oneself', [{ personId: 'owner', employed: true }], 'own-consultation'],
    ['one who has left', [{ ...someone, employed: false }], 'invalid'],
    ['the same one twice', [someone, someone], 'invalid'],
  ])('%s', (_, asked, expected) => {
    expect(mayConsult(asked, 'owner')?.code ?? null).toBe(expected);
  });

  it('answers once, about the wording that is asked about', () => {
    const analysis = { state: 'consulting', round: 2 } as const;
    expect(mayAnswer(analysis, { round: 2, answered: false })).toBeNull();
    expect(mayAnswer(analysis, { round: 1, answered: false })?.code).toBe('consultation-closed');
    expect(mayAnswer({ ...analysis, state: 'draft' }, { round: 2, answered: false })?.code).toBe(
      'consultation-closed',
    );
    expect(mayAnswer(analysis, { round: 2, answered: true })?.code).toBe('already-decided');
  });

  it('is given a plan that can be carried out', () => {
    const plan = { riskId: 'r1', dueOn: today, ownerEmployed: true };
    expect(mayPlan(plan, ['r1'], today)).toBeNull();
    expect(mayPlan(plan, [], today)?.pointer).toBe('/riskId');
    expect(mayPlan({ ...plan, ownerEmployed: false }, ['r1'], today)?.pointer).toBe('/ownerId');
    expect(mayPlan({ ...plan, dueOn: '2026-11-20' }, ['r1'], today)?.pointer).toBe('/dueOn');
    expect(mayPlan({ ...plan, dueOn: '2029-11-20' }, ['r1'], today)?.pointer).toBe('/dueOn');
  });
});
