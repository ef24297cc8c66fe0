import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ambiguousFormats, isDayFormat, readDay } from './day-format.js';
import { addDays } from './day.js';

describe('a declared format of days', () => {
  it.each([
    ['yyyy-MM-dd', '2026-11-21'],
    ['yyyyMMdd', '20261121'],
    ['dd/MM/yyyy', '21/11/2026'],
    ['d.M.yyyy', '21.11.2026'],
    ['MM/dd/yyyy', '11/21/2026'],
    ['yyyy MM dd', '2026 11 21'],
    ['iso-instant', '2026-11-21T00:00:00'],
    ['iso-instant', '2026-11-20T23:00:00Z'],
    ['iso-instant', '2026-11-21T22:59:59.999Z'],
    ['iso-instant', '2026-11-21T00:30:00+01:00'],
  ])('%s reads %s', (format, text) => {
    expect(isDayFormat(format)).toBe(true);
    expect(readDay(text, [format])).toBe('2026-11-21');
  });

  it.each([
    ['yyyy-MM-dd', '2026-11-31'],
    ['yyyy-MM-dd', '2026-1-2'],
    ['yyyy-MM-dd', ' 2026-01-02'],
    ['dd.MM.yyyy', '21/11/2026'],
    ['dd.MM.yyyy', '21x11x2026'],
    ['yyyyMMdd', '20250229'],
    ['iso-instant', '2026-02-30T10:00:00'],
    ['iso-instant', '2026-02-28'],
    ['iso-instant', '2026-02-28T25:00:00Z'],
    ['yyyy-MM-dd', '0000-01-01'],
  ])('%s does not read %s', (format, text) => {
    expect(readDay(text, [format])).toBeNull();
  });

  it('tries one format after the other', () => {
    const formats = ['yyyy-MM-dd', 'yyyyMMdd'];
    expect([readDay('20261121', formats), readDay('2026-11-21', formats)]).toEqual([
      '2026-11-21',
      '2026-11-21',
    ]);
  });

  it.each([
    '',
    'yy-MM-dd',
    'yyyy-MM',
    'yyyy-MM-dd-dd',
    'yyyy-mm-dd',
    'dd MMM yyyy',
    '(yyyy)MMdd',
    'yyyy+MM+dd',
  ])('is refused: %j', (format) => {
    expect(isDayFormat(format)).toBe(false);
  });

  it('is refused beside one that reads the same text as another day', () => {
    expect(ambiguousFormats(['dd/MM/yyyy', 'yyyy-MM-dd', 'MM/dd/yyyy'])).toEqual([
      'dd/MM/yyyy',
      'MM/dd/yyyy',
    ]);
    expect(ambiguousFormats(['yyyyMMdd', 'ddMMyyyy'])).not.toBeNull();
    expect(ambiguousFormats(['d/M/yyyy', 'MM/dd/yyyy'])).not.toBeNull();
    expect(ambiguousFormats(['yyyy-MM-dd', 'yyyyMMdd', 'dd.MM.yyyy', 'iso-instant'])).toBeNull();
  });

  it('reads back every day it could have written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60_000 }),
        fc.constantFrom('yyyy-MM-dd', 'dd/MM/yyyy', 'd.M.yyyy'),
        (n, format) => {
          const day = addDays('1930-01-01', n);
          const [year = '', month = '', date = ''] = day.split('-');
          const text = format
            .replace('yyyy', year)
            .replace(/MM?/, (found) => (found === 'M' ? String(Number(month)) : month))
            .replace(/dd?/, (found) => (found === 'd' ? String(Number(date)) : date));
          expect(readDay(text, [format])).toBe(day);
        },
      ),
    );
  });
});
