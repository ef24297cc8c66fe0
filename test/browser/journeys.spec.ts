import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { demoOrganisation, projectDir } from '../../src/instance.js';
import { RunningInstance } from '../demo/running-instance.js';
import { openChromium, Visit } from './visit.js';

jest.setTimeout(600_000);

const delivery = path.join(projectDir, 'config/demo-data/hr/2026-11-21');
let instance: RunningInstance;
let browser: Browser;

beforeAll(async () => {
  [instance, browser] = await Promise.all([RunningInstance.start(['all']), openChromium()]);
});

afterAll(async () => {
  await browser.close();
  await instance.stop();
  instance.remove();
});

function featured(part: string) {
  const person = demoOrganisation().featured.find(({ as }) => as === part);
  if (!person) throw new Error(`config/demo.yaml features nobody as ${part}`);
  return person;
}

const hsaIdOf = (part: string) => featured(part).hsaId;

const stranger = (more?: BrowserContextOptions) => Visit.start(browser, instance.address, more);

async function signedIn(part: string, more?: BrowserContextOptions): Promise<Visit> {
  const visit = await stranger(more);
  await visit.signIn(hsaIdOf(part));
  return visit;
}

/** As far as the Tab key goes; fails when it does not come there. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor();
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await wanted.and(page.locator(':focus')).count()) > 0) return;
  }
  throw new Error(`the Tab key never came to ${String(wanted)}`);
}

/** What reaches the directory shows when it has been read back there, and not before. */
async function reloadUntil(page: Page, shown: Locator): Promise<void> {
  for (let attempt = 0; attempt < 30; attempt += 1) {
    await page.locator('h1').waitFor();
    if ((await shown.count()) > 0) return;
    await page.waitForTimeout(1_000);
    await page.reload({ waitUntil: 'networkidle' });
  }
  throw new Error('it never showed on the page');
}

describe('signing in', () => {
  it('brings a stranger back to the page that was asked for', async () => {
    const visit = await stranger();
    await visit.go('/personal');
    await visit.page.waitForURL('**/logga-in?till=*');
    await visit.page.getByRole('link', { name: 'Testlegitimation' }).click();
    await visit.identify(hsaIdOf('manager'));
    await visit.page.getByRole('heading', { level: 1, name: 'Min personal' }).waitFor();
    expect(visit.page.url()).toBe(`${instance.address}/personal`);
    await visit.end();
  });

  it('says plainly that the identity was too weak, with a number to quote', async () => {
    const visit = await stranger();
    await visit.signIn(hsaIdOf('manager'), 'siths-reserve');
    await visit.page.getByText('Inloggningen var inte stark nog').waitFor();
    expect(await visit.page.locator('main code').innerText()).toMatch(/\w{4,}/);
    await visit.end();
  });
});

describe('every page', () => {
  const places: readonly [part: string, ...pages: string[]][] = [
    [
      'manager',
      '/',
      '/personal',
      '/begar',
      '/granska',
      '/avsluta',
      '/jag',
      '/sessioner',
      '/anmal-kort',
      '/sparrade',
      '/kakor',
      '/anmal-forlust',
      '/finns-inte',
      '/personal/bekrafta',
      '/inloggningshjalp',
      '/avslut',
      '/externa',
      '/externa/ny',
      '/atkomst',
      '/oprovat',
    ],
    ['owner', '/godkannanden', '/atkomst', '/delegering', '/analyser', '/analyser?visa=saknas'],
    [
      'hr',
      '/importer',
      '/importer?visa=handelser',
      '/importer?visa=pass',
      '/organisation',
      '/organisation?visa=andringar',
      '/personal',
      '/forutsattningar',
      '/rattelser',
      '/datakvalitet',
      '/datakvalitet?visa=over-100',
      '/simulering',
    ],
    [
      'security',
      '/granska',
      '/avslut?visa=vakanta',
      '/datakvalitet?visa=set-aside',
      '/simulering',
      '/atskilda',
      '/atskilda/ny',
      '/undantag',
      '/atkomst',
      '/atkomst?visa=tabell',
      '/oprovat?visa=system',
      '/systemregister',
      '/roller',
      '/inloggningstjanster',
      '/api-klienter',
      '/nodkonton',
    ],
    ['it', '/forhojd', '/upptackt', '/handlaggning', '/handlaggning?visa=klara'],
    ['employee', '/', '/jag', '/nycklar'],
  ];
  const views = [
    { called: 'on a desk by day', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
    { called: 'on a narrow phone by night', viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
  ] as const;

  for (const { called, ...view } of views) {
    it(`is free of barriers and keeps to the content security policy ${called}`, async () => {
      const found: string[] = [];
      const look = async (visit: Visit, name: string) => {
        found.push(...(await visit.barriers()).map((barrier) => `${name}: ${barrier}`));
        if ((await visit.overflow()) > 0) found.push(`${name}: wider than the window`);
        found.push(...visit.complaints.splice(0).map((complaint) => `${name}: ${complaint}`));
      };
      const nobody = await stranger(view);
      for (const place of ['/logga-in', '/inbjudan', '/nodkonto', '/galleri']) {
        await nobody.go(place);
        await look(nobody, place);
      }
      await nobody.end();
      for (const [part, ...pages] of places) {
        const visit = await signedIn(part, view);
        for (const place of pages) {
          await visit.go(place);
          await look(visit, `${part} ${place}`);
        }
        await visit.end();
      }
      expect(found).toEqual([]);
    });
  }
});

describe('a manager and an information owner', () => {
  it('ask and approve, and a session lost in between loses nothing that was written', async () => {
    const manager = await signedIn('manager');
    const { page } = manager;
    await manager.go('/begar');
    await page.getByRole('button', { name: /Linus Blom/ }).click();
    await page.getByRole('button', { name: /Treserva planering/ }).click();
    const need = page.getByLabel('Varför behövs behörigheten?');
    await page.getByRole('button', { name: 'Visa vad som händer' }).click();
    await page.getByText('Skriv minst tio tecken').first().waitFor();
    await need.fill('Planerar insatser för enhetens brukare på helger.');
    await page
      .getByLabel('Varför avviker begäran från analysen?')
      .fill('Planerar i samordnarens ställe på helgerna.');

    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Visa vad som händer' }).click();
    const again = page.getByRole('alertdialog', { name: 'Logga in igen' });
    await again.getByRole('link', { name: 'Testlegitimation' }).click();
    await manager.identify(hsaIdOf('manager'));
    await page.getByText('Planerar insatser för enhetens brukare på helger.').waitFor();
    expect(await manager.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Skicka begäran' }).click();
    await page.getByRole('heading', { level: 1, name: /är skickad/ }).waitFor();

    const owner = await signedIn('owner');
    await owner.page.getByRole('link', { name: /Treserva planering/ }).click();
    const drawer = owner.page.getByRole('dialog', { name: 'Treserva planering för Linus Blom' });
    await drawer.getByRole('button', { name: /Behovs- och riskanalys/ }).click();
    await drawer.getByText('Skyddsåtgärder', { exact: true }).waitFor();
    expect(await owner.barriers()).toEqual([]);
    await drawer.getByRole('button', { name: 'Avslå' }).click();
    await drawer.getByText('Skriv varför du avslår').waitFor();
    await drawer.getByRole('button', { name: '30 dagar', exact: true }).click();
    await drawer.getByRole('button', { name: 'Godkänn 30 dagar' }).click();
    await owner.page.getByText(/är godkänd/).waitFor();
    await owner.page.getByText('Inget att besluta just nu').waitFor();

    await manager.go('/personal?q=Linus');
    await page.getByRole('link', { name: /Linus Blom/ }).click();
    const given = page.getByRole('listitem').filter({ hasText: 'Planerar insatser' });
    await reloadUntil(page, given.getByText('Kontrollerad i katalogen'));
    expect([...manager.complaints, ...owner.complaints]).toEqual([]);
    await manager.end();
    await owner.end();
  });
});

describe('a manager without a mouse', () => {
  it('asks from start to sent by keyboard, reads all of it before sending, and takes it back', async () => {
    const manager = await signedIn('manager');
    const { page } = manager;
    await manager.go('/begar');
    await tabTo(page, page.getByRole('button', { name: /Anna Fredriksson/ }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('button', { name: /Treserva planering/ }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByLabel('Varför behövs behörigheten?'));
    await page.keyboard.type('Planerar enhetens insatser om vintern.');
    await tabTo(page, page.getByLabel('Varför avviker begäran från analysen?'));
    await page.keyboard.type('Ersätter samordnaren om vintern.');
    await tabTo(page, page.getByRole('button', { name: 'Visa vad som händer' }));
    await page.keyboard.press('Enter');
    await page.getByText('Förklaring till avvikelsen').waitFor();
    await page.getByText('Ersätter samordnaren om vintern.').waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Skicka begäran' }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /är skickad/ }).waitFor();

    await manager.go('/begaranden');
    await page
      .getByRole('main')
      .getByRole('link', { name: /Anna Fredriksson/ })
      .click();
    await page.getByRole('main').getByRole('link', { name: 'Mina begäranden' }).waitFor();
    expect(await manager.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Ta tillbaka' }).click();
    await page.getByRole('main').getByText('Återtagen', { exact: true }).first().waitFor();
    expect(manager.complaints).toEqual([]);
    await manager.end();
  });
});

describe('an employee, their manager and an information owner', () => {
  it('pass a request from stage to stage, and its file outlives a lost session', async () => {
    const employee = await signedIn('employee');
    const { page } = employee;
    await employee.go('/begar');
    await page.getByRole('button', { name: 'Frida Hassan Du' }).click();
    await page.getByRole('button', { name: /Treserva planering/ }).click();
    await page.getByLabel('Varför behövs behörigheten?').fill('Planerar enhetens insatser på helgerna.');
    await page
      .getByLabel('Varför avviker begäran från analysen?')
      .fill('Planerar i samordnarens ställe på helgerna.');
    await page.getByRole('button', { name: 'Visa vad som händer' }).click();
    await page.getByRole('button', { name: 'Skicka begäran' }).waitFor();
    const file = { name: 'beslut.txt', mimeType: 'text/plain', buffer: Buffer.from('Enhetens beslut') };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('beslut.txt').waitFor();

    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Skicka begäran' }).click();
    const again = page.getByRole('alertdialog', { name: 'Logga in igen' });
    await again.getByRole('link', { name: 'Testlegitimation' }).click();
    await employee.identify(hsaIdOf('employee'));
    await page.getByText('Planerar enhetens insatser på helgerna.').waitFor();
    await page.getByText('beslut.txt').waitFor();
    await page.getByRole('button', { name: 'Skicka begäran' }).click();
    await page.getByRole('heading', { level: 1, name: /är skickad/ }).waitFor();

    for (const [part, said] of [
      ['manager', /går vidare/],
      ['owner', /är godkänd/],
    ] as const) {
      // prettier-ignore
      const approver = await signedIn(part);
      await approver.go('/godkannanden');
      await approver.page.getByRole('link', { name: /Frida Hassan/ }).click();
      const drawer = approver.page.getByRole('dialog', { name: 'Treserva planering för Frida Hassan' });
      await drawer.getByRole('link', { name: /beslut\.txt/ }).waitFor();
      await drawer.getByRole('button', { name: /^Behörigheter: / }).click();
      await drawer.getByText('Treserva dokumentation').waitFor();
      expect(await approver.barriers()).toEqual([]);
      await drawer.getByRole('button', { name: 'Godkänn', exact: true }).click();
      await approver.page.getByText(said).first().waitFor();
      expect(approver.complaints).toEqual([]);
      await approver.end();
    }
    await employee.go('/jag');
    await reloadUntil(page, page.getByRole('heading', { name: 'Treserva planering' }));
    expect(employee.complaints).toEqual([]);
    await employee.end();
  });
});

describe('a security officer and a manager', () => {
  it('open a review and answer it by keyboard; nothing goes before the sign-off, then it goes for good', async () => {
    const security = await signedIn('security');
    await security.go('/granska');
    await security.page.getByRole('button', { name: 'Starta granskning' }).click();
    const dialog = security.page.getByRole('dialog', { name: 'Starta granskning' });
    await dialog.getByRole('button', { name: 'Starta granskning' }).click();
    await dialog.getByText('Välj en enhet i listan.').waitFor();
    await dialog.getByLabel('Enhet').fill('Hemtjänst Centrum');
    await security.page.getByRole('option', { name: 'Hemtjänst Centrum', exact: true }).click();
    expect(await security.barriers()).toEqual([]);
    await dialog.getByRole('button', { name: 'Starta granskning' }).click();
    await security.page.getByRole('heading', { name: 'Hela granskningen' }).waitFor();

    const manager = await signedIn('manager');
    const { page } = manager;
    await page.getByRole('link', { name: /Hemtjänst Centrum/ }).click();
    await page.getByText('Person 1 av').waitFor();
    expect(await manager.barriers()).toEqual([]);
    await page.keyboard.press('t');
    await page.getByRole('button', { name: 'Används inte' }).click();
    await page.locator('form').getByRole('button', { name: 'Ta bort' }).click();
    await page.getByText(/^1 av \d+ besvarade$/).waitFor();
    await page.getByRole('button', { name: /Behåll alla \d+ gröna/ }).click();
    await page.getByRole('button', { name: 'Ja, behåll dem' }).click();

    const current = page.locator('li[data-current]');
    const next = page.getByRole('main').getByRole('button', { name: /Nästa person|Till underskrift/ });
    const signOff = page.getByRole('heading', { level: 2, name: 'Skriv under' });
    while ((await signOff.count()) === 0) {
      if ((await current.count()) > 0) await page.keyboard.press('b');
      else await next.last().click();
    }
    await page.getByText('Det här tas bort').waitFor();
    expect(await manager.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Skriv under och ta bort 1' }).click();
    await page.getByText('Granskningen är underskriven').waitFor();
    await page
      .getByRole('row')
      .filter({ hasText: 'Används inte' })
      .getByText('Borttagen och kontrollerad')
      .waitFor();
    expect([...manager.complaints, ...security.complaints]).toEqual([]);
    await manager.end();
    await security.end();
  });
});

describe('an IT technician', () => {
  it('takes an administrator right for a while, sees the time left everywhere, and gives it back', async () => {
    const it = await signedIn('it');
    const { page } = it;
    await it.go('/forhojd');
    await page.getByRole('button', { name: 'Aktivera' }).click();
    await page.getByText('4 timmar', { exact: true }).click();
    await page.getByRole('button', { name: 'Aktivera i 4 timmar' }).click();
    await page.getByText('Skriv minst tio tecken').first().waitFor();
    await page.getByLabel('Skäl').fill('Felsöker grupper efter flytt, ärende 1123.');
    await page.getByRole('button', { name: 'Aktivera i 4 timmar' }).click();
    await page.getByRole('main').getByRole('timer').waitFor();
    await it.go('/');
    await page.getByRole('banner').getByRole('timer').waitFor();
    expect(await page.getByRole('banner').getByRole('timer').innerText()).toMatch(/^(4:00:00|3:5\d:\d\d)$/);
    expect(await it.barriers()).toEqual([]);
    await it.go('/forhojd');
    await page.getByRole('button', { name: 'Avsluta nu' }).click();
    await page.getByText('(avslutad för hand)').waitFor();
    await page.getByRole('timer').waitFor({ state: 'detached' });
    expect(it.complaints).toEqual([]);
    await it.end();
  });
});

describe('an HR specialist', () => {
  it('sees what the files would change, and which rows are wrong, before anything changes', async () => {
    const hr = await signedIn('hr');
    const { page } = hr;
    await hr.go('/importer');
    const files = page.locator('input[type=file]');
    await files.setInputFiles(
      ['anstallningar.csv', 'manifest.json'].map((file) => path.join(delivery, file)),
    );
    await page.getByText('saknas', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Läs in' }).isDisabled()).toBe(true);
    await files.setInputFiles(path.join(delivery, 'organisation.csv'));
    await page.getByRole('button', { name: 'Visa vad som skulle ändras' }).click();
    await page.getByText('Det här är en provläsning').waitFor({ timeout: 60_000 });
    await page.locator('tbody tr').first().waitFor();
    expect(await hr.barriers()).toEqual([]);
    await page.getByRole('tab', { name: /Karantän/ }).click();
    await page
      .getByText(/anstallningar\.csv, rad \d+/)
      .first()
      .waitFor();
    expect(await hr.barriers()).toEqual([]);
    expect(hr.complaints).toEqual([]);
    await hr.end();
  });
});

describe('somebody newly employed', () => {
  it('comes no further than the text that waits for the signature, and then to the page', async () => {
    const visit = await signedIn('newcomer');
    const { page } = visit;
    await page.getByRole('heading', { level: 1, name: 'Påminnelse om tystnadsplikt' }).waitFor();
    await visit.go('/jag');
    const sign = page.getByRole('button', { name: 'Skriv under' });
    await sign.waitFor();
    expect(await sign.isDisabled()).toBe(true);
    await page.getByText('Jag har läst').click();
    expect(await visit.barriers()).toEqual([]);
    await sign.click();
    await page.getByRole('tab', { name: 'Förutsättningar' }).click();
    await page.getByText('Undertecknad').first().waitFor();
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('anybody', () => {
  it('goes anywhere by Ctrl-K, in the language and the light they like', async () => {
    const manager = await signedIn('manager');
    const { page } = manager;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Tomasz');
    await page.getByRole('menuitem', { name: /Tomasz/ }).waitFor();
    expect(await manager.barriers()).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /Tomasz/ }).waitFor();
    // Focus follows to the new page's heading, so that a screen reader says where one has come.
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');

    const account = page.getByRole('button', { name: /Ditt konto|Your account/ });
    await account.click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await page.getByRole('link', { name: 'My staff' }).first().waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
    await account.click();
    await page.getByRole('menuitem', { name: 'Dark' }).click();
    await page.reload();
    await page.getByRole('link', { name: 'My staff' }).first().waitFor();
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('dark');
    expect(manager.complaints).toEqual([]);
    await manager.end();
  });
});

describe('the emergency stop', () => {
  it('shuts a signed-in person out at once, and shows when the directory has confirmed it', async () => {
    const employee = await signedIn('employee');
    const who = featured('employee').name;
    const manager = await signedIn('manager');
    const { page } = manager;
    await manager.go('/avsluta');
    await page.getByRole('searchbox', { name: 'Vem ska stängas ute?' }).fill(who);
    await page.getByRole('button', { name: new RegExp(who) }).click();
    await page.getByRole('button', { name: `Avsluta ${who} …` }).click();
    await page.getByText('Skriv minst tio tecken').first().waitFor();
    await page.getByText('Säkerhetsskäl').click();
    await page.getByLabel('Vad har hänt?').fill('Misstänkt kapat konto, anmält av IT.');
    await page.getByRole('button', { name: `Avsluta ${who} …` }).click();
    const sure = page.getByRole('alertdialog');
    const stop = sure.getByRole('button', { name: 'Avsluta nu' });
    expect(await stop.isDisabled()).toBe(true);
    await sure.getByText('Jag har kontrollerat').click();
    expect(await manager.barriers()).toEqual([]);
    await stop.click();
    await page.getByRole('heading', { name: `${who} är utestängd` }).waitFor();
    await page.getByText('Kontot är avstängt').waitFor({ timeout: 60_000 });
    expect(await manager.barriers()).toEqual([]);

    await employee.page.getByRole('link', { name: 'Jag' }).first().click();
    await employee.page.getByRole('alertdialog', { name: 'Logga in igen' }).waitFor();
    await employee.page.getByRole('link', { name: 'Testlegitimation' }).click();
    await employee.identify(hsaIdOf('employee'));
    await employee.page.getByText('Du har ingen pågående anställning').waitFor();
    expect([...manager.complaints, ...employee.complaints]).toEqual([]);
    await manager.end();
    await employee.end();
  });
});
