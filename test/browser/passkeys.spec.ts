import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import path from 'node:path';
import pg from 'pg';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { demoOrganisation, projectDir } from '../../src/instance.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import { RunningInstance } from '../demo/running-instance.js';
import { VirtualKey } from './virtual-key.js';
import { openChromium, Visit } from './visit.js';

jest.setTimeout(900_000);

const delivery = path.join(projectDir, 'config/demo-data/hr/2026-11-21');
let instance: RunningInstance;
let parts: Sandbox;
let database: pg.Client;
let browser: Browser;

beforeAll(async () => {
  [instance, browser] = await Promise.all([RunningInstance.start(['all']), openChromium()]);
  parts = await instance.parts();
  database = new pg.Client({ connectionString: parts.ownerUrl });
  await database.connect();
});

afterAll(async () => {
  await database.end();
  await parts.stop();
  await browser.close();
  await instance.stop();
  instance.remove();
});

function featured(part: string): { hsaId: string; name: string } {
  const person = demoOrganisation().featured.find(({ as }) => as === part);
  if (!person) throw new Error(`config/demo.yaml features nobody as ${part}`);
  return person;
}

const stranger = (more?: BrowserContextOptions) => Visit.start(browser, instance.address, more);

async function signedIn(part: string): Promise<Visit> {
  const visit = await stranger();
  await visit.signIn(featured(part).hsaId);
  return visit;
}

/** The person's sessions, as the database has them. */
async function changeSessions(part: string, set: string): Promise<void> {
  await database.query(
    `UPDATE session SET ${set} WHERE person_id = (SELECT person_id FROM person_hsa_id WHERE hsa_id = $1)`,
    [featured(part).hsaId],
  );
}

const audited = async (action: string): Promise<{ reason: string | null }[]> =>
  (
    await database.query<{ reason: string | null }>(`SELECT reason FROM audit_entry WHERE action = $1`, [
      action,
    ])
  ).rows;

async function enrol(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Lägg till passkey' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Namn på nyckeln').fill(name);
  await dialog.getByRole('button', { name: 'Lägg till' }).click();
  await page.getByRole('listitem').filter({ hasText: name }).waitFor();
}

async function signOut(visit: Visit): Promise<void> {
  await visit.page.context().clearCookies();
  await visit.go('/logga-in');
}

async function comeInByKey(visit: Visit): Promise<void> {
  await visit.page.getByRole('button', { name: 'Logga in med passkey' }).click();
  await visit.page.waitForURL((url) => !url.pathname.startsWith('/logga-in'));
  await visit.page.locator('h1').first().waitFor();
}

// axe looks after a ceremony, never before one: its session at the browser takes the virtual key along when it goes.

describe('a passkey', () => {
  it('is enrolled after a card, signs in without a user name, and is removed after a step-up', async () => {
    const visit = await signedIn('employee');
    const { page } = visit;
    const key = await VirtualKey.on(page);
    await visit.go('/nycklar');
    await enrol(page, 'Min telefon');
    const row = page.getByRole('listitem').filter({ hasText: 'Min telefon' });
    await row.getByText('Bara i enheten').waitFor();
    await row.getByText('Tillitsnivå 3').waitFor();

    await signOut(visit);
    await comeInByKey(visit);
    await visit.go('/nycklar');
    await row.getByText('Används nu').waitFor();
    // Whoever came in by a key must go to an identity provider for the next one.
    expect(await page.getByRole('button', { name: 'Lägg till passkey' }).count()).toBe(0);

    // An unlocked screen ten minutes later: removing takes the person once more.
    await changeSessions('employee', `authenticated_at = now() - interval '10 minutes'`);
    await key.verifies(false);
    await row.getByRole('button', { name: 'Ta bort' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Ta bort' }).click();
    const stepUp = page.getByRole('dialog', { name: 'Bekräfta att det är du' });
    await stepUp.getByRole('button', { name: 'Bekräfta med passkey' }).click();
    await stepUp.getByText('Ingen nyckel valdes').waitFor();
    await stepUp.getByRole('link', { name: 'Testlegitimation' }).click();
    await visit.identify(featured('employee').hsaId);
    await page.getByRole('button', { name: 'Slutför' }).click();
    await page.getByText('Du har ingen passkey').waitFor();
    expect(await audited('passkey.removed')).toHaveLength(1);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('that its provider syncs is on record as such, and is worth less', async () => {
    const visit = await signedIn('owner');
    const { page } = visit;
    await VirtualKey.on(page, { synced: true });
    await visit.go('/nycklar');
    await enrol(page, 'Synkad nyckel');
    const row = page.getByRole('listitem').filter({ hasText: 'Synkad nyckel' });
    await row.getByText('Synkad', { exact: true }).waitFor();
    await row.getByText('Tillitsnivå 2').waitFor();
    await signOut(visit);
    await comeInByKey(visit);
    await visit.go('/sessioner');
    await page.getByText('Passkey, nivå 2').waitFor();
    await visit.end();
  });

  it('that proves nobody behind it is refused, by the browser and by the service, and the page says what to do', async () => {
    const visit = await signedIn('second-hr');
    const { page } = visit;
    const key = await VirtualKey.on(page);
    await visit.go('/nycklar');
    await enrol(page, 'Säkerhetsnyckel');
    await signOut(visit);
    await key.verifies(false);
    await page.getByRole('button', { name: 'Logga in med passkey' }).click();
    await page.getByText('Ingen nyckel valdes').waitFor();
    // A page that was tampered with asks for less: the service looks at what the key signed.
    await page.route('**/api/auth/passkey/options', async (route) => {
      const answer = await route.fetch();
      const options = (await answer.json()) as object;
      await route.fulfill({ response: answer, json: { ...options, userVerification: 'discouraged' } });
    });
    await page.getByRole('button', { name: 'Logga in med passkey' }).click();
    await page.getByText('Du behöver låsa upp nyckeln med pinkod, finger eller ansikte').waitFor();
    expect(await visit.barriers()).toEqual([]);
    expect((await audited('sign-in.refused')).map(({ reason }) => reason)).toContain('passkey-refused');
    await visit.end();
  });

  it('that was copied is found out by its counter, barred, audited and alarmed', async () => {
    const visit = await signedIn('auditor');
    const { page } = visit;
    const key = await VirtualKey.on(page);
    await visit.go('/nycklar');
    await enrol(page, 'Kopierad nyckel');
    const copy = await key.held();
    await signOut(visit);
    await comeInByKey(visit);
    const thief = await stranger();
    await thief.go('/logga-in');
    const stolen = await VirtualKey.on(thief.page);
    await stolen.takeIn(copy);
    await thief.page.getByRole('button', { name: 'Logga in med passkey' }).click();
    await thief.page.getByText('Nyckeln är spärrad').waitFor();
    expect(await thief.barriers()).toEqual([]);
    await thief.end();
    await page.reload({ waitUntil: 'networkidle' });
    await page.waitForURL('**/logga-in**');
    expect(await audited('passkey.barred')).toEqual([{ reason: 'counter-went-back' }]);
    const officer = await signedIn('security');
    await officer.page.getByText(/En inloggningsnyckel för .* är spärrad/).waitFor();
    await officer.end();
    await visit.end();
  });
});

describe('a step-up', () => {
  const upload = async (visit: Visit): Promise<void> => {
    await visit.go('/importer');
    await visit.page
      .locator('input[type=file]')
      .setInputFiles(
        ['anstallningar.csv', 'manifest.json', 'organisation.csv'].map((file) => path.join(delivery, file)),
      );
    await changeSessions('hr', 'level = 2');
    await visit.page.getByRole('button', { name: 'Visa vad som skulle ändras' }).click();
  };

  it('by a passkey happens on the page: files that were chosen are sent as if nothing had been', async () => {
    const visit = await signedIn('hr');
    const { page } = visit;
    await VirtualKey.on(page);
    await visit.go('/nycklar');
    await enrol(page, 'Kontorets nyckel');
    await upload(visit);
    const stepUp = page.getByRole('dialog', { name: 'Bekräfta att det är du' });
    await stepUp.getByRole('button', { name: 'Bekräfta med passkey' }).click();
    await page.getByText('Det här är en provläsning').waitFor({ timeout: 120_000 });
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('by an identity provider comes back to the same place, and the files are there too', async () => {
    const visit = await signedIn('hr');
    const { page } = visit;
    await upload(visit);
    const stepUp = page.getByRole('dialog', { name: 'Bekräfta att det är du' });
    await stepUp.getByText('Det du skrivit och valt finns kvar').waitFor();
    await stepUp.getByRole('link', { name: 'Testlegitimation' }).click();
    await visit.identify(featured('hr').hsaId);
    expect(new URL(page.url()).pathname).toBe('/importer');
    const before = await database.query<{ n: number }>(`SELECT count(*)::int AS n FROM hr_import`);
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST' && response.ok()),
      page.getByRole('button', { name: 'Slutför' }).click(),
    ]);
    expect(new URL(answer.url()).pathname).toMatch(/^\/api\/hr\//);
    await page.getByText('Klart', { exact: true }).waitFor();
    const after = await database.query<{ n: number }>(`SELECT count(*)::int AS n FROM hr_import`);
    expect((after.rows[0]?.n ?? 0) - (before.rows[0]?.n ?? 0)).toBe(1);
    // Nothing is left in the browser of what staff files say.
    const left = await page.evaluate(
      `new Promise((resolve, reject) => { const o = indexedDB.open('grindvakt.files'); o.onerror = reject;
         o.onsuccess = () => { const r = o.result.transaction('acts').objectStore('acts').count(); r.onsuccess = () => resolve(r.result); }; })`,
    );
    expect(left).toBe(0);
    await visit.end();
  });
});

describe('an invitation', () => {
  it('by a manager who has seen the person’s identity document gives a first key', async () => {
    const manager = await signedIn('manager');
    const { page } = manager;
    const { rows } = await database.query<{ id: string }>(
      `SELECT person_id AS id FROM person_hsa_id WHERE hsa_id = $1`,
      [featured('employee').hsaId],
    );
    await manager.go(`/personal/${rows[0]?.id ?? ''}`);
    await page.getByRole('link', { name: 'Hjälp att logga in' }).last().click();
    await page.getByRole('heading', { name: featured('employee').name }).waitFor();
    await page.getByRole('button', { name: 'Bjud in' }).click();
    await page.getByText('Du måste ha sett personen och legitimationen').waitFor();
    await page.getByRole('button', { name: /Legitimation/ }).click();
    await page.getByRole('option', { name: 'Körkort' }).click();
    await page.getByText('Personen står hos mig').click();
    await page.getByRole('button', { name: 'Bjud in' }).click();
    await page.getByText('Inbjudan är klar').waitFor();
    expect(await manager.barriers()).toEqual([]);
    const code = await page.locator('main code').last().innerText();
    const newcomer = await stranger({ viewport: { width: 390, height: 844 } });
    await VirtualKey.on(newcomer.page);
    await acceptInvitation(newcomer, `${instance.address}/inbjudan#${code}`, 'Första nyckeln');
    await comeInByKey(newcomer);
    await newcomer.end();
    await manager.end();
  });
});

/** Opens the link, makes the key, and goes on to the sign-in page. */
async function acceptInvitation(visit: Visit, link: string, name: string): Promise<void> {
  const { page } = visit;
  await page.goto(link, { waitUntil: 'networkidle' });
  // The code does not stay in the address.
  await page.waitForURL((url) => url.hash === '');
  await page.getByLabel('Namn på nyckeln').fill(name);
  await page.getByRole('button', { name: 'Lägg till nyckel' }).click();
  await page.getByText('Nyckeln är tillagd').waitFor();
  await page.getByRole('link', { name: 'Till inloggningen' }).click();
}

describe('the command line', () => {
  it('invites the first administrator, who then signs in with no identity provider at all', async () => {
    const { hsaId } = featured('it');
    const told = await instance.command('invite', '--hsa-id', hsaId);
    expect(told).toMatchObject({ code: 0 });
    const link = /https?:\S+\/inbjudan#\S+/.exec(told.out)?.[0] ?? '';
    const visit = await stranger();
    await VirtualKey.on(visit.page);
    await acceptInvitation(visit, link, 'Driftens nyckel');
    await comeInByKey(visit);
    await visit.go('/sessioner');
    await visit.page.getByText('Passkey, nivå 3').waitFor();
    await visit.end();
    // Once somebody can sign in, the operator's back door is shut, unless said aloud.
    expect((await instance.command('invite', '--hsa-id', hsaId)).code).toBe(3);
    expect((await instance.command('invite', '--hsa-id', 'SE5555555555-NONE')).code).toBe(3);
    expect((await instance.command('invite')).code).toBe(64);
  });

  it('makes, opens and closes an emergency account that two keepers hold, and a security officer judges it', async () => {
    const [keeperOne, keeperTwo] = [featured('hr').hsaId, featured('owner').hsaId];
    const made = await instance.command(
      ...['break-glass', 'create', '--account', 'nod1', '--keeper', keeperOne, '--keeper', keeperTwo],
    );
    expect(made).toMatchObject({ code: 0 });
    const [one = '', two = ''] = [...made.out.matchAll(/part (?:one|two), for \S+:\s+(\S+)/g)].map(
      ([, part]) => part ?? '',
    );
    const visit = await stranger();
    const { page } = visit;
    const tryIt = async (): Promise<void> => {
      await visit.go('/nodkonto');
      await page.getByLabel('Nödkonto', { exact: true }).fill('nod1');
      await page.getByLabel('Första delen').fill(one);
      await page.getByLabel('Andra delen').fill(two);
      await page.getByRole('button', { name: 'Logga in med nödkonto' }).click();
    };
    // Sealed, the right secret opens nothing.
    await tryIt();
    await page.getByRole('alert').or(page.getByText('stämmer inte')).first().waitFor();
    const open = ['break-glass', 'open', '--account', 'nod1', '--for', featured('it').hsaId, '--by', 'Drift'];
    expect((await instance.command(...open)).code).toBe(64);
    const opened = await instance.command(...open, '--reason', 'Inloggningstjänsten är nere sedan 03.10');
    expect(opened).toMatchObject({ code: 0 });
    await tryIt();
    await page.getByText('Nödkonto öppet').waitFor();
    expect(await visit.barriers()).toEqual([]);
    const closed = await instance.command('break-glass', 'close', '--account', 'nod1');
    expect(closed).toMatchObject({ code: 0 });
    await page.reload({ waitUntil: 'networkidle' });
    await page.waitForURL('**/logga-in**');
    await visit.end();

    const officer = await signedIn('security');
    await officer.page.getByText(/Nödkonto öppnat för/).waitFor();
    await officer.go('/nodkonton');
    await officer.page.getByText('Att granska').waitFor();
    await officer.page.getByRole('link', { name: /nod1/ }).click();
    await officer.page.getByText('Motiverad', { exact: true }).click();
    await officer.page
      .getByLabel('Motivering')
      .fill('Inloggningstjänsten var nere, och bara det nödvändiga gjordes.');
    await officer.page.getByRole('button', { name: 'Lämna bedömningen' }).click();
    await officer.page.getByText('Granskat av').waitFor();
    expect(officer.complaints).toEqual([]);
    await officer.end();
    // A used secret is a broken seal.
    expect((await instance.command(...open, '--reason', 'En gång till, utan nytt sigill')).code).toBe(3);
  });
});
