import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, addMonths } from '../model/day.js';
import type { Employment } from '../model/people.js';
import type { Prerequisite, PrerequisiteStanding } from '../model/prerequisite.js';
import { checkCompletion, isCompletionFault, type DateFormat } from './check-completion.js';
import { currentText, isMet, lacking, lastDayOf, statusOf, toSign } from './prerequisites.js';
import { registerPrerequisite, signAcknowledgement } from './register-prerequisite.js';

const today = '2026-11-21';
const course: Prerequisite = {
  id: 'isk',
  key: 'isk-bas',
  kind: 'course',
  name: 'ISK-BAS',
  validityMonths: 24,
  graceDays: 0,
  appliesTo: null,
  texts: [],
};
const secrecy: Prerequisite = {
  ...course,
  id: 'sekretess',
  key: 'sekretess',
  kind: 'acknowledgement',
  name: 'Sekretess',
  validityMonths: null,
  graceDays: 30,
  appliesTo: { employmentKinds: ['permanent'] },
  texts: [
    { version: 1, askedFrom: '2024-01-01' },
    { version: 2, askedFrom: '2026-11-01' },
    { version: 3, askedFrom: '2027-01-01' },
  ],
};
const employment: Employment = {
  id: 'e',
  personId: 'p',
  unitId: 'u',
  unitPath: '/1/',
  unitKind: '',
  careProviderId: 'c',
  kind: 'permanent',
  title: 'Sjuksköterska',
  titleCode: '206010',
  startDate: '2020-01-01',
  endDate: null,
  terminated: false,
  leave: null,
};

function stands(day: string, more: Partial<PrerequisiteStanding> = {}): PrerequisiteStanding {
  return { personId: 'p', prerequisiteId: 'isk', met: true, day, until: null, textVersion: null, ...more };
}

describe('how long it counts', () => {
  it.each([
    ['2024-11-21', 24, '2026-11-21'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-29', 48, '2028-02-29'],
    ['2025-08-31', 6, '2026-02-28'],
    ['2025-12-31', 2, '2026-02-28'],
    ['0099-01-31', 1, '0099-02-28'],
  ])('%s and %i months is %s', (day, months, last) => {
    expect(addMonths(day, months)).toBe(last);
  });

  it.each([
    ['2024-11-20', 'lapsed'],
    ['2024-11-21', 'lapsing'],
    ['2024-12-21', 'lapsing'],
    ['2024-12-22', 'valid'],
    ['2026-11-21', 'valid'],
  ])('a course of 24 months taken on %s is %s', (day, state) => {
    expect(statusOf(course, stands(day), today).state).toBe(state);
  });

  it('is never longer than any of its ends, and holds exactly until the last of its days', () => {
    const day = fc.integer({ min: 0, max: 4000 }).map((n) => addDays('2018-01-01', n));
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 60 }), fc.option(day), (from, months, until) => {
        const p = { ...course, validityMonths: months };
        const s = stands(from, { until });
        const last = lastDayOf(p, s) ?? '';
        expect(last <= addMonths(from, months)).toBe(true);
        expect(until === null || last <= until).toBe(true);
        expect(isMet(p, s, last)).toBe(true);
        expect(isMet(p, s, addDays(last, 1))).toBe(false);
      }),
    );
  });

  it('ends for an older signature when the grace after the newer text has passed', () => {
    expect(lastDayOf(secrecy, stands('2024-02-01', { textVersion: 1 }))).toBe('2026-12-01');
    expect(lastDayOf(secrecy, stands('2026-11-02', { textVersion: 2 }))).toBe('2027-01-31');
  });

  it('ends at once when somebody states that it does not hold', () => {
    expect(statusOf(course, stands(today, { met: false }), today).state).toBe('withdrawn');
    expect(statusOf(course, undefined, today).state).toBe('missing');
  });
});

describe('what a role lacks', () => {
  it('is what applies to the employment and does not hold', () => {
    const known = new Map([['isk', stands('2024-01-01')]]);
    expect(lacking([course, secrecy], known, employment, today).map(({ id }) => id)).toEqual([
      'isk',
      'sekretess',
    ]);
    expect(
      lacking([course, secrecy], known, { ...employment, kind: 'consultant' }, today).map(({ id }) => id),
    ).toEqual(['isk']);
    expect(lacking([course], new Map([['isk', stands(today)]]), employment, today)).toEqual([]);
  });
});

describe('what is to be signed', () => {
  it('is the newest text that has begun, of those that apply to an employment in force', () => {
    expect(currentText(secrecy.texts, today)?.version).toBe(2);
    expect(currentText(secrecy.texts, '2023-12-31')).toBeNull();
    const asked = (known: PrerequisiteStanding | null, e: Employment = employment): (number | undefined)[] =>
      toSign([secrecy, course], new Map(known ? [['sekretess', known]] : []), [e], today).map(
        (a) => a.text.version,
      );
    expect(asked(null)).toEqual([2]);
    expect(asked(stands('2024-02-01', { textVersion: 1 }))).toEqual([2]);
    expect(asked(stands('2026-11-02', { textVersion: 2 }))).toEqual([]);
    expect(asked(stands('2026-11-02', { textVersion: 2, met: false }))).toEqual([2]);
    expect(asked(null, { ...employment, kind: 'consultant' })).toEqual([]);
    expect(asked(null, { ...employment, endDate: '2026-11-20' })).toEqual([]);
  });

  it.each([
    [{ version: 2, digest: 'aa' }, true, 'aa', undefined],
    [{ version: 1, digest: 'aa' }, true, 'aa', 'acknowledgement-changed'],
    [{ version: 3, digest: 'aa' }, true, 'aa', 'acknowledgement-changed'],
    [{ version: 2, digest: 'aa' }, true, 'bb', 'acknowledgement-changed'],
    [{ version: 2, digest: 'aa' }, false, 'aa', 'not-found'],
  ])('%j, asked of the person %s, shown as %s: %s', (text, applies, shown, code) => {
    expect(signAcknowledgement({ prerequisite: secrecy, text, applies }, shown, today)?.code).toBe(code);
  });
});

describe('who may state it', () => {
  const stated = { met: true, day: today, until: null };
  it.each([
    ['licence', ['hr'], undefined],
    ['licence', ['manager'], 'not-allowed'],
    ['licence', ['auditor'], 'not-allowed'],
    ['licence', [], 'not-found'],
    ['licence', ['hr', 'self'], 'own-prerequisite'],
    ['identity-check', ['manager'], undefined],
    ['identity-check', ['self'], 'own-prerequisite'],
    ['screening', ['hr'], undefined],
    ['course', ['hr'], 'not-registrable'],
    ['acknowledgement', ['hr'], 'not-registrable'],
  ] as const)('%s by %j: %s', (kind, grounds, code) => {
    expect(registerPrerequisite({ kind, name: kind }, new Set(grounds), stated, today)?.code).toBe(code);
  });

  it('only for days that have come, and ends after they began', () => {
    const by = new Set(['hr'] as const);
    const licence = { kind: 'licence', name: 'Legitimation' } as const;
    const pointer = (more: object): string | undefined =>
      registerPrerequisite(licence, by, { ...stated, ...more }, today)?.pointer;
    expect(pointer({ day: '2026-11-22' })).toBe('/day');
    expect(pointer({ until: '2026-11-20' })).toBe('/until');
    expect(pointer({ met: false, until: '2027-01-01' })).toBe('/until');
    expect(pointer({ until: today })).toBeUndefined();
  });
});

describe('a line of completions', () => {
  const check = (completed: string, format: DateFormat = 'yyyy-MM-dd', person = 'P1'): string => {
    const checked = checkCompletion((field) => ({ person, course: 'ISK', completed })[field], format, today);
    return isCompletionFault(checked) ? `${checked.reason} ${checked.field}` : checked.day;
  };
  it.each([
    ['2026-11-21', 'yyyy-MM-dd', '2026-11-21'],
    [' 20240229 ', 'yyyyMMdd', '2024-02-29'],
    ['29/02/2024', 'dd/MM/yyyy', '2024-02-29'],
    ['01.12.2025', 'dd.MM.yyyy', '2025-12-01'],
    ['2026-11-22', 'yyyy-MM-dd', 'future-date completed'],
    ['2026-11-31', 'yyyy-MM-dd', 'invalid-date completed'],
    ['2025-02-29', 'yyyy-MM-dd', 'invalid-date completed'],
    ['20251201', 'yyyy-MM-dd', 'invalid-date completed'],
    ['', 'yyyy-MM-dd', 'invalid-date completed'],
  ] as const)('of %j as %s is %s', (text, format, said) => {
    expect(check(text, format)).toBe(said);
  });
  it('needs a person of a bearable length', () => {
    expect(check(today, 'yyyy-MM-dd', '  ')).toBe('missing-value person');
    expect(check(today, 'yyyy-MM-dd', 'x'.repeat(101))).toBe('missing-value person');
  });
});
