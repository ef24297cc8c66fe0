import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { addDays } from '../../src/policy/model/day.js';
import { datesIn } from '../../src/web/texts/dates.js';
import { HrFiles, nameOf, rows, someOf, today } from './hr-files.js';
import { look, Trial } from './trial.js';
import type { Visit } from './visit.js';

jest.setTimeout(600_000);

const files = new HrFiles();
const { day } = datesIn('sv');

interface Listed {
  items: { id: string; person: { name: string } }[];
}

let trial: Trial;

beforeAll(async () => {
  trial = await Trial.start();
});
afterAll(async () => {
  await trial.stop();
  files.remove();
});

async function idOf(visit: Visit, name: string, scope = 'staff'): Promise<string> {
  const { items } = await trial.call<Listed>(visit, `/people?scope=${scope}&q=${encodeURIComponent(name)}`);
  return items.find(({ person }) => person.name === name)?.id ?? '';
}

describe('a delivery’s difference', () => {
  it('says field by field what changes, from what to what', async () => {
    const hr = await trial.signedIn('hr');
    const who = someOf('Hemtjänst Centrum');
    await files.upload(
      hr,
      { [who['Anställningsnummer'] ?? '']: { Sysselsättningsgrad: '55,00', Epost: 'ny@example.se' } },
      'Det här är en provläsning',
    );
    const line = hr.page.getByRole('row', { name: new RegExp(nameOf(who)) });
    // Whoever only changes comes last.
    const more = hr.page.getByRole('button', { name: 'Visa fler' });
    while ((await line.count()) === 0) await more.click();
    await line.getByText('Ändrad uppgift').waitFor();
    await line.getByText(/Omfattning:.*→ 55 %/).waitFor();
    await line.getByText(/E-post:.*→ ny@example.se/).waitFor();
    await look(hr);
    await hr.end();
  });
});

describe('an external person', () => {
  it('is registered with sponsor, contract, unit and end; extended; and a lost session loses nothing but the number', async () => {
    const manager = await trial.signedIn('manager');
    const { page } = manager;
    await manager.go('/externa/ny');
    await page.getByRole('button', { name: 'Registrera extern' }).click();
    await page.getByText('Fyll i det här.').first().waitFor();
    await look(manager);
    await page.getByText('Konsult', { exact: true }).click();
    for (const [label, text] of [
      ['Förnamn', 'Elsa'],
      ['Efternamn', 'Extern'],
      ['Uppgift', 'Systemkonsult'],
      ['Arbetsgivare eller skola', 'Konsultbolaget AB'],
      ['Avtalsreferens', 'AVT-2026-7'],
    ] as const)
      await page.getByLabel(label, { exact: true }).fill(text);
    await page.getByLabel('Personnummer').fill('199001012385');
    await page.getByLabel('Sista dag').fill(addDays(today, 20));
    const kept = await page.evaluate('JSON.stringify(Object.values(sessionStorage))');
    expect(kept).toContain('Konsultbolaget AB');
    expect(kept).not.toContain('2385');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Registrera extern' }).waitFor();
    expect(await page.getByLabel('Arbetsgivare eller skola').inputValue()).toBe('Konsultbolaget AB');
    expect(await page.getByLabel('Personnummer').inputValue()).toBe('');
    const unit = page.getByRole('combobox', { name: /Enhet/ });
    await unit.click();
    await unit.pressSequentially('Hemtjänst Cent');
    await page.getByRole('option').first().click();
    await page.getByRole('button', { name: 'Registrera extern' }).click();
    await page.getByRole('heading', { level: 1, name: 'Elsa Extern' }).waitFor();
    await page.getByText('AVT-2026-7').waitFor();
    await page.getByText('Marie Axelsson').first().waitFor();
    await look(manager);

    await page.getByRole('button', { name: 'Förläng' }).click();
    const dialog = page.getByRole('dialog', { name: 'Förläng' });
    await dialog.getByRole('button', { name: 'Förläng' }).click();
    await dialog.getByText('Välj ett datum.').waitFor();
    await dialog.getByLabel('Sista dag').fill(addDays(today, 90));
    await dialog.getByLabel('Ny avtalsreferens').fill('AVT-2026-8');
    expect(await manager.barriers()).toEqual([]);
    await dialog.getByRole('button', { name: 'Förläng' }).click();
    await page.getByText('AVT-2026-8').waitFor();
    await page.getByText(day(addDays(today, 90))).waitFor();
    expect(manager.complaints).toEqual([]);
    await manager.end();
  });

  it('whose sponsor leaves is the manager’s above until a new one is named', async () => {
    const hr = await trial.signedIn('hr');
    const sponsor = rows.find(
      (row) => row['Enhet'] === 'Hemtjänst Brunnsvik' && row['ÄrChef'] === 'J' && row['HSAid'] !== '',
    );
    if (!sponsor) throw new Error('the unit has a manager');
    const units = await trial.call<{ items: { id: string; name: string }[] }>(
      hr,
      `/externals/units?q=${encodeURIComponent('Hemtjänst Brunnsvik')}`,
    );
    const { id } = await trial.call<{ id: string }>(hr, '/externals', {
      kind: 'student',
      givenName: 'Sven',
      familyName: 'Student',
      title: 'Praktikant',
      employer: 'Vårdskolan',
      contractReference: 'PRAKTIK-1',
      unitId: units.items[0]?.id,
      startDate: today,
      endDate: addDays(today, 40),
      sponsorId: await idOf(hr, nameOf(sponsor), 'all'),
    });
    await trial.call(hr, `/people/${await idOf(hr, nameOf(sponsor), 'all')}/termination`, {
      reason: 'left',
      note: 'Slutar på egen begäran i dag.',
    });
    await hr.go(`/externa/${id}`);
    const { page } = hr;
    await page.getByText('Sponsorn har slutat').waitFor();
    await look(hr);
    await page.getByRole('button', { name: 'Byt sponsor' }).click();
    const dialog = page.getByRole('dialog', { name: 'Byt sponsor' });
    await dialog.getByRole('combobox', { name: 'Ny sponsor' }).fill('Marie Axelsson');
    await page
      .getByRole('option', { name: /Marie Axelsson/ })
      .first()
      .click();
    await dialog.getByLabel('Varför?').fill('Tar över praktikanten från den som slutade.');
    await dialog.getByRole('button', { name: 'Byt sponsor' }).click();
    await page.getByText('Sponsorn har slutat').waitFor({ state: 'detached' });
    await page.getByText('Marie Axelsson').waitFor();
    expect(hr.complaints).toEqual([]);
    await hr.end();
  });
});

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

describe('a file of completions', () => {
  it('is tried with what is wrong beside its line, and mends what rested, for person and manager to see', async () => {
    const hr = await trial.signedIn('hr');
    const { page } = hr;
    const file = path.join(files.folder, 'completions.csv');
    const key = someOf('Hemtjänst Centrum')['PersonId'] ?? '';
    writeFileSync(
      file,
      `PersonId;Kurskod;Kurs;Genomförd\r\n${key};ISK-BAS;Grundkurs;${today}\r\nP000000;ISK-BAS;Grundkurs;${today}\r\n${key};ISK-BAS;Grundkurs;31 februari\r\n`,
    );
    await hr.go('/forutsattningar');
    await page.locator('input[type=file]').setInputFiles([file]);
    await page.getByRole('button', { name: 'Visa vad som skulle ändras' }).click();
    await page.getByText(/^Inget är ändrat/).waitFor();
    await page.getByRole('row', { name: /Rad 3/ }).waitFor();
    await page.getByRole('row', { name: /Rad 4/ }).waitFor();
    await look(hr);
    await page.getByRole('button', { name: 'Läs in', exact: true }).click();
    await page
      .getByText(/har fått ett nyare intyg/)
      .first()
      .waitFor();
    await hr.end();

    const manager = await trial.signedIn('manager');
    await manager.go(`/personal/${await idOf(manager, nameOf(someOf('Hemtjänst Centrum')))}`);
    await manager.page.getByRole('tab', { name: 'Förutsättningar' }).click();
    await manager.page
      .getByText(/Grundkurs i informationssäkerhet/)
      .first()
      .waitFor();
    await manager.page
      .getByText(/^\d+ uppgifter$/)
      .first()
      .click();
    await manager.page.getByText('från utbildningssystemet').first().waitFor();
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

describe('somebody who moves', () => {
  it('keeps for the handover what their role says, for the new manager to see, and the old manager is told', async () => {
    const [manager, owner] = [await trial.signedIn('manager'), await trial.signedIn('owner')];
    const who = someOf('Hemtjänst Centrum');
    const requestId = await trial.ask(manager, nameOf(who), 60);
    const { revision } = await trial.call<{ revision: number }>(owner, `/requests/${requestId}`);
    await trial.call(owner, `/requests/${requestId}/decisions`, { outcome: 'approve', revision });
    await owner.end();
    const { FrånvaroTyp: _none, ...there } = {
      FrånvaroTyp: '',
      EnhetId: '31500',
      Enhet: 'Hemtjänst Fagerhult',
    };
    const target = rows.find(
      (row) => row['Enhet'] === there.Enhet && row['ÄrChef'] === 'J' && row['HSAid'] !== '',
    );
    if (!target) throw new Error('the unit has a manager');
    const hr = await trial.signedIn('hr');
    await files.upload(hr, {
      [who['Anställningsnummer'] ?? '']: {
        EnhetId: target['EnhetId'] ?? '',
        Enhet: there.Enhet,
        ChefAnställningsnummer: target['Anställningsnummer'] ?? '',
      },
    });
    const id = await idOf(hr, nameOf(who), 'all');
    await hr.end();

    await manager.go('/');
    await manager.page.getByText(new RegExp(`${nameOf(who)} har bytt enhet och har kvar`)).waitFor();
    await manager.end();
    const next = await trial.signedIn(target['HSAid'] ?? '');
    await next.go(`/personal/${id}`);
    const kept = next.page.getByRole('listitem').filter({ hasText: 'Treserva planering' }).first();
    await kept.getByText('Hör till den tidigare enheten').waitFor();
    await look(next);
    expect(next.complaints).toEqual([]);
    await next.end();
  });
});
