import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { projectDir } from '../../src/instance.js';
import { look, Trial } from './trial.js';

jest.setTimeout(600_000);

const delivery = path.join(projectDir, 'config/demo-data/hr/2026-11-21');
const [header = '', ...lines] = readFileSync(path.join(delivery, 'anstallningar.csv'), 'utf8')
  .trimEnd()
  .split('\r\n');
const columns = header.replace('\uFEFF', '').split(';');

type Row = Record<string, string>;
interface Listed {
  items: { id: string; person: { name: string } }[];
}

let trial: Trial;

beforeAll(async () => {
  trial = await Trial.start();
});
afterAll(() => trial.stop());

function rowOf(line: string): Row {
  const cells = line.split(';');
  return Object.fromEntries(columns.map((column, n) => [column, cells[n] ?? '']));
}

const nameOf = (row: Row): string => `${row['Tilltalsnamn'] ?? ''} ${row['Efternamn'] ?? ''}`;
const rows = lines.filter((line) => !line.includes('"')).map(rowOf);

describe('a manager’s report of what is wrong', () => {
  it('goes to HR, who answers, and comes back to the manager', async () => {
    const manager = await trial.signedIn('manager');
    await manager.go('/personal/bekrafta');
    await manager.page
      .getByRole('button', { name: /^Rätta/ })
      .first()
      .click();
    const dialog = manager.page.getByRole('dialog');
    await dialog.getByText('Har andra arbetsuppgifter').click();
    await dialog.getByLabel('Beskriv vad som ska rättas').fill('Arbetar som samordnare sedan i måndags.');
    expect(await manager.barriers()).toEqual([]);
    await dialog.getByRole('button', { name: 'Skicka till HR' }).click();
    await manager.page.getByText('Rättelse väntar').first().waitFor();

    const hr = await trial.signedIn('hr');
    await hr.go('/rattelser');
    await hr.page.getByText('Arbetar som samordnare sedan i måndags.').waitFor();
    await look(hr);
    await hr.page
      .getByRole('button', { name: /^Svara/ })
      .first()
      .click();
    const answer = hr.page.getByRole('dialog');
    await answer.getByText('Rättat', { exact: true }).click();
    await answer.getByLabel('Svar till chefen').fill('Titeln är rättad i personalsystemet.');
    await answer.getByRole('button', { name: /^Svara/ }).click();
    await hr.page.getByText('Inga rättelser väntar').waitFor();
    await hr.end();

    await manager.go('/');
    await manager.page.getByText(/Titeln är rättad i personalsystemet/).waitFor();
    await look(manager);
    await manager.end();
  });
});

describe('somebody protected', () => {
  it('is masked for HR until they have said why, and reads on their own page who has seen them', async () => {
    const hidden = rows.find(
      (row) => row['Skyddsmarkering'] === 'S' && row['HSAid'] !== '' && row['Slutdatum'] === '',
    );
    if (!hidden) throw new Error('the demo organisation has somebody protected');
    const hr = await trial.signedIn('hr');
    const { page } = hr;
    const { items } = await trial.call<Listed>(
      hr,
      `/people?scope=all&q=${encodeURIComponent(nameOf(hidden))}`,
    );
    const id = items.find(({ person }) => person.name === 'Skyddad person')?.id ?? '';
    await hr.go(`/personal/${id}`);
    await page.getByRole('heading', { level: 1, name: 'Skyddad person' }).waitFor();
    await page.getByRole('button', { name: 'Visa uppgifterna' }).click();
    const dialog = page.getByRole('dialog', { name: 'Visa uppgifterna' });
    await dialog.getByRole('button', { name: 'Visa', exact: true }).click();
    await dialog.getByText('Välj varför.').waitFor();
    expect(await hr.barriers()).toEqual([]);
    await dialog.getByRole('button', { name: /Varför/ }).click();
    await page.getByRole('option', { name: 'Annat' }).click();
    await dialog.getByRole('button', { name: 'Visa', exact: true }).click();
    await dialog.getByText('Skriv med minst fem bokstäver varför.').waitFor();
    await dialog.getByLabel('Med egna ord').fill('Rättar en anställning.');
    await dialog.getByRole('button', { name: 'Visa', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: nameOf(hidden) }).waitFor();
    await look(hr);
    await hr.end();

    const security = await trial.signedIn('security');
    await security.go(`/personal/${id}`);
    await security.page.getByRole('heading', { level: 1, name: 'Skyddad person' }).waitFor();
    await security.page.getByRole('row', { name: /Yvonne Eriksson.*Rättar en anställning/ }).waitFor();
    await look(security);
    expect([...hr.complaints, ...security.complaints]).toEqual([]);
    await security.end();
  });
});
