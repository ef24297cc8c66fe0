import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { hrSourceSchema, type HrSource } from '../../src/platform/config-hr.js';

const root = path.resolve(import.meta.dirname, '../..');

/** How the demo organisation's HR system writes its files. */
export function demoSource(more: Partial<HrSource> = {}): HrSource {
  return {
    ...hrSourceSchema.parse(parse(readFileSync(path.join(root, 'config/demo-hr.yaml'), 'utf8'))),
    ...more,
  };
}

export function demoFolder(day: string): string {
  return path.join(root, 'config/demo-data/hr', day);
}

export const employmentColumns = [
  'PersonId', 'Personnummer', 'Förnamn', 'Tilltalsnamn', 'Efternamn', 'Skyddsmarkering', 'HSAid', 'Epost',
  'Anställningsnummer', 'Anställningsformskod', 'Anställningsform', 'AIDkod', 'Befattning', 'EnhetId', 'Enhet',
  'ToppenhetId', 'Toppenhet', 'Sysselsättningsgrad', 'Startdatum', 'Slutdatum', 'Huvudanställning', 'ÄrChef',
  'ChefAnställningsnummer', 'FrånvaroTyp', 'FrånvaroOmfattning', 'FrånvaroFrom', 'FrånvaroTom',
  'SponsorAnställningsnummer', 'ExternArbetsgivare', 'Avtalsreferens', 'ManuelltRegistrerad', 'SenastÄndrad',
] as const; // prettier-ignore
export type EmploymentColumn = (typeof employmentColumns)[number];
export type EmploymentLine = Partial<Record<EmploymentColumn, string>>;

export const unitColumns = [
  'EnhetId', 'ÖverordnadEnhetId', 'Enhetsnamn', 'Enhetstyp', 'HSAid', 'ChefAnställningsnummer', 'Kostnadsställe',
  'GällerFrom', 'GällerTom',
] as const; // prettier-ignore
export type UnitLine = Partial<Record<(typeof unitColumns)[number], string>>;

/** A made-up personnummer of a test birth number with a right check digit; nobody's. @param n 0–107 999 */
export function testNumber(n: number): string {
  const day = new Date(Date.UTC(1930, 0, 1 + (n % 27_000))).toISOString().slice(0, 10).replaceAll('-', '');
  const birth = ['238', '239', '980', '981'][Math.floor(n / 27_000) % 4] ?? '238';
  return `${day}${birth}${String(checkDigit(`${day.slice(2)}${birth}`))}`;
}

function checkDigit(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const product = Number(digits[i]) * (i % 2 === 0 ? 2 : 1);
    sum += product > 9 ? product - 9 : product;
  }
  return (10 - (sum % 10)) % 10;
}

/** One employment of person `n`; everything else as stated. */
export function employmentLine(n: number, more: EmploymentLine = {}): EmploymentLine {
  return {
    PersonId: `P${String(n)}`,
    Personnummer: testNumber(n),
    Förnamn: 'Test Ek',
    Tilltalsnamn: 'Test',
    Efternamn: `Ek${String(n)}`,
    Skyddsmarkering: 'N',
    HSAid: `SE5555555555-${String(n).padStart(4, '0')}`,
    Epost: `p${String(n)}@example.se`,
    Anställningsnummer: `A${String(n)}`,
    Anställningsformskod: '1',
    AIDkod: '207011',
    Befattning: 'Undersköterska',
    EnhetId: '110',
    Sysselsättningsgrad: '100,00',
    Startdatum: '2020-01-01',
    Huvudanställning: 'J',
    ÄrChef: 'N',
    ManuelltRegistrerad: 'N',
    SenastÄndrad: '2026-01-01',
    ...more,
  };
}

/** A department with two units of care below it. */
export const someUnits: readonly UnitLine[] = [
  { EnhetId: '100', Enhetsnamn: 'Omsorgen', Enhetstyp: 'förvaltning' },
  { EnhetId: '110', ÖverordnadEnhetId: '100', Enhetsnamn: 'Almen', Enhetstyp: 'boendeavdelning' },
  { EnhetId: '120', ÖverordnadEnhetId: '100', Enhetsnamn: 'Björken', Enhetstyp: 'hemtjänstgrupp' },
];

export function employmentsText(lines: readonly EmploymentLine[]): string {
  return csv(employmentColumns, lines);
}

export function unitsText(lines: readonly UnitLine[]): string {
  return csv(unitColumns, lines);
}

/** Writes a delivery without a manifest into a new folder of `dir`; texts or bytes as they are. */
export function writeDelivery(
  dir: string,
  employments: readonly EmploymentLine[] | string | Buffer,
  units: readonly UnitLine[] | string | Buffer = someUnits,
  manifest?: object | string,
): string {
  mkdirSync(dir, { recursive: true });
  const folder = mkdtempSync(path.join(dir, 'delivery-'));
  const bytes = (value: string | Buffer): Buffer =>
    typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  const texts = Array.isArray(employments) ? employmentsText(employments as EmploymentLine[]) : employments;
  const organisation = Array.isArray(units) ? unitsText(units as UnitLine[]) : units;
  writeFileSync(path.join(folder, 'anstallningar.csv'), bytes(texts as string | Buffer));
  writeFileSync(path.join(folder, 'organisation.csv'), bytes(organisation as string | Buffer));
  if (manifest !== undefined)
    writeFileSync(
      path.join(folder, 'manifest.json'),
      typeof manifest === 'string' ? manifest : JSON.stringify(manifest),
    );
  return folder;
}

function csv<Column extends string>(
  columns: readonly Column[],
  lines: readonly Partial<Record<Column, string>>[],
): string {
  const quote = (value: string): string =>
    /[";\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  const rows = lines.map((line) => columns.map((column) => quote(line[column] ?? '')).join(';'));
  return `\uFEFF${[columns.join(';'), ...rows].join('\r\n')}\r\n`;
}
