import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { ImportsStore } from '../../src/lifecycle/intake/imports.store.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { TellIntake } from '../../src/lifecycle/intake/tell-intake.js';
import { WatchFolders } from '../../src/lifecycle/intake/watch-folders.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { configToken } from '../../src/platform/config-token.js';
import type { Config } from '../../src/platform/config.js';
import { Jobs } from '../../src/platform/jobs.js';
import { CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoSource, employmentLine, writeDelivery, type EmploymentLine } from '../support/hr-delivery.js';

jest.setTimeout(120_000);

const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-folders-'));
const watched = path.join(folder, 'watched');
const other = path.join(folder, 'other');
const open = { count: 1000, share: 1, floor: 1000 };
let edge: Edge;
let hr: Employee;
let folders: WatchFolders;

beforeAll(async () => {
  chmodSync(folder, 0o755);
  for (const each of [watched, other]) mkdirSync(each);
  const source = demoSource({ breaker: open, watchFolder: watched, expectEveryHours: 36 });
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: {
      hr: { sources: [source, { ...source, id: 'other', name: 'Konsulter', watchFolder: other }] },
      lifecycle: { breakers: { unit: open, hour: open } },
    },
  });
  await edge.app.get(Jobs).start();
  const home = new CareHome(edge.database);
  const unit = await home.unit('/1/2/', 'Personalavdelningen');
  hr = await home.employee(unit, { name: 'Hanna' });
  const boss = await home.employee(unit, { name: 'Bodil' });
  await home.grant(hr, await home.role(boss, { grindvakt: 'hr' }));
  folders = instance();
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

/** Another process that looks at the same folders. */
function instance(reader = new HrFileReader()): WatchFolders {
  const { app, database, clock } = edge;
  const [store, take, tell] = [app.get(ImportsStore), app.get(TakeHrSnapshot), app.get(TellIntake)];
  return new WatchFolders(database, clock, store, take, tell, reader, app.get<Config>(configToken));
}

let made = 0;

/** A delivery that has lain still for half a minute. */
function put(name: string, lines: readonly EmploymentLine[] | string, into = watched): string {
  const to = path.join(into, name);
  renameSync(writeDelivery(folder, lines), to);
  chmodSync(to, 0o755);
  made += 1;
  still(to, 30);
  return to;
}

function still(to: string, seconds: number): void {
  const at = new Date(edge.clock.now().getTime() - seconds * 1000 - made);
  for (const file of ['anstallningar.csv', 'organisation.csv', '']) utimesSync(path.join(to, file), at, at);
}

async function imports(): Promise<string[]> {
  const rows = await edge.database.query<{ told: string }>(
    `SELECT source || ' ' || state || coalesce(' ' || (result -> 'rejection' ->> 'code'), '') AS told
     FROM hr_import ORDER BY started_at, id`,
  );
  return rows.map(({ told }) => told);
}

async function since(before: readonly string[]): Promise<string[]> {
  return (await imports()).slice(before.length);
}

async function told(kind: string): Promise<number> {
  const rows = await edge.database.query(`SELECT FROM notice WHERE to_id = $1 AND kind = $2`, [
    hr.personId,
    kind,
  ]);
  return rows.length;
}

async function title(number: string): Promise<string | undefined> {
  const [row] = await edge.database.query<{ title: string }>(
    `SELECT title FROM employment WHERE number = $1`,
    [number],
  );
  return row?.title;
}

describe('a watched folder', () => {
  const first = [employmentLine(1), employmentLine(2)];
  const second = [employmentLine(1, { Befattning: 'Samordnare' }), employmentLine(2)];

  it('takes the same files again when they come as another delivery: HR went back to what it said', async () => {
    put('d1', first);
    put('d2', second);
    put('d3', first);
    expect(await folders.run()).toBe(3);
    expect(await title('A1')).toBe('Undersköterska');
    const before = await imports();
    expect(before).toEqual(Array(3).fill('HR-VOF applied'));
    expect([await folders.run(), await instance().run()]).toEqual([0, 0]);
    put('d4', first);
    expect(await folders.run()).toBe(1);
    expect([await since(before), await instance().run()]).toEqual([['HR-VOF unchanged'], 0]);
  });

  it('follows no link, neither to a folder nor to a file', async () => {
    const before = await imports();
    const outside = path.join(folder, 'outside');
    renameSync(writeDelivery(folder, second), outside);
    still(outside, 30);
    symlinkSync(outside, path.join(watched, 'd5-link'));
    const links = path.join(watched, 'd5-files');
    mkdirSync(links);
    for (const file of ['anstallningar.csv', 'organisation.csv'])
      symlinkSync(path.join(outside, file), path.join(links, file));
    expect(await folders.run()).toBe(0);
    const longAgo = new Date(edge.clock.now().getTime() - 4_000_000);
    utimesSync(links, longAgo, longAgo);
    expect(await folders.run()).toBe(1);
    expect(await since(before)).toEqual(['HR-VOF rejected missing-file']);
    expect(await title('A1')).toBe('Undersköterska');
    rmSync(path.join(watched, 'd5-link'));
    rmSync(links, { recursive: true });
  });

  it('gives up what lies half written for an hour, and tells HR once', async () => {
    const before = await imports();
    const earlier = await told('import-rejected');
    const half = put('d6', second);
    rmSync(path.join(half, 'organisation.csv'));
    expect(await folders.run()).toBe(0);
    edge.clock.move(61);
    const notices = await told('import-rejected');
    expect([await folders.run(), await folders.run()]).toEqual([1, 0]);
    expect(await since(before)).toEqual(['HR-VOF rejected missing-file']);
    expect([earlier, notices, await told('import-rejected')]).toEqual([1, 1, 1]); // one a day for each kind of fault
    rmSync(half, { recursive: true });
  });

  it('says so when it is gone, takes the other sources’ deliveries meanwhile, and its own when it is back', async () => {
    const before = await imports();
    const away = path.join(folder, 'away');
    renameSync(watched, away);
    put('k1', [employmentLine(51)], other);
    expect([await folders.run(), await folders.run(), await instance().run()]).toEqual([1, 0, 0]);
    expect(await told('hr-folder-away')).toBe(1);
    renameSync(away, watched);
    put('d7', second);
    expect(await folders.run()).toBe(1);
    expect(await since(before)).toEqual(['other applied', 'HR-VOF applied']);
    expect(await title('A1')).toBe('Samordnare');
  });

  it('is not stopped by a file that may not be read: that one is rejected, the next is taken', async () => {
    const before = await imports();
    const shut = put('d8', second);
    chmodSync(path.join(shut, 'anstallningar.csv'), 0o000);
    put('k2', [employmentLine(51), employmentLine(52)], other);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534); // nothing is forbidden to root
    try {
      expect(await folders.run()).toBe(2);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
    expect(await since(before)).toEqual(['HR-VOF rejected missing-file', 'other applied']);
    rmSync(shut, { recursive: true });
  });

  it('goes on with the next when the disk fails under one, and comes back to it', async () => {
    class FailingDisk extends HrFileReader {
      broken = true;
      override async inspect(
        ...[delivery, ...rest]: Parameters<HrFileReader['inspect']>
      ): ReturnType<HrFileReader['inspect']> {
        if (this.broken && delivery.get('anstallningar.csv')?.includes('d9') === true)
          throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
        return super.inspect(delivery, ...rest);
      }
    }
    const before = await imports();
    const disk = new FailingDisk();
    const looking = instance(disk);
    put('d9', first);
    put('k3', [employmentLine(51)], other);
    expect([await looking.run(), await since(before)]).toEqual([1, ['other applied']]);
    disk.broken = false;
    expect([await looking.run(), await since(before)]).toEqual([1, ['other applied', 'HR-VOF applied']]);
  });
});

describe('two instances that look at once', () => {
  it('take a delivery in once, and reject a wrong one once', async () => {
    const [one, two] = [instance(), instance()];
    for (let round = 0; round < 6; round += 1) {
      const before = await imports();
      const wrong = round % 2 === 1;
      const lines = [employmentLine(1), employmentLine(100 + round)];
      put(`e${String(round)}`, wrong ? 'PersonId;Fel\r\nx;y\r\n' : lines);
      await Promise.all([one.run(), two.run()]);
      await Promise.all([one.run(), two.run()]);
      expect(await since(before)).toEqual([wrong ? 'HR-VOF rejected header' : 'HR-VOF applied']);
    }
  });

  it('try what was rejected once more after a restart: the configuration may have been mended', async () => {
    const before = await imports();
    edge.clock.move(5);
    const again = instance();
    expect([await again.run(), await again.run(), await folders.run()]).toEqual([3, 0, 0]);
    expect(await since(before)).toEqual(Array(3).fill('HR-VOF rejected header'));
  });
});

describe('a source that should deliver', () => {
  it('and does not is told of once a day', async () => {
    const tell = edge.app.get(TellIntake);
    expect([await tell.silent(), await told('hr-source-silent')]).toEqual([[], 0]);
    edge.clock.move(40 * 60);
    expect(await tell.silent()).toEqual(['HR-VOF', 'other']);
    await Promise.all([tell.silent(), tell.silent()]);
    expect(await told('hr-source-silent')).toBe(2);
    edge.clock.move(24 * 60);
    await tell.silent();
    expect(await told('hr-source-silent')).toBe(4);
    put('f1', [employmentLine(1)]);
    await folders.run();
    expect(await tell.silent()).toEqual(['other']);
  });
});
