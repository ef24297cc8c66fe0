import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import { demoOrganisation } from '../../src/instance.js';
import { RunningInstance } from '../demo/running-instance.js';
import { openChromium, Visit } from './visit.js';

jest.setTimeout(600_000);

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

function hsaIdOf(part: string): string {
  const person = demoOrganisation().featured.find(({ as }) => as === part);
  if (!person) throw new Error(`config/demo.yaml features nobody as ${part}`);
  return person.hsaId;
}

async function signedIn(part: string): Promise<Visit> {
  const visit = await Visit.start(browser, instance.address);
  await visit.signIn(hsaIdOf(part));
  return visit;
}

/** Finds one by typing, and takes the first that the service offers. */
async function choose(visit: Visit, field: Locator, text: string): Promise<void> {
  await field.fill(text);
  await visit.page
    .getByRole('option', { name: new RegExp(text) })
    .first()
    .click();
}

/** Answers the dialog that asks for a reason. */
async function giveReason(visit: Visit, button: string): Promise<void> {
  await visit.page.getByRole('button', { name: button, exact: true }).first().click();
  const dialog = visit.page.getByRole('dialog', { name: button });
  await dialog.getByLabel('Varför?').fill('Genomgånget med verksamheten');
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** What the page of the analysis asks and sends; its own journey is told elsewhere. */
async function call<Body>(visit: Visit, path: string, body?: object): Promise<Body> {
  const address = `${instance.address}/api${path}`;
  const headers = { 'sec-fetch-site': 'same-origin' };
  const { request } = visit.page;
  const answer = await (body ? request.post(address, { headers, data: body }) : request.get(address));
  const text = await answer.text();
  expect([answer.ok(), text]).toEqual([true, text]);
  return JSON.parse(text) as Body;
}

/** Nothing in the way of anybody, on a desk and on a narrow phone. */
async function look(visit: Visit): Promise<void> {
  for (const width of [1280, 320]) {
    await visit.page.setViewportSize({ width, height: 900 });
    const place = `${visit.page.url()} at ${String(width)}`;
    expect([place, await visit.barriers(), await visit.overflow()]).toEqual([place, [], 0]);
  }
  await visit.page.setViewportSize({ width: 1280, height: 900 });
}

describe('the owners of a system', () => {
  it('register, classify and approve it, write a role of it, and then it can be asked for', async () => {
    const security = await signedIn('security');
    await security.go('/systemregister');
    await security.page.getByRole('link', { name: 'Registrera system' }).click();
    await look(security);
    await security.page.getByLabel('Systemets namn').fill('Nattboken');
    await security.page.getByLabel('Vad är det till för?').fill('Rapporter mellan natt och dag');
    await choose(security, security.page.getByLabel('Informationsägare'), 'Görel Persson');
    await choose(security, security.page.getByLabel('Systemägare'), 'Amina Karlsson');
    await security.page.getByRole('button', { name: 'Registrera system' }).click();
    await security.page.getByRole('heading', { level: 1, name: 'Nattboken' }).waitFor();
    const place = new URL(security.page.url()).pathname;

    const runner = await signedIn('it');
    const { page } = runner;
    await runner.go(place);
    await page.getByRole('link', { name: 'Beskriv och klassa' }).click();
    await page.getByRole('button', { name: 'Klassa och skicka till informationsägaren' }).click();
    await page.getByText('Skriv vilka uppgifter som finns i systemet.').waitFor();
    await look(runner);
    await page.getByLabel('Slags uppgifter').fill('Rapporter\nLarm');
    await page.getByText('Innehåller personuppgifter').click();
    await page.getByLabel('Får finnas i systemet').fill('Det som natten behöver berätta för dagen');
    await page.getByLabel('Hur det loggas').fill('All läsning loggas i fem år');
    await page.getByText('behörig åtkomst').click();
    await page.getByText('Grupper i katalogen').click();
    await page.getByLabel('Varför?').fill('Klassat med verksamheten');

    // The session is lost in the middle: nothing that was written is.
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Klassa och skicka till informationsägaren' }).click();
    const again = page.getByRole('alertdialog', { name: 'Logga in igen' });
    await again.getByRole('link', { name: 'Testlegitimation' }).click();
    await runner.identify(hsaIdOf('it'));
    await page.getByText('Det du hade börjat skriva finns kvar').waitFor();
    await page.getByRole('button', { name: 'Klassa och skicka till informationsägaren' }).click();
    await page.getByText('Klassat', { exact: true }).first().waitFor();

    const owner = await signedIn('owner');
    await owner.go(place);
    await giveReason(owner, 'Godkänn');
    await owner.page.getByText('Godkänt', { exact: true }).first().waitFor();

    await runner.go(place);
    await giveReason(runner, 'Ta i bruk');
    await page.getByText('I bruk', { exact: true }).first().waitFor();
    await page.getByRole('tab', { name: 'Behörigheter' }).click();
    await page.getByRole('link', { name: 'Lägg till behörighet' }).click();
    await page.getByLabel('Behörighetens namn').fill('Nattbok läsa');
    await page.getByRole('button', { name: 'Lägg till behörighet' }).click();
    await page.getByText('Skriv en mening, minst tio tecken.').waitFor();
    await page.getByLabel('Vad låter den en göra?').fill('Läsa nattens rapporter på den egna enheten.');
    expect(await page.getByLabel('Gruppens namn i katalogen').inputValue()).toBe('nattbok-lasa');
    await look(runner);
    await page.getByRole('button', { name: 'Lägg till behörighet' }).click();
    await page.getByText('Läsa nattens rapporter på den egna enheten.').waitFor();

    await page.getByRole('tab', { name: 'Roller' }).click();
    await page.getByRole('link', { name: 'Ny roll' }).click();
    await page.getByLabel('Rollens namn').fill('Läsa nattboken');
    await page.getByLabel('Vad låter den en göra?').fill('Läsa nattens rapporter på den egna enheten.');
    await choose(runner, page.getByLabel('Behörigheter', { exact: true }), 'Nattbok läsa');
    await page.keyboard.press('Escape'); // the list stays open for more
    const askable = page.getByRole('group', { name: 'För vem den får begäras' });
    await askable.getByText('Bara vissa').click();
    await askable.getByText('Tillsvidare', { exact: true }).click();
    await askable.getByText(/\d+ personer i dag/).waitFor();
    await askable.getByText('Alla anställda som tillsvidare', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Lägg till fråga' }).click();
    await page.getByRole('textbox', { name: 'Fråga 1' }).fill('Vilka nätter gäller det?');
    await page.getByLabel('Varför?').fill('Dagpersonalen behöver läsa');
    await look(runner);
    await page.getByRole('button', { name: 'Skicka för godkännande' }).click();
    await page.getByRole('heading', { level: 1, name: 'Läsa nattboken' }).waitFor();
    const roleId = new URL(page.url()).pathname.split('/').at(-1) ?? '';

    await owner.go(`/roller/${roleId}`);
    await giveReason(owner, 'Godkänn');
    await owner.page.getByText('I bruk', { exact: true }).first().waitFor();

    // The same role in two versions, side by side.
    await runner.go(`/roller/${roleId}/andra`);
    await page.getByLabel('Längsta tid, dagar').fill('30');
    await page.getByRole('button', { name: 'Vem påverkas?' }).click();
    await page.getByText('0 personer har den').waitFor();
    await page.getByLabel('Varför?').fill('Kortare räcker för vikarier');
    await page.getByRole('button', { name: 'Skicka för godkännande' }).click();
    await page.getByRole('tab', { name: 'Versioner' }).click();
    const changed = page.getByRole('row', { name: /Längsta tid/ });
    await changed.getByText('30 dagar').waitFor();
    await look(runner);
    await owner.go(`/roller/${roleId}`);
    await giveReason(owner, 'Godkänn');

    await runner.go(`/roller/${roleId}`);
    await page.getByRole('button', { name: 'Skriv behovs- och riskanalys' }).click();
    const begin = page.getByRole('dialog');
    await begin.getByText('Undersköterska', { exact: false }).first().click();
    await begin.getByRole('button', { name: 'Ny analys' }).click();
    await page.waitForURL('**/analyser/*');
    await page.getByRole('link', { name: 'Till rollen' }).waitFor();
    const analysis = new URL(page.url()).pathname;

    const manager = await signedIn('manager');
    const me = await call<{ person: { id: string } }>(manager, '/me');
    const path = analysis.replace('/analyser/', '/analyses/');
    const { revision } = await call<{ revision: number }>(runner, path);
    const asked = await call<{ revision: number }>(runner, `${path}/consultation`, {
      revision,
      people: [{ personId: me.person.id, capacity: 'Enhetschef' }],
    });
    await call(manager, `${path}/answer`, { answer: 'agrees' });
    await call(owner, `${path}/decision`, { outcome: 'approve', revision: asked.revision });

    await manager.go('/begar');
    await manager.page.getByRole('button', { name: /Linus Blom/ }).click();
    await manager.page.getByRole('button', { name: /Läsa nattboken/ }).click();
    await manager.page.getByRole('button', { name: 'Visa vad som händer' }).click();
    await manager.page.getByText('Svara kort; skriv minst två tecken.').waitFor();
    await manager.page.getByLabel('Vilka nätter gäller det?').fill('Alla helger i december');
    await manager.page.getByLabel('Varför behövs behörigheten?').fill('Läser rapporter från helgens nätter.');
    await look(manager);
    for (const visit of [security, runner, owner, manager]) {
      expect(visit.complaints).toEqual([]);
      await visit.end();
    }
  });
});
