import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import type { Browser } from 'playwright-core';
import { demoOrganisation } from '../../src/instance.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import { RunningInstance } from '../demo/running-instance.js';
import { openChromium, Visit } from './visit.js';

jest.setTimeout(600_000);

let instance: RunningInstance;
let parts: Sandbox;
let database: pg.Client;
let browser: Browser;

beforeAll(async () => {
  [instance, browser] = await Promise.all([RunningInstance.start(['all']), openChromium()]);
  parts = await instance.parts();
  database = new pg.Client({ connectionString: parts.ownerUrl });
  await database.connect();
  // The demo has no system of so low a class that an exception is possible.
  await database.query(
    `UPDATE information_system SET confidentiality = 1, integrity = 1, availability = 1 WHERE key = 'treserva'`,
  );
});

afterAll(async () => {
  await database.end();
  await parts.stop();
  await browser.close();
  await instance.stop();
  instance.remove();
});

async function signedIn(part: string): Promise<Visit> {
  const person = demoOrganisation().featured.find(({ as }) => as === part);
  if (!person) throw new Error(`config/demo.yaml features nobody as ${part}`);
  const visit = await Visit.start(browser, instance.address);
  await visit.signIn(person.hsaId);
  return visit;
}

const inAMonth = (): string => new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

describe('simplified sign-in (H13.1.7)', () => {
  it('is offered to nobody before it is asked for with a risk analysis and decided on by the information owner', async () => {
    const employee = await signedIn('employee');
    await employee.go('/sessioner');
    await employee.page.getByText('Känner du inte igen något?').waitFor();
    expect(await employee.page.getByText('Enheter som minns dig').count()).toBe(0);
    await employee.end();

    const security = await signedIn('security');
    await security.go('/undantag');
    await security.page.getByRole('button', { name: 'Begär undantag' }).first().click();
    const dialog = security.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Skicka till informationsägaren' }).click();
    await dialog.getByText('Välj ett system.').waitFor();
    await dialog.getByRole('button', { name: /System/ }).click();
    await security.page.getByRole('option', { name: 'Treserva' }).click();
    await dialog
      .getByLabel('Riskanalys')
      .fill('Datorn i köket saknar kortläsare, och systemet visar bara menyer.');
    await dialog.getByLabel('Skyddsåtgärder').fill('Bara på enheter i kök som är låsta.');
    await dialog.getByLabel('Sista dag').fill(inAMonth());
    await dialog.getByLabel(/Förenklad inloggning/).fill('11');
    await dialog.getByRole('button', { name: 'Skicka till informationsägaren' }).click();
    await dialog.getByText('Skriv ett tal från 1 till 10').waitFor();
    await dialog.getByLabel(/Förenklad inloggning/).fill('3');
    await dialog.getByRole('button', { name: 'Skicka till informationsägaren' }).click();
    await security.page.getByText('Väntar på beslut').waitFor();
    expect(await security.page.getByRole('button', { name: /^Besluta/ }).count()).toBe(0);
    expect(security.complaints).toEqual([]);
    await security.end();

    const owner = await signedIn('owner');
    await owner.go('/undantag');
    await owner.page.getByRole('button', { name: 'Besluta: Treserva' }).click();
    const decision = owner.page.getByRole('dialog');
    await decision.getByText('Förenklad inloggning på känd enhet i 3 dygn').waitFor();
    await decision.getByText('Bevilja', { exact: true }).click();
    await decision.getByLabel('Skäl').fill('Systemet är av låg klass, och köken är låsta.');
    expect(await owner.barriers()).toEqual([]);
    await decision.getByRole('button', { name: 'Besluta' }).click();
    await owner.page.getByText(/^Gäller till/).waitFor();
    expect(owner.complaints).toEqual([]);
    await owner.end();
  });

  it('is remembered at one press, lets the device in to what is one’s own at level 2, and is forgotten', async () => {
    const visit = await signedIn('employee');
    const { page } = visit;
    await visit.go('/sessioner');
    await page.getByRole('button', { name: 'Kom ihåg mig på den här enheten' }).click();
    await page.getByText(/Enheten minns dig till/).waitFor();
    await page.getByRole('button', { name: /^Glöm / }).waitFor();
    expect(await visit.barriers()).toEqual([]);

    // The browser was closed: only what is to last is left of its cookies.
    const lasting = (await page.context().cookies()).filter(({ expires }) => expires > 0);
    await page.context().clearCookies();
    await page.context().addCookies(lasting);
    await visit.go('/logga-in');
    await page.getByText(/Enheten minns dig till/).waitFor();
    expect(await visit.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Förenklad inloggning' }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/logga-in'));
    await visit.go('/sessioner');
    await page
      .getByText(/nivå 2/)
      .first()
      .waitFor();

    await page.getByRole('button', { name: /^Glöm / }).click();
    // What came in by the device goes with it.
    const again = page.getByRole('alertdialog', { name: 'Logga in igen' });
    await again.getByRole('link', { name: 'Testlegitimation' }).waitFor();
    expect(await again.getByRole('button', { name: 'Förenklad inloggning' }).count()).toBe(0);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});
