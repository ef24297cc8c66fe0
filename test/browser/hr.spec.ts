import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { demoOrganisation, projectDir } from '../../src/instance.js';
import { addDays } from '../../src/policy/model/day.js';
import { datesIn } from '../../src/web/texts/dates.js';
import { RunningInstance } from '../demo/running-instance.js';
import { today } from './hr-files.js';
import { openChromium, Visit } from './visit.js';

jest.setTimeout(600_000);

const delivery = path.join(projectDir, 'config/demo-data/hr/2026-11-21');
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-hr-pages-'));
const { day } = datesIn('sv');
const text = readFileSync(path.join(delivery, 'anstallningar.csv'), 'utf8');
const [header = '', ...lines] = text.trimEnd().split('\r\n');
const columns = header.replace('\uFEFF', '').split(';');

const unit = 'Hemtjänst Centrum';
/** Of the manager's unit, by employment number: who leaves, goes on leave, moves, and is copied for a joiner. */
const [leaver, away, mover, model] = ['1000920', '0012472', '1007221', '1001563'];

let instance: RunningInstance;
let browser: Browser;

beforeAll(async () => {
  [instance, browser] = await Promise.all([RunningInstance.start(['all']), openChromium()]);
});
afterAll(async () => {
  await browser.close();
  await instance.stop();
  instance.remove();
  rmSync(folder, { recursive: true });
});

function row(number: string): Record<string, string> {
  const line = lines.find((each) => each.includes(`;${number};`) && !each.includes('"')) ?? '';
  const cells = line.split(';');
  return Object.fromEntries(columns.map((column, n) => [column, cells[n] ?? '']));
}

function line(changed: Record<string, string>): string {
  return columns.map((column) => changed[column] ?? '').join(';');
}

/** Day two of the demo organisation with somebody in each state more, as two files without a manifest. */
function changedFiles(): string[] {
  const rows: Record<string, Record<string, string>> = {
    [leaver]: { Slutdatum: addDays(today, 13) },
    [away]: {
      FrånvaroTyp: 'Föräldraledig',
      FrånvaroOmfattning: '100,00',
      FrånvaroFrom: today,
      FrånvaroTom: addDays(today, 90),
    },
    [mover]: { EnhetId: '31200', Enhet: 'Hemtjänst Brunnsvik', ChefAnställningsnummer: '1000544' },
  };
  const changed = lines.map((each) => {
    const number = Object.keys(rows).find((one) => each.includes(`;${one};`));
    return number === undefined ? each : line({ ...row(number), ...rows[number] });
  });
  const joiner = {
    PersonId: 'P990001',
    Personnummer: '199001012385',
    Förnamn: 'Nova',
    Tilltalsnamn: 'Nova',
    Efternamn: 'Provare',
    HSAid: 'SE5555555555-NOVA',
    Epost: 'nova.provare@example.se',
    Anställningsnummer: '9900001',
    Startdatum: addDays(today, 4),
  };
  changed.push(line({ ...row(model), ...joiner }));
  const files = [path.join(folder, 'anstallningar.csv'), path.join(folder, 'organisation.csv')] as const;
  writeFileSync(files[0], `${[header, ...changed].join('\r\n')}\r\n`);
  writeFileSync(files[1], readFileSync(path.join(delivery, 'organisation.csv')));
  return [...files];
}

async function signedIn(part: string, more?: BrowserContextOptions): Promise<Visit> {
  const visit = await Visit.start(browser, instance.address, more);
  const hsaId = demoOrganisation().featured.find(({ as }) => as === part)?.hsaId ?? part;
  await visit.signIn(hsaId);
  return visit;
}

async function clean(visit: Visit): Promise<void> {
  expect(await visit.barriers()).toEqual([]);
  expect(await visit.overflow()).toBeLessThanOrEqual(0);
}

function nameOf({ Tilltalsnamn: call = '', Efternamn: family = '' }: Record<string, string>): string {
  return `${call} ${family}`;
}

describe('an HR specialist', () => {
  it('reads in the files without the manifest that may be left out, and is told what cannot be', async () => {
    const visit = await signedIn('hr');
    const { page } = visit;
    await visit.go('/importer');
    const [employments = '', units = ''] = changedFiles();
    const input = page.locator('input[type=file]').first();
    await input.setInputFiles([employments]);
    await page.getByText('Lägg till organisation.csv för att kunna läsa in.').waitFor();
    expect(await page.getByRole('button', { name: 'Läs in', exact: true }).isDisabled()).toBe(true);
    await input.setInputFiles([units]);
    await page.getByText('kan utelämnas').waitFor();
    await clean(visit);
    await page.getByRole('button', { name: 'Visa vad som skulle ändras' }).click();
    await page.getByText('Det här är en provläsning').waitFor();
    // Who leaves comes before those of whom something else has changed.
    await page.getByRole('row', { name: new RegExp(nameOf(row(leaver))) }).waitFor();
    await clean(visit);
    await visit.go('/importer');
    await input.setInputFiles([employments, units]);
    await page.getByRole('button', { name: 'Läs in', exact: true }).click();
    await page.locator('h1').getByText('Personalsystemet').waitFor();
    await page.getByText('Inläst', { exact: true }).first().waitFor();
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('finds on the card of somebody who has moved where they were and where they are', async () => {
    const visit = await signedIn('hr');
    const { page } = visit;
    const name = nameOf(row(mover));
    await visit.go('/personal');
    await page.getByRole('searchbox').fill(name);
    await page
      .getByRole('link', { name: new RegExp(name) })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.getByRole('tab', { name: 'Händelser' }).click();
    await page
      .getByText(/Hemtjänst Brunnsvik/)
      .first()
      .waitFor();
    await clean(visit);
    await visit.end();
  });

  it('tries a split, sees who would lose what by role and by person, and that nothing has changed', async () => {
    const visit = await signedIn('hr');
    const { page } = visit;
    await visit.go('/simulering');
    await page.getByRole('tab', { name: 'Organisationen' }).click();
    await page.getByRole('button', { name: 'Vem påverkas?' }).click();
    await page.getByText('Välj enheten.').or(page.getByText('Välj en enhet')).first().waitFor();
    await page.getByRole('combobox').first().fill(unit);
    await page.getByRole('option', { name: new RegExp(unit) }).click();
    await page.getByText(/^Vårdbiträde \(/).click();
    await page.getByRole('button', { name: /Den nya enhetens typ/ }).click();
    await page.getByRole('option', { name: 'ekonomi' }).click();
    await clean(visit);
    await page.getByRole('button', { name: 'Vem påverkas?' }).click();
    await page.getByRole('heading', { level: 1, name: `Dela: ${unit}` }).waitFor();
    await page.getByRole('table', { name: 'Per person' }).waitFor();
    const persons = page.getByRole('table', { name: 'Per person' }).getByRole('row');
    expect(await persons.count()).toBeGreaterThan(5);
    expect(await page.getByRole('table', { name: 'Per roll' }).innerText()).toContain('Treserva');
    await clean(visit);
    await visit.go('/simulering');
    await page.getByRole('link', { name: new RegExp(`Dela: ${unit}`) }).waitFor();
    await visit.end();
  });

  it('tries to take a birthright away, without typing a code, and reads on a phone whom it would touch', async () => {
    const visit = await signedIn('hr', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
    const { page } = visit;
    await visit.go('/simulering');
    await page.getByText('Ta bort en regel').click();
    await page.getByRole('button', { name: /Regel/ }).first().click();
    await page.getByRole('option', { name: /Nycklar till nattpatrullen/ }).click();
    await page.getByRole('button', { name: 'Vem påverkas?' }).click();
    await page.getByRole('heading', { level: 1, name: 'Ta bort: Nycklar till nattpatrullen' }).waitFor();
    await page.getByText('Per person').first().waitFor();
    await clean(visit);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('a manager', () => {
  it('sees on each card what is coming, and ticks off what a leaver hands back', async () => {
    const visit = await signedIn('manager');
    const { page } = visit;
    const card = async (name: string): Promise<void> => {
      await visit.go('/personal');
      await page
        .getByRole('link', { name: new RegExp(name) })
        .first()
        .click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
    };
    await card('Nova Provare');
    await page
      .getByText(`Börjar ${day(addDays(today, 4))}`)
      .first()
      .waitFor();
    await clean(visit);
    await card(nameOf(row(away)));
    await page.getByText(`Frånvarande till och med ${day(addDays(today, 90))}`).waitFor();
    await page.getByText('Vilar: frånvarande').first().waitFor();
    await card(nameOf(row(leaver)));
    await page.getByText(`Slutar ${day(addDays(today, 13))}`).waitFor();
    await page.getByText('Att lämna tillbaka').waitFor();
    await page.getByText('0 av 4').waitFor();
    await clean(visit);
    await page.getByRole('link', { name: new RegExp(`Sista dag ${day(addDays(today, 13))}`) }).click();
    await page.getByRole('heading', { level: 1, name: `Avslut: ${nameOf(row(leaver))}` }).waitFor();
    await page
      .getByRole('button', { name: /^Mottaget/ })
      .first()
      .click();
    await page.getByText('1 av 4').waitFor();
    await clean(visit);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});
