import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate } from '../../src/migrate.js';
import { AccessMapStore, type MapFilter, type MapScope } from '../../src/oversight/access-map.store.js';
import { dayOf } from '../../src/platform/clock.js';
import { ensureDatabase, startPostgres } from '../../src/sandbox/embedded-postgres.js';
import { AccessTrial, asOwner } from '../support/access-trial.js';

/**
 * "Vem har åtkomst": role × unit over a million grants (or GRINDVAKT_BENCH_GRANTS), for the whole organisation and for
 * one department, against the barest counting that gives the same numbers, in the same run.
 */
const grants = Number(process.env['GRINDVAKT_BENCH_GRANTS'] ?? '1000000');
const roles = 50;
const departments = 20;
const unitsEach = 50;
const rounds = 7;
const dir = mkdtempSync(path.join(tmpdir(), 'grindvakt-bench-'));
const server = await startPostgres({ dir: path.join(dir, 'postgres') });
const db = await ensureDatabase(server, 'bench');
await migrate(db.ownerUrl, db.serviceUrl);
const trial = await AccessTrial.on({ url: db.serviceUrl, ownerUrl: db.ownerUrl });
const { database } = trial;
try {
  const made = [];
  for (let n = 0; n < roles; n += 1) made.push(await trial.addRole([`GG-${String(n)}`]));
  // One statement each: the guards of the tables are tried elsewhere and would only be waited for here.
  await asOwner(
    db,
    `INSERT INTO unit (care_provider_id, source, code, name, path, parent_id)
     SELECT p.id, 'BENCH', d.n::text, 'Avdelning ' || d.n, '/1/d' || d.n || '/', u.id
     FROM care_provider p, generate_series(1, ${String(departments)}) AS d(n), unit u WHERE u.path = '/1/'`,
  );
  await asOwner(
    db,
    `INSERT INTO unit (care_provider_id, source, code, name, path, parent_id)
     SELECT u.care_provider_id, 'BENCH', u.code || '-' || n, 'Enhet ' || n, u.path || 'e' || n || '/', u.id
     FROM unit u, generate_series(1, ${String(unitsEach)}) AS e(n) WHERE u.source = 'BENCH'`,
  );
  const persons = Math.ceil(grants / 10);
  await asOwner(
    db,
    `INSERT INTO person (source, source_key, given_name, call_name, family_name, protection)
     SELECT 'BENCH', n::text, 'Prov', 'Prov', 'Person ' || n, CASE WHEN n % 200 = 0 THEN 'confidential' ELSE 'none' END
     FROM generate_series(1, ${String(persons)}) AS p(n)`,
  );
  await asOwner(
    db,
    `WITH place AS (SELECT id, row_number() OVER (ORDER BY path) - 1 AS n FROM unit WHERE path LIKE '/1/d%/e%/')
     INSERT INTO employment (person_id, unit_id, source, number, kind, title, start_date)
     SELECT p.id, u.id, 'BENCH', p.source_key, 'permanent', 'Undersköterska', '2020-01-01'
     FROM person p JOIN place u ON u.n = p.source_key::integer % ${String(departments * unitsEach)} WHERE p.source = 'BENCH'`,
  );
  await asOwner(db, `ALTER TABLE access_grant DISABLE TRIGGER USER`);
  await asOwner(
    db,
    `WITH r AS (SELECT *, row_number() OVER () - 1 AS n FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS r(id, analysis_id, rule_id))
     INSERT INTO access_grant (person_id, employment_id, role_id, unit_id, source, analysis_id, rule_id, valid_from, next_review)
     SELECT e.person_id, e.id, r.id, e.unit_id, 'birthright', r.analysis_id, r.rule_id, now() - interval '1 day', '2099-01-01'
     FROM employment e CROSS JOIN generate_series(0, 9) AS k(n) JOIN r ON r.n = (e.number::integer + k.n * 5) % ${String(roles)}
     WHERE e.source = 'BENCH'`,
    [made.map((role) => role.id), made.map((role) => role.analysisId), made.map((role) => role.ruleId)],
  );
  await asOwner(db, `ALTER TABLE access_grant ENABLE TRIGGER USER`);
  for (const table of ['access_grant', 'employment', 'unit', 'person', 'role'])
    await asOwner(db, `VACUUM ANALYZE ${table}`);

  const now = new Date();
  const viewerId = '00000000-0000-0000-0000-000000000000';
  const scope: MapScope = {
    viewerId,
    all: true,
    systemIds: [],
    unitPaths: [],
    seesProtected: false,
    today: dayOf(now),
  };
  const filter: MapFilter = { systemId: null, roleId: null, minimumRisk: 1, privileged: null, at: null, now };
  const store = new AccessMapStore();
  const [top] = await database.query<{ id: string }>(`SELECT id FROM unit WHERE path = '/1/'`);
  const [one] = await database.query<{ id: string }>(`SELECT id FROM unit WHERE path = '/1/d1/'`);
  for (const { name, unitId, like } of [
    { name: 'whole', unitId: top?.id ?? '', like: '/1/%' },
    { name: 'department', unitId: one?.id ?? '', like: '/1/d1/%' },
  ]) {
    const columns = (await store.below(database, unitId)).map((unit) => unit.id);
    const ours = await median(() => store.counts(database, scope, filter, columns, unitId));
    const floor = await median(() =>
      database.query(
        `SELECT role_id, unit_id, count(*) FROM access_grant WHERE ended_at IS NULL
           AND unit_id IN (SELECT id FROM unit WHERE path LIKE $1) GROUP BY 1, 2`,
        [like],
      ),
    );
    const ratio = ours / floor;
    console.log(`floor: bare counting of ${String(grants)} grants, ${name}: ${floor.toFixed(1)} ms`);
    console.log(`the map, ${name}: ${ours.toFixed(1)} ms`);
    console.log(
      `BENCH access-map-${name} ratio=${ratio.toFixed(2)} target<=1.50 ${ratio <= 1.5 ? 'ok' : 'short'}`,
    );
  }
} finally {
  await trial.stop();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
}

async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
}
