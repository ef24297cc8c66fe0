import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { addDays } from '../../src/policy/model/day.js';
import { datesIn } from '../../src/web/texts/dates.js';
import { HrFiles, nameOf, rows, someOf, type Row, today } from './hr-files.js';
import { look, picture, Trial } from './trial.js';

jest.setTimeout(600_000);

const files = new HrFiles();
const { day } = datesIn('sv');
const numberOf = (row: Row): string => row['Anställningsnummer'] ?? '';
const phone = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' } as const;

let trial: Trial;

beforeAll(async () => {
  trial = await Trial.start();
});
afterAll(async () => {
  await trial.stop();
  files.remove();
});

describe('a simulated feed', () => {
  it('says of each person which roles they would get and lose', async () => {
    const hr = await trial.signedIn('hr');
    const who = someOf('Hemtjänst Centrum');
    await files.upload(
      hr,
      { [numberOf(who)]: { Slutdatum: addDays(today, -1) } },
      'Det här är en provläsning',
    );
    const line = hr.page.getByRole('row', { name: new RegExp(nameOf(who)) });
    await line.getByText(/Förlorar:.*Grundkonto.*Treserva dokumentation/).waitFor();
    await picture(hr, 'trial');
    // Whoever begins comes later; they are nobody yet, and have their roles beside them all the same.
    const joiner = hr.page
      .getByRole('row')
      .filter({ hasText: 'Börjar' })
      .getByText(/Får:.*Grundkonto/);
    const more = hr.page.getByRole('button', { name: 'Visa fler' });
    while ((await joiner.count()) === 0) await more.click();
    await look(hr);
    expect(hr.complaints).toEqual([]);
    await hr.end();
  });
});

describe('a mass leave', () => {
  const unit = 'Hemtjänst Centrum';
  const staff = rows.filter(
    (row) => row['Enhet'] === unit && row['ÄrChef'] === 'N' && row['FrånvaroTyp'] === '',
  );
  const until = addDays(today, 90);

  it('is held, says of each person from when until when they would be away, and is let through by another', async () => {
    const hr = await trial.signedIn('hr');
    const away: Row = {
      FrånvaroTyp: 'Tjänstledighet',
      FrånvaroOmfattning: '100,00',
      FrånvaroFrom: today,
      FrånvaroTom: until,
    };
    await files.upload(hr, Object.fromEntries(staff.map((row) => [numberOf(row), away])), 'Stoppad');
    const { page } = hr;
    await page.getByRole('heading', { name: /^\d+ går på ledighet – stoppad$/ }).waitFor();
    await page.getByText(/\d+ går på ledighet, \d+ flyttar/).waitFor();
    const line = page.getByRole('row', { name: new RegExp(nameOf(someOf(unit))) });
    const more = page.getByRole('button', { name: 'Visa fler' });
    while ((await line.count()) === 0) await more.click();
    await line.getByText(`Ledig från ${day(today)} till och med ${day(until)} (Tjänstledighet)`).waitFor();
    await picture(hr, 'mass-leave');
    await look(hr);
    const place = new URL(page.url()).pathname;
    await hr.go('/importer');
    await page
      .getByText(/\d+ går på ledighet/)
      .first()
      .waitFor();
    expect(hr.complaints).toEqual([]);
    await hr.end();

    const second = await trial.signedIn('second-hr', phone);
    await second.go(place);
    await picture(second, 'mass-leave-phone');
    await second.page.getByRole('button', { name: 'Släpp igenom' }).click();
    const dialog = second.page.getByRole('alertdialog');
    await dialog.getByLabel('Varför?').fill('Hela gruppen är på studieresa.');
    expect([await second.barriers(), await second.overflow()]).toEqual([[], 0]);
    await dialog.getByRole('button', { name: /Verkställ|Släpp igenom/ }).click();
    await second.page.getByText('Importen är inläst').waitFor();
    expect(second.complaints).toEqual([]);
    await second.end();
  });
});

describe('a key that the staff system uses again', () => {
  const first = someOf('Hemtjänst Brunnsvik');
  const newcomer: Row = {
    Personnummer: '199001012385',
    Förnamn: 'Noor',
    Tilltalsnamn: 'Noor',
    Efternamn: 'Nyanställd',
    HSAid: 'SE5555555555-NOOR',
    Epost: 'noor.nyanstalld@example.se',
    Anställningsnummer: '9900077',
    Startdatum: today,
  };

  it('waits for HR, who reads what has happened and says that it is somebody else', async () => {
    const hr = await trial.signedIn('hr');
    await files.upload(hr, { [numberOf(first)]: newcomer });
    const { page } = hr;
    await hr.go('/datakvalitet');
    await page.getByRole('link', { name: /Noor Nyanställd/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Vem är Noor Nyanställd?' }).waitFor();
    await page.getByText('Vad har hänt?').waitFor();
    await page.getByText(new RegExp(`samma id som ${nameOf(first)} redan har`)).waitFor();
    await picture(hr, 'key-reused');
    await look(hr);
    await page.getByRole('button', { name: 'Spara svaret' }).click();
    await page.getByText('Välj ett svar.').waitFor();
    await page.getByText('En annan person', { exact: true }).click();
    await page.getByLabel('Varför?').fill('Lönekontoret har gett id:t till en nyanställd.');
    await page.getByRole('button', { name: 'Spara svaret' }).click();
    await page.getByText('Olika personer').waitFor();
    await picture(hr, 'key-reused-decided');
    await look(hr);

    const idOf = async (name: string): Promise<string> => {
      const { items } = await trial.call<{ items: { id: string; person: { name: string } }[] }>(
        hr,
        `/people?scope=all&q=${encodeURIComponent(name)}`,
      );
      return items.find(({ person }) => person.name === name)?.id ?? '';
    };
    const [one, other] = [await idOf(nameOf(first)), await idOf('Noor Nyanställd')];
    expect(one).not.toBe(other);
    for (const [id, name, hsaId] of [
      [one, nameOf(first), first['HSAid'] ?? ''],
      [other, 'Noor Nyanställd', 'SE5555555555-NOOR'],
    ] as const) {
      await hr.go(`/personal/${id}`);
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await page.getByText(hsaId).waitFor();
      await page.getByRole('listitem').filter({ hasText: 'Grundkonto' }).first().waitFor();
    }
    expect(hr.complaints).toEqual([]);
    await hr.end();
  });
});

describe('a trial', () => {
  it('has had its own watched folder from the start, and has nothing to complain of', () => {
    // It has been looked into all the while that the journeys above took.
    expect(trial.instance.log()).toContain('Grindvakt is open at');
    expect(trial.instance.log()).not.toMatch(/cannot be read|ENOENT/);
  });
});
