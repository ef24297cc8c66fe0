import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectDir } from '../../src/instance.js';
import type { Visit } from './visit.js';

const delivery = path.join(projectDir, 'config/demo-data/hr/2026-11-21');
const [header = '', ...lines] = readFileSync(path.join(delivery, 'anstallningar.csv'), 'utf8')
  .trimEnd()
  .split('\r\n');
const columns = header.replace('\uFEFF', '').split(';');

/** The day that the trial's clock says. */
export const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(new Date());

/** One line of the demo organisation's employments, by column. */
export type Row = Record<string, string>;

export const nameOf = (row: Row): string => `${row['Tilltalsnamn'] ?? ''} ${row['Efternamn'] ?? ''}`;
export const rows = lines.filter((line) => !line.includes('"')).map(rowOf);

function rowOf(line: string): Row {
  const cells = line.split(';');
  return Object.fromEntries(columns.map((column, n) => [column, cells[n] ?? '']));
}

/** Day two of the demo organisation with some rows changed, as HR's two files in a folder of their own. */
export class HrFiles {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-hr-files-'));

  /** @param changes by employment number */
  write(changes: Readonly<Record<string, Row>>): string[] {
    const text = lines.map((line) => {
      const row = rowOf(line);
      const changed = line.includes('"') ? undefined : changes[row['Anställningsnummer'] ?? ''];
      return changed ? columns.map((column) => ({ ...row, ...changed })[column] ?? '').join(';') : line;
    });
    const places = [
      path.join(this.folder, 'anstallningar.csv'),
      path.join(this.folder, 'organisation.csv'),
    ] as const;
    writeFileSync(places[0], `${[header, ...text].join('\r\n')}\r\n`);
    writeFileSync(places[1], readFileSync(path.join(delivery, 'organisation.csv')));
    return [...places];
  }

  /** @param ends what the page says when it is done */
  async upload(
    hr: Visit,
    changes: Readonly<Record<string, Row>>,
    ends: 'Inläst' | 'Stoppad' | 'Det här är en provläsning' = 'Inläst',
  ): Promise<void> {
    const { page } = hr;
    await hr.go('/importer');
    await page.locator('input[type=file]').first().setInputFiles(this.write(changes));
    const isTrial = ends === 'Det här är en provläsning';
    await page
      .getByRole('button', { name: isTrial ? 'Visa vad som skulle ändras' : 'Läs in', exact: true })
      .click();
    await page.locator('h1').getByText('Personalsystemet').waitFor();
    await page.getByText(ends).first().waitFor();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Of the unit, employed until further notice and named like nobody else there; the `nth` of them. */
export function someOf(unit: string, nth = 0): Row {
  const staff = rows.filter(
    (row) =>
      row['Enhet'] === unit &&
      row['Slutdatum'] === '' &&
      row['ÄrChef'] === 'N' &&
      row['HSAid'] !== '' &&
      row['Skyddsmarkering'] === 'N' &&
      row['FrånvaroTyp'] === '',
  );
  const found = staff.filter((row) => rows.filter((other) => nameOf(other) === nameOf(row)).length === 1)[
    nth
  ];
  if (!found) throw new Error(`nobody in ${unit} will do`);
  return found;
}

/** Whoever leads the unit. */
export function managerOf(unit: string): Row {
  const found = rows.find((row) => row['Enhet'] === unit && row['ÄrChef'] === 'J' && row['HSAid'] !== '');
  if (!found) throw new Error(`${unit} has no manager`);
  return found;
}
