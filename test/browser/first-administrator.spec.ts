import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { projectDir } from '../../src/instance.js';
import { RunningInstance } from '../demo/running-instance.js';
import { VirtualKey } from './virtual-key.js';
import { openChromium, Visit } from './visit.js';

jest.setTimeout(900_000);

/** What an installer writes in place of the capitals in the first catalogue. */
const filledIn: Record<string, string> = {
  'NAME-OF-THE-HR-SOURCE': 'HR-VOF',
  'HSA-ID-OF-THE-INFORMATION-OWNER': 'SE5555555555-RMU9',
  'HSA-ID-OF-THE-SYSTEM-OWNER': 'SE5555555555-167X',
  'TITLE-CODE-OF-SECURITY': '151016',
  'TITLE-CODE-OF-HR': '152012',
  'TITLE-CODE-OF-IT': '151015',
  'KIND-OF-UNIT-OF-SECURITY': 'säkerhet',
  'KIND-OF-UNIT-OF-HR': 'hr',
  'KIND-OF-UNIT-OF-IT': 'it-support',
};
const administrator = 'SE5555555555-RMU9';
const example = path.join(projectDir, 'config/first-catalogue.example.yaml');

let instance: RunningInstance;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-first-'));
  [instance, browser] = await Promise.all([RunningInstance.start(['all', '--empty']), openChromium()]);
});

afterAll(async () => {
  await browser.close();
  await instance.stop();
  instance.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('an empty installation', () => {
  it('knows nobody to invite before HR’s data is in', async () => {
    const told = await instance.command('invite', '--hsa-id', administrator);
    expect([told.code, told.out]).toEqual([3, '']);
  });

  it('takes HR’s data, then the first catalogue, which is refused until it is filled in', async () => {
    const imported = await instance.command(
      'hr',
      'import',
      path.join(projectDir, 'config/demo-data/hr/2026-11-20'),
    );
    expect(imported).toMatchObject({ code: 0 });
    const shown = await instance.command('person', 'show', administrator);
    // What the rules of the catalogue ask for.
    expect(shown.out).toMatch(/151016/);
    expect(shown.out).toMatch(/säkerhet/);

    const untouched = await instance.command('catalogue', 'load', example, '--dry-run');
    expect(untouched.code).toBe(3);
    expect(untouched.err).toContain('titleCodes');

    const file = path.join(folder, 'first-catalogue.yaml');
    const text = Object.entries(filledIn).reduce(
      (before, [capitals, words]) => before.replaceAll(capitals, words),
      readFileSync(example, 'utf8'),
    );
    writeFileSync(file, text);
    const tried = await instance.command('catalogue', 'load', file, '--dry-run');
    expect(tried.out).toMatch(/persons: [1-9]\d* gain, 0 lose/);
    const loaded = await instance.command('catalogue', 'load', file);
    expect(loaded).toMatchObject({ code: 0 });
    expect(loaded.out).toMatch(/grindvakt-sakerhet: [1-9]\d* gain/);
  });

  it('lets the first administrator in by a passkey, to what the grants say and nothing else', async () => {
    const told = await instance.command('invite', '--hsa-id', administrator);
    expect(told).toMatchObject({ code: 0 });
    const link = /https?:\S+\/inbjudan#\S+/.exec(told.out)?.[0] ?? '';
    const visit = await Visit.start(browser, instance.address);
    const { page } = visit;
    await VirtualKey.on(page);
    await page.goto(link, { waitUntil: 'networkidle' });
    await page.getByLabel('Namn på nyckeln').fill('Första nyckeln');
    await page.getByRole('button', { name: 'Lägg till nyckel' }).click();
    await page.getByText('Nyckeln är tillagd').waitFor();
    await page.getByRole('link', { name: 'Till inloggningen' }).click();
    await page.getByRole('button', { name: 'Logga in med passkey' }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/logga-in'));
    await page.locator('h1').first().waitFor();

    const menu = page.getByRole('navigation').first();
    await menu.getByRole('link', { name: 'Inloggningstjänster' }).waitFor();
    await visit.go('/importer');
    await page.getByRole('heading', { name: 'Importer', level: 1 }).waitFor();
    await visit.go('/jag');
    await page.getByText('Säkerhet i Grindvakt').first().waitFor();
    expect(await visit.barriers()).toEqual([]);
    expect(visit.complaints).toEqual([]);
    await visit.end();
    // The link was good once, and the door that the operator opened is shut.
    const again = await Visit.start(browser, instance.address);
    await VirtualKey.on(again.page);
    await again.page.goto(link, { waitUntil: 'networkidle' });
    await again.page.getByLabel('Namn på nyckeln').fill('Någon annans');
    await again.page.getByRole('button', { name: 'Lägg till nyckel' }).click();
    await again.page.getByText('Koden gäller inte').waitFor();
    await again.end();
    expect((await instance.command('invite', '--hsa-id', administrator)).code).toBe(3);
  });
});
