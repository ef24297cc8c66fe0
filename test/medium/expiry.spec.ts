import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ExpireGrants } from '../../src/grants/expire-grants.js';
import { expireGrantsQueue } from '../../src/grants/expire.queue.js';
import { GrantsJobs } from '../../src/grants/grants.jobs.js';
import { GrantsModule } from '../../src/grants/grants.module.js';
import { ReadStanding } from '../../src/grants/read-standing.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

const system: Actor = { kind: 'system', name: 'test', channel: 'schedule' };

// Concurrency is tried here; a busy machine may take its time.
jest.setTimeout(60_000);

let edge: Edge;
let home: CareHome;
let unitId: string;
let owner: Employee;

beforeAll(async () => {
  edge = await startEdge({ rooms: [GrantsModule] });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  unitId = await home.unit('/1/', 'Vården');
  owner = await home.employee(unitId);
});
afterAll(async () => {
  await edge.stop();
});

describe('a grant whose time is up', () => {
  it('gives no right of Grindvakt’s own from that very instant, swept or not', async () => {
    const who = await home.employee(unitId);
    const end = new Date('2026-12-01T08:00:00.000Z');
    await home.grant(who, await home.role(owner, { grindvakt: 'hr' }), { validTo: end });
    const standing = edge.app.get(ReadStanding);
    const at = (ms: number): Promise<Set<string>> =>
      standing.run(edge.database, who.personId, new Date(end.getTime() + ms));
    expect([...(await at(-1))]).toEqual(['hr']);
    expect([...(await at(0))]).toEqual([]);
  });

  it('is ended once by however many sweeps, with its account told to follow, and never before its time', async () => {
    const role = await home.role(owner, { directory: 'journal-las' });
    const now = edge.clock.now();
    const due: string[] = [];
    for (let i = 0; i < 30; i += 1)
      due.push(await home.grant(await home.employee(unitId), role, { validTo: new Date(now.getTime() - i) }));
    const later = await home.grant(await home.employee(unitId), role, {
      validTo: new Date(now.getTime() + 600_000),
    });
    const endless = await home.grant(await home.employee(unitId), role);
    const expire = edge.app.get(ExpireGrants);
    const ended = await Promise.all([1, 2, 3, 4].map(() => expire.run(system)));
    expect(ended.reduce((sum, n) => sum + n, 0)).toBe(30);
    const rows = await edge.database.query<{ id: string; ended_reason: string }>(
      `SELECT id, ended_reason FROM access_grant WHERE ended_at IS NOT NULL AND role_id = $1`,
      [role.roleId],
    );
    expect(rows.map((r) => r.id).sort()).toEqual([...due].sort());
    expect(new Set(rows.map((r) => r.ended_reason))).toEqual(new Set(['expired']));
    expect(rows.map((r) => r.id)).not.toEqual(expect.arrayContaining([later, endless]));
    const [counts] = await edge.database.query<{ entries: number; accounts: number }>(
      `SELECT (SELECT count(*) FROM audit_entry WHERE action = 'grant.ended' AND object_id = ANY($1)) AS entries,
              (SELECT count(*) FROM account a JOIN access_grant g ON g.person_id = a.person_id WHERE g.id = ANY($1)) AS accounts`,
      [due],
    );
    expect(counts).toEqual({ entries: 30, accounts: 30 });
  });

  it('is ended within two seconds by a task that was sent ahead', async () => {
    const worker = new Jobs({ url: edge.databaseUrl, work: true });
    await worker.start();
    try {
      await new GrantsJobs(worker, edge.app.get(ExpireGrants)).start();
      const end = new Date(Date.now() + 1500);
      const grant = await home.grant(await home.employee(unitId), await home.role(owner), { validTo: end });
      await edge.database.transaction((tx) =>
        edge.app.get(Jobs).send(tx, expireGrantsQueue, {}, { startAfter: end }),
      );
      let endedAt: Date | null = null;
      for (const until = Date.now() + 8000; endedAt === null && Date.now() < until;) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        const [row] = await edge.database.query<{ ended_at: Date | null }>(
          `SELECT ended_at FROM access_grant WHERE id = $1`,
          [grant],
        );
        endedAt = row?.ended_at ?? null;
      }
      const late = (endedAt?.getTime() ?? Infinity) - end.getTime();
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(2000);
    } finally {
      await worker.onApplicationShutdown();
    }
  });
});
