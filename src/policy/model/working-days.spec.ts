import { describe, expect, it } from '@jest/globals';
import {
  addWorkingDays,
  customaryFreeDays,
  easterSunday,
  isWorkingDay,
  publicHolidays,
  type WorkingCalendar,
} from './working-days.js';

const customary: WorkingCalendar = { customary: customaryFreeDays, closed: [] };
const byLaw: WorkingCalendar = { customary: [], closed: [] };

describe('Easter', () => {
  it.each([
    '2024-03-31',
    '2025-04-20',
    '2026-04-05',
    '2027-03-28',
    '2028-04-16',
    '2029-04-01',
    '2030-04-21',
    '2031-04-13',
    '2032-03-28',
    '2033-04-17',
    '2034-04-09',
    '2035-03-25',
  ])('is on %s', (day) => {
    // prettier-ignore
    expect(easterSunday(Number(day.slice(0, 4)))).toBe(day);
  });
});

describe('public holidays', () => {
  it('are those of the law in 2026', () => {
    expect(publicHolidays(2026)).toEqual([
      '2026-01-01', '2026-01-06', '2026-04-03', '2026-04-05', '2026-04-06', '2026-05-01', '2026-05-14',
      '2026-05-24', '2026-06-06', '2026-06-20', '2026-10-31', '2026-12-25', '2026-12-26',
    ]); // prettier-ignore
  });

  it.each([
    [2024, '2024-05-09', '2024-06-22', '2024-11-02'],
    [2025, '2025-05-29', '2025-06-21', '2025-11-01'],
    [2027, '2027-05-06', '2027-06-26', '2027-11-06'],
    [2028, '2028-05-25', '2028-06-24', '2028-11-04'],
    [2029, '2029-05-10', '2029-06-23', '2029-11-03'],
    [2030, '2030-05-30', '2030-06-22', '2030-11-02'],
    [2031, '2031-05-22', '2031-06-21', '2031-11-01'],
    [2032, '2032-05-06', '2032-06-26', '2032-11-06'],
    [2033, '2033-05-26', '2033-06-25', '2033-11-05'],
    [2034, '2034-05-18', '2034-06-24', '2034-11-04'],
    [2035, '2035-05-03', '2035-06-23', '2035-11-03'],
  ])(
    'move with the year: ascension, midsummer and All Saints in %i',
    (year, ascension, midsummer, saints) => {
      expect(publicHolidays(year)).toEqual(expect.arrayContaining([ascension, midsummer, saints]));
    },
  );
});

describe('a working day', () => {
  it.each<[string, boolean, boolean]>([
    ['2026-11-20', true, true], // a Friday
    ['2026-11-21', false, false], // a Saturday
    ['2026-11-22', false, false],
    ['2026-06-19', true, false], // midsommarafton: free by custom alone
    ['2026-12-24', true, false],
    ['2026-12-31', true, false],
    ['2027-01-01', false, false],
    ['2027-01-06', false, false],
    ['2026-04-02', true, true], // skärtorsdag
  ])('%s: by law %s, by custom %s', (day, law, custom) => {
    expect([isWorkingDay(day, byLaw), isWorkingDay(day, customary)]).toEqual([law, custom]);
  });

  it('may be closed by the organisation', () => {
    expect(isWorkingDay('2026-11-20', { ...byLaw, closed: ['2026-11-20'] })).toBe(false);
  });
});

describe('working days from a day', () => {
  it.each<[string, number, string]>([
    ['2026-11-20', 1, '2026-11-23'], // over a weekend
    ['2026-11-21', 1, '2026-11-23'], // from a Saturday
    ['2026-04-02', 1, '2026-04-07'], // over Easter
    ['2026-12-23', 2, '2026-12-29'], // over Christmas
    ['2026-12-30', 5, '2027-01-11'], // New Year's Eve, New Year, Epiphany
    ['2026-06-18', 1, '2026-06-22'], // over midsummer
    ['2026-11-20', 0, '2026-11-20'],
  ])('%s + %i = %s', (day, count, expected) => {
    expect(addWorkingDays(day, count, customary)).toBe(expected);
  });
});
