import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { schemaOf } from '../../src/data-source.js';
import { migrate, MissingRights, RestoredElsewhere } from '../../src/migrate.js';
import { Database } from '../../src/platform/database.js';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.js';

let db: FreshDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(async () => {
  await db.drop();
});

async function asOwner<T>(work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}

describe('migrate', () => {
  it('changes nothing the second time, also when several start at once', async () => {
    await Promise.all([1, 2, 3].map(() => migrate(db.ownerUrl, db.url)));
    const applied = await asOwner((owner) =>
      owner.query('SELECT name, count(*)::int FROM migration GROUP BY name'),
    );
    expect(applied.rows.length).toBeGreaterThan(8);
    expect(new Set(applied.rows.map((row: { count: number }) => row.count))).toEqual(new Set([1]));
  });

  it('lets the service read and write rooms and queues, but never change the audit log', async () => {
    const service = new Database({ url: db.url, poolSize: 2 });
    await service.connect();
    try {
      await service.query(
        `INSERT INTO care_provider (organisation_number, name) VALUES ('2120000001', 'Test')`,
      );
      expect(await service.query(`SELECT name FROM pgboss.queue WHERE name = 'deliver'`)).toHaveLength(1);
      expect(await service.query('SELECT name FROM migration')).not.toHaveLength(0);
      for (const sql of [
        'DELETE FROM migration',
        'UPDATE audit_entry SET reason = NULL',
        'DELETE FROM audit_entry',
        'TRUNCATE audit_entry',
        'DELETE FROM audit_seal',
        'DELETE FROM access_grant',
        'DROP TABLE audit_entry',
      ])
        await expect(service.query(sql)).rejects.toMatchObject({ code: '42501' });
    } finally {
      await service.onApplicationShutdown();
    }
  });

  it('refuses a log that came from a cluster which had counted further, before a seal is broken', async () => {
    const restored = await freshDatabase();
    try {
      const ahead = 7n * 2n ** 32n + 5n;
      const owner = new pg.Client({ connectionString: restored.ownerUrl });
      await owner.connect();
      await owner.query(
        `INSERT INTO audit_entry (transaction_id, actor_kind, actor_name, action, channel)
         VALUES ($1, 'system', 'test', 'thing.done', 'schedule')`,
        [String(ahead)],
      );
      await owner.end();
      const migrating = migrate(restored.ownerUrl, restored.url);
      await expect(migrating).rejects.toThrow(RestoredElsewhere);
      await expect(migrating).rejects.toThrow('pg_resetwal --epoch=8 ');
    } finally {
      await restored.drop();
    }
  });

  it('names every statement the administrator must run, before anything is changed', async () => {
    const url = new URL(db.ownerUrl);
    const stranger = new URL(db.url); // may sign in, owns nothing
    const error = await migrate(stranger.href).then(
      () => undefined,
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(MissingRights);
    expect(error).toMatchObject({
      sql: [`ALTER DATABASE "${url.pathname.slice(1)}" OWNER TO "grindvakt_app";`],
    });
  });

  it('can be undone step by step to an empty database, and done again', async () => {
    const schema = await schemaOf(db.ownerUrl).initialize();
    try {
      for (const _ of schema.migrations) await schema.undoLastMigration();
    } finally {
      await schema.destroy();
    }
    const left = await asOwner((owner) =>
      owner.query(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname <> 'migration'
        AND relkind IN ('r', 'S') AND relname NOT LIKE 'migration%'
        UNION ALL SELECT proname FROM pg_proc JOIN pg_roles ON pg_roles.oid = proowner
        WHERE pronamespace = 'public'::regnamespace AND rolname = 'grindvakt_owner'`),
    );
    expect(left.rows).toEqual([]);
    await migrate(db.ownerUrl, db.url);
  });
});
