import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { someone, stageFacts as approval } from '../../../test/support/stage-facts.js';
import { assessDeviation } from './assess-deviation.js';
import { deviations, outsideAnalysis, type Deviation } from './deviations.js';
import { previewProblems, submitRequest, type SubmissionFacts } from './submit-request.js';

const employment: SubmissionFacts['employment'] = {
  id: 'e',
  personId: 'anna',
  unitId: 'ward',
  unitPath: '/1/2/',
  unitKind: 'boende',
  careProviderId: 'p',
  kind: 'permanent',
  title: 'Undersköterska',
  titleCode: '207011',
  startDate: '2026-11-21',
  endDate: null,
  terminated: false,
  leave: null,
};
const facts: SubmissionFacts = {
  today: '2026-11-21',
  kind: 'new',
  role: { name: 'Journal', maxDays: 180, requestable: true, askableByAll: [], questions: [] },
  held: null,
  extendWithinDays: 60,
  analysis: { id: 'a', roleId: 'r', version: 1, state: 'approved', validTo: '2026-11-21' },
  employment,
  requesterProviderIds: ['p'],
  comparison: {
    employment,
    analysis: {
      unitKinds: ['boende'],
      dataTypes: ['Genomförandeplaner'],
      operations: ['read', 'write'],
      suggestedDays: 90,
    },
    suggestedFor: null,
    requesterProviderIds: ['p'],
  },
  separation: [],
  alreadyGranted: false,
  alreadyRequested: false,
  approval,
};
const assessment = {
  need: 'Ger omvårdnad på plan 2',
  data: 'Genomförandeplaner där',
  riskTooWide: 'Läser om andras vårdtagare',
  riskTooNarrow: 'Insatser ges fel',
  days: 90,
};

describe('asking', () => {
  it('pins the live analysis and goes to the approver', () => {
    expect(submitRequest(facts, assessment)).toEqual({
      stages: [{ kind: 'information-owner', rule: 'any', approverIds: ['owner'] }],
      analysisId: 'a',
    });
  });

  it.each<[string, Partial<SubmissionFacts>]>([
    ['not-requestable', { role: { ...facts.role, requestable: false } }],
    ['employment-not-in-force', { employment: { ...facts.employment, startDate: '2026-11-22' } }],
    ['no-live-analysis', { analysis: null }],
    [
      'no-live-analysis',
      { analysis: { id: 'a', roleId: 'r', version: 1, state: 'approved', validTo: '2026-11-20' } },
    ],
    ['already-granted', { alreadyGranted: true }],
    ['already-requested', { alreadyRequested: true }],
    ['outside-care-provider', { requesterProviderIds: ['q'] }],
    [
      'no-approver',
      {
        approval: {
          ...approval,
          systemOwner: someone('owner'),
          beneficiaryId: 'owner',
          securityOfficers: [],
        },
      },
    ],
  ])('is refused: %s', (code, changed) => {
    expect(submitRequest({ ...facts, ...changed }, assessment)).toMatchObject({ code });
  });

  it.each([
    [undefined, 'assessment-incomplete', '/assessment/answers/0'],
    [[' \u200b '], 'assessment-incomplete', '/assessment/answers/0'],
    [['Ja, i tjänsten', ''], 'assessment-incomplete', '/assessment/answers/1'],
    [['Ja, i tjänsten', 'Gäller 19121212-1212'], 'personal-number-in-text', '/assessment/answers/1'],
  ])('wants the role’s own questions answered: %j', (answers, code, pointer) => {
    const questions = ['Behövs den utanför tjänsten?', 'Vilka enheter?'].map((one) => ({ sv: one, en: one }));
    const role = { ...facts.role, questions };
    expect(submitRequest({ ...facts, role }, { ...assessment, answers })).toMatchObject({
      code,
      pointer,
    });
    const whole = { ...assessment, answers: ['Ja, i tjänsten', 'Plan 2'] };
    expect(submitRequest({ ...facts, role }, whole)).toMatchObject({ analysisId: 'a' });
  });

  it('tells everything that is in the way at once in a preview', () => {
    const codes = previewProblems(
      { ...facts, alreadyGranted: true, analysis: null, requesterProviderIds: [] },
      181,
    ).map((p) => p.code);
    expect(codes).toEqual([
      'no-live-analysis',
      'already-granted',
      'outside-care-provider',
      'duration-too-long',
    ]);
  });
});

describe('a deviation', () => {
  const analysis = {
    unitKinds: ['boende'],
    operations: ['read', 'write'] as const,
    dataTypes: ['Genomförandeplaner'],
    suggestedDays: 90,
  };
  const kinds = (changed: object, suggestedFor: { titleCodes: string[] } | null = null): string[] =>
    deviations({
      assessment: { ...assessment, ...changed },
      employment: facts.employment,
      analysis,
      suggestedFor,
    }).map((d) => d.kind);

  it('is none when the assessment follows the analysis', () => {
    expect(kinds({})).toEqual([]);
  });

  it('is seen in time, kind of unit, title and data', () => {
    expect(kinds({ days: 91 })).toEqual(['longer-than-suggested']);
    expect(kinds({ data: 'Genomförandeplanen för boende' })).toEqual([]);
    expect(kinds({ data: 'Allt som behövs' })).toEqual(['data-not-named']);
    expect(kinds({}, { titleCodes: ['2060*'] })).toEqual(['title-not-usual']);
    expect(
      deviations({
        assessment,
        employment: { ...facts.employment, unitKind: 'hr' },
        analysis,
        suggestedFor: null,
      }),
    ).toEqual([{ kind: 'unit-kind-outside', unitKind: 'hr', covered: ['boende'] }]);
  });

  it('is seen in operations and in another care provider', () => {
    expect(kinds({ need: 'Ska exportera listor till statistik' })).toEqual(['operation-outside']);
    expect(kinds({ need: 'Behöver skriva ut planer inför möten' })).toEqual(['operation-outside']);
    expect(kinds({ need: 'Ska skriva utvärderingar och dokumentera insatser' })).toEqual([]);
    expect(
      deviations({
        assessment,
        employment,
        analysis: { ...analysis, operations: ['read'] },
        suggestedFor: null,
        requesterProviderIds: ['another'],
      }).map((d) => d.kind),
    ).toEqual(['another-provider']);
  });

  it('takes a reason of its own, at the field, and none where there is none', () => {
    expect(submitRequest(facts, assessment)).toMatchObject({ analysisId: 'a' });
    const longer = { ...assessment, days: 91 };
    expect(submitRequest(facts, longer)).toMatchObject({
      code: 'assessment-incomplete',
      pointer: '/assessment/deviationReason',
    });
    expect(submitRequest(facts, { ...longer, deviationReason: '  kort  ' })).toMatchObject({
      pointer: '/assessment/deviationReason',
    });
    expect(
      submitRequest(facts, { ...longer, deviationReason: 'Vikariatet varar till den sista maj.' }),
    ).toMatchObject({ analysisId: 'a' });
    expect(assessDeviation([], 'Gäller 19121212-1212 enligt beslut')).toMatchObject({
      code: 'personal-number-in-text',
    });
  });

  it('lies outside the analysis for every kind but time and title, whatever else there is', () => {
    const all: Deviation[] = [
      { kind: 'longer-than-suggested', days: 2, suggested: 1 },
      { kind: 'title-not-usual', title: 'Kock' },
      { kind: 'unit-kind-outside', unitKind: 'hr', covered: [] },
      { kind: 'data-not-named', dataTypes: [] },
      { kind: 'operation-outside', operations: ['export'], covered: ['read'] },
      { kind: 'another-provider' },
    ];
    fc.assert(
      fc.property(fc.subarray(all), (some) => {
        const beside = some.every((d) => d.kind === 'longer-than-suggested' || d.kind === 'title-not-usual');
        expect(outsideAnalysis(some)).toBe(!beside);
        expect(assessDeviation(some, null) === null).toBe(some.length === 0);
      }),
    );
  });
});
