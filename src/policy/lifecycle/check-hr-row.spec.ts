import { describe, expect, it } from '@jest/globals';
import { checkHrRow, isRowFault, shown, type RowRules } from './check-hr-row.js';
import type { EmploymentField } from '../model/hr-fields.js';
import { checkPersonNumber } from './person-number.js';

const rules: RowRules = {
  yes: ['J'],
  dates: ['yyyy-MM-dd'],
  noLastDay: [],
  decimal: ',',
  testNumbersOnly: true,
  kinds: { '1': 'permanent' },
  protections: { N: 'none', S: 'confidential' },
};
const whole: Partial<Record<EmploymentField, string>> = {
  personKey: 'P1',
  personalNumber: '195901112382',
  givenName: 'Åsa Maria',
  familyName: 'Ek',
  protection: 'S',
  hsaId: 'SE5555555555-WPW6',
  number: '0012',
  kind: '1',
  title: 'Undersköterska ',
  unit: '110',
  percent: '87,50',
  startDate: '2026-01-01',
  main: 'J',
};

function check(more: Partial<Record<EmploymentField, string>>): ReturnType<typeof checkHrRow> {
  const row = { ...whole, ...more };
  return checkHrRow(
    (field) => row[field] ?? '',
    rules,
    (code) => code === '110',
    '2026-11-20',
  );
}

describe('a row of the employments file', () => {
  it('is read with its leading zeros, its decimals and its first name as the name used', () => {
    expect(check({})).toMatchObject({
      number: '0012',
      percent: 87.5,
      protection: 'confidential',
      callName: 'Åsa',
      title: 'Undersköterska',
      main: true,
      endDate: null,
    });
  });

  it('composes decomposed names', () => {
    const row = check({ familyName: 'A\u030Akesson' });
    expect(isRowFault(row) ? '' : row.familyName).toBe('Åkesson');
  });

  it.each<[string, Partial<Record<EmploymentField, string>>, EmploymentField]>([
    ['unknown-unit', { unit: '999' }, 'unit'],
    ['unknown-kind', { kind: 'constructor' }, 'kind'],
    ['unknown-protection', { protection: '__proto__' }, 'protection'],
    ['invalid-date', { startDate: '2026-11-31' }, 'startDate'],
    ['invalid-date', { endDate: '2025-02-29' }, 'endDate'],
    ['invalid-date', { endDate: '21/11/2026' }, 'endDate'],
    ['start-after-end', { endDate: '2025-12-31' }, 'endDate'],
    ['start-after-end', { leaveFrom: '2026-02-01', leaveTo: '2026-01-31' }, 'leaveTo'],
    ['missing-value', { personKey: '  ' }, 'personKey'],
    ['missing-value', { startDate: '' }, 'startDate'],
    ['invalid-number', { percent: '-5' }, 'percent'],
    ['invalid-number', { percent: '1e3' }, 'percent'],
    ['invalid-character', { title: 'a\u0000b' }, 'title'],
    ['invalid-hsa-id', { hsaId: 'SE5555555555-Å' }, 'hsaId'],
    ['invalid-email', { email: 'a b@example.se' }, 'email'],
    ['too-long', { familyName: 'x'.repeat(301) }, 'familyName'],
  ])('is set aside: %s in %o', (reason, more, field) => {
    expect(check(more)).toMatchObject({ reason, field });
  });

  it('never repeats what looks like a personal number, though columns be shifted', () => {
    for (const value of ['195901112382', '19590111-2382', '590111+2382', '590111-2382'])
      for (const field of ['startDate', 'unit', 'kind', 'percent', 'hsaId', 'protection'] as const)
        expect(JSON.stringify(check({ [field]: value }))).not.toMatch(/590111|2382/);
    expect(shown(`${'x'.repeat(30)}195901112382`)).not.toMatch(/1959/);
  });
});

describe('a personal number', () => {
  it.each([
    ['195901112382', '195901112382'],
    ['19590111-2382', '195901112382'],
    ['198604772387', '198604772387'],
    ['590111-2382', '195901112382'],
    ['5901112382', '195901112382'],
    ['860477-2387', '198604772387'],
    ['19590111 2382', '195901112382'],
    // Over a hundred years old: the sign says so, with a century or without.
    ['19250101+2385', '192501012385'],
    ['250101+2385', '192501012385'],
    ['261120-2389', '202611202389'],
    ['261121-2388', '192611212388'],
  ])('%s is right', (text, number) => {
    expect(checkPersonNumber(text, true, '2026-11-20')).toEqual({ number });
  });

  it.each([
    ['', 'personnummer-missing'],
    ['590111/2382', 'personnummer-format'],
    ['59011-12382', 'personnummer-format'],
    ['1,95901E+11', 'personnummer-format'],
    ['195901112382 ', 'personnummer-format'],
    ['195913112382', 'personnummer-date'],
    ['195902302382', 'personnummer-date'],
    ['195901922382', 'personnummer-date'],
    ['195901112383', 'personnummer-check-digit'],
    ['195901111236', 'test-number-only'],
  ])('%j is not: %s', (text, fault) => {
    expect(checkPersonNumber(text, true, '2026-11-20')).toEqual({ fault });
  });

  it('need not be a test number in production', () => {
    expect(checkPersonNumber('195901111236', false, '2026-11-20')).toEqual({ number: '195901111236' });
  });
});
