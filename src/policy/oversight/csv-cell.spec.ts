import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvCell, csvLine } from './csv-cell.js';

describe('a cell of an export', () => {
  it.each(['=1+1', '+46', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("x")'])(
    'attack: %j is told as text',
    (cell) => {
      expect(csvCell(cell).startsWith(`"'`)).toBe(true);
    },
  );

  it('is the same text again when it is read, and never begins a formula or a new line of its own', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cell = csvCell(text);
        const read = cell.slice(1, -1).replaceAll('""', '"');
        return !/^[=+\-@\t\r\n]/.test(read) && (read === text || read === `'${text}`);
      }),
    );
    expect(csvLine(['Åsa; "Ö"', 3, null])).toBe('"Åsa; ""Ö""";"3";""\r\n');
  });
});
