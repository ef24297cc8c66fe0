import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '../../src/migrate.js';
import { ensureDatabase, startPostgres } from '../../src/sandbox/embedded-postgres.js';
import { Browser } from '../support/browser.js';
import { startEdge } from '../support/edge.js';
import { startMaliciousProvider } from '../support/malicious-provider.js';
import { template } from '../support/test-server.js';

/**
 * Complete callbacks a second (flow taken, code exchanged, signature checked, person found, session and audit entry
 * committed) against durable inserts of one row, by one client after the other, on the same machine.
 */
const seconds = 4;
const loa3 = 'http://id.sambi.se/loa/loa3';
const dir = mkdtempSync(path.join(tmpdir(), 'grindvakt-bench-'));
const server = await startPostgres({ dir }); // with fsync, unlike the tests'
try {
  const { ownerUrl, serviceUrl } = await ensureDatabase(server, template);
  await migrate(ownerUrl, serviceUrl);
  process.env['GRINDVAKT_TEST_DATABASE'] = JSON.stringify({
    admin: server.url('postgres'),
    owner: server.url('postgres', 'grindvakt_owner'),
    service: server.url('postgres', 'grindvakt_app'),
  });
  const provider = await startMaliciousProvider('grindvakt');
  const edge = await startEdge({
    providers: [
      {
        id: 'idp',
        name: 'IdP',
        issuer: provider.issuer,
        clientId: 'grindvakt',
        clientSecret: 'a-secret-of-the-benchmark',
        levels: { [loa3]: 3 },
        claims: { hsaId: 'employeeHsaId' },
      },
    ],
  });
  await edge.addPerson({ hsaId: 'SE5555555555-ANNA' });
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query('CREATE TABLE IF NOT EXISTS bench_floor (id uuid PRIMARY KEY, said text)');

  const rate = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    let n = 0;
    for (; performance.now() - began < seconds * 1000; n += 1) await work();
    return n / ((performance.now() - began) / 1000);
  };
  const callback = async (): Promise<() => Promise<void>> => {
    const user = new Browser(edge.url);
    const address = (await user.get('/api/auth/login')).headers.get('location') ?? '';
    const code = provider.issue(address, { claims: { acr: loa3, employeeHsaId: 'SE5555555555-ANNA' } });
    const state = new URL(address).searchParams.get('state') ?? '';
    const query = new URLSearchParams({ code, state, iss: provider.issuer }).toString();
    return async () => {
      const answer = await user.get(`/api/auth/callback?${query}`);
      if (answer.headers.get('location') !== '/') throw new Error('the sign-in was refused');
    };
  };
  for (let warm = 0; warm < 20; warm += 1) await (await callback())();
  const floor = await rate(() => owner.query(`INSERT INTO bench_floor VALUES ($1, 'x')`, [randomUUID()]));
  const begun = await Promise.all(Array.from({ length: 400 }, callback));
  const began = performance.now();
  for (const finish of begun) await finish();
  const ours = begun.length / ((performance.now() - began) / 1000);
  const ratio = ours / floor;
  console.log(
    `floor: durable insert of one row ${floor.toFixed(0)} /s; complete callback ${ours.toFixed(0)} /s`,
  );
  console.log(
    `BENCH sign-in-callback ratio=${ratio.toFixed(2)} target>=0.25 ${ratio >= 0.25 ? 'ok' : 'short'}`,
  );

  const crowd = await Promise.all(Array.from({ length: 500 }, callback));
  const started = performance.now();
  const outcomes = await Promise.allSettled(crowd.map((finish) => finish()));
  const failed = outcomes.filter(({ status }) => status === 'rejected').length;
  const took = (performance.now() - started) / 1000;
  console.log(`500 at once: ${took.toFixed(1)} s`);
  console.log(`BENCH sign-in-crowd errors=${String(failed)} target=0 ${failed === 0 ? 'ok' : 'short'}`);
  await owner.end();
  await edge.stop();
  await provider.stop();
} finally {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
}
