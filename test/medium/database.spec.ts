import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { StagedTablesStore } from '../../src/lifecycle/following/staged-tables.store.js';
import { Database, sqlState, type Reader, type Tx } from '../../src/platform/database.js';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.js';

let fresh: FreshDatabase;
let database: Database;

beforeAll(async () => {
  fresh = await freshDatabase();
  database = new Database({ url: fresh.url, poolSize: 1 });
  await database.connect();
});
afterAll(async () => {
  await database.onApplicationShutdown();
  await fresh.drop();
});

describe('statements sent together', () => {
  it('are carried out in order, each with its own answer', async () => {
    const answers = await database.transaction(async (tx) => {
      await tx.query(`CREATE TEMP TABLE letter (n integer, name text) ON COMMIT DROP`);
      return tx.together(
        () => tx.query(`INSERT INTO letter VALUES ($1, $2)`, [1, 'å']),
        () => tx.query<{ name: string }>(`SELECT name FROM letter`),
        () => tx.query(`UPDATE letter SET name = $1`, ['ö']),
        () => tx.query<{ name: string }>(`SELECT name FROM letter`),
      );
    });
    expect(answers).toEqual([[], [{ name: 'å' }], [], [{ name: 'ö' }]]);
  });

  it('fail by what failed first, and the connection is as good as before', async () => {
    const failing = database.transaction((tx) =>
      tx.together(
        () => tx.query(`SELECT 1`),
        () => tx.query(`SELECT 1 / $1::integer`, [0]),
        () => tx.query(`SELECT no_such_column`),
      ),
    );
    await expect(failing.catch((error: unknown) => sqlState(error))).resolves.toBe('22012');
    await expect(database.query(`SELECT $1::integer AS one`, [1])).resolves.toEqual([{ one: 1 }]);
  });

  it('find a statement that comes twice among them, before it has been planned', async () => {
    const ask = (tx: Tx): Promise<{ n: number }[]> => tx.query<{ n: number }>(`SELECT $1::integer AS n`, [7]);
    for (let round = 0; round < 4; round += 1)
      await database.transaction(async (tx) => {
        const all = await tx.together(
          () => ask(tx),
          () => ask(tx),
          () => ask(tx),
        );
        expect(all).toEqual([[{ n: 7 }], [{ n: 7 }], [{ n: 7 }]]);
      });
  });
});

describe('statements without parameters', () => {
  it('are kept like others; several in one text and those that are no query are not', async () => {
    for (let round = 0; round < 4; round += 1)
      await database.transaction(async (tx) => {
        await tx.query(`SET LOCAL random_page_cost = 1.1`);
        await tx.query(`CREATE TEMP TABLE kept (n integer) ON COMMIT DROP; INSERT INTO kept VALUES (1)`);
        expect(await tx.query(`SELECT n FROM kept`)).toEqual([{ n: 1 }]);
        expect(await tx.query(`SELECT ';' AS sign`)).toEqual([{ sign: ';' }]);
      });
    const kept = await database.query<{ statement: string }>(
      `SELECT statement FROM pg_prepared_statements WHERE name LIKE 'kept%'`,
    );
    expect(kept.map((row) => row.statement)).toContain('SELECT n FROM kept');
    expect(kept.map((row) => row.statement).filter((text) => /SET|CREATE|';'/.test(text))).toEqual([]);
  });
});

describe('a transaction about a few persons', () => {
  it('takes the plan that is kept for all values, and leaves the next transaction as it was, also when it fails', async () => {
    const mode = (reader: Reader): Promise<{ mode: string }[]> =>
      reader.query<{ mode: string }>(`SELECT current_setting('plan_cache_mode') AS mode`);
    await database.transaction(async (tx) => {
      await tx.forFew();
      await tx.forFew();
      expect(await mode(tx)).toEqual([{ mode: 'force_generic_plan' }]);
    });
    expect(await mode(database)).toEqual([{ mode: 'auto' }]);

    const failing = database.transaction(async (tx) => {
      await tx.forFew();
      await tx.query(`SELECT 1 / $1::integer`, [0]);
    });
    await expect(failing).rejects.toThrow('division by zero');
    expect(await mode(database)).toEqual([{ mode: 'auto' }]);
  });
});

describe('a transaction whose work swallowed an error of the database', () => {
  it('says that nothing was committed, since PostgreSQL takes the commit without a word', async () => {
    const swallowing = database.transaction(async (tx) => {
      await tx.query(`CREATE TEMP TABLE swallowed (n integer)`);
      await tx.query(`SELECT 1 / $1::integer`, [0]).catch(() => undefined);
    });
    await expect(swallowing).rejects.toThrow('nothing was committed');
    await expect(database.query(`SELECT to_regclass('swallowed') AS made`)).resolves.toEqual([
      { made: null },
    ]);
  });
});

describe('statements prepared before another instance migrated', () => {
  it('are prepared anew, alone and within a transaction', async () => {
    const owner = new pg.Client({ connectionString: fresh.ownerUrl });
    await owner.connect();
    try {
      const migrate = (sql: string): Promise<unknown> => owner.query(sql);
      await migrate(`CREATE TABLE shape (one integer)`);
      await migrate(`GRANT SELECT ON shape TO grindvakt_service`);
      await migrate(`INSERT INTO shape VALUES (1)`);
      const ask = (reader: Reader): Promise<unknown[]> =>
        reader.query(`SELECT * FROM shape WHERE one = $1`, [1]);
      for (let time = 0; time < 5; time += 1) expect(await ask(database)).toEqual([{ one: 1 }]);
      await migrate(`ALTER TABLE shape ADD COLUMN two integer DEFAULT 2`);
      expect(await ask(database)).toEqual([{ one: 1, two: 2 }]);
      for (let time = 0; time < 5; time += 1) await ask(database);
      await migrate(`ALTER TABLE shape ADD COLUMN three integer DEFAULT 3`);
      expect(await database.transaction(ask)).toEqual([{ one: 1, two: 2, three: 3 }]);
    } finally {
      await owner.end();
    }
  });
});

describe('staging tables', () => {
  const tables = new StagedTablesStore();
  const rows = async (tx: Tx): Promise<number> => (await tx.query(`SELECT FROM was_person`)).length;
  const put = (tx: Tx): Promise<unknown> =>
    tx.query(`INSERT INTO was_person VALUES ($1)`, ['00000000-0000-4000-8000-000000000001']);
  const id = async (tx: Tx): Promise<unknown> =>
    (await tx.query(`SELECT to_regclass('pg_temp.was_person')::oid AS id`))[0];

  it('of a few persons stay with their connection and are empty at each use', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 3; round += 1)
      await database.transaction(async (tx) => {
        await tables.make(tx, 'standing', true);
        expect(await rows(tx)).toBe(0);
        await put(tx);
        seen.add(JSON.stringify(await id(tx)));
        await tables.make(tx, 'standing', true);
        expect(await rows(tx)).toBe(0);
        await put(tx);
      });
    expect(seen.size).toBe(1);
  });

  it('are made again when the transaction that made them was undone', async () => {
    const other = new Database({ url: fresh.url, poolSize: 1 });
    await other.connect();
    try {
      for (const undone of [true, false, false])
        await other
          .transaction(async (tx) => {
            await tables.make(tx, 'delivery', true);
            await tables.make(tx, 'standing', true);
            await put(tx);
            expect(await rows(tx)).toBe(1);
            if (undone) throw new Error('undone');
          })
          .catch((error: unknown) => {
            if (!undone) throw error;
          });
    } finally {
      await other.onApplicationShutdown();
    }
  });

  it('of a delivery go with its transaction, and leave a connection’s own to be made anew', async () => {
    await database.transaction(async (tx) => {
      await tables.make(tx, 'standing', false);
      await put(tx);
      await tables.make(tx, 'managers', true);
      expect(await rows(tx)).toBe(1);
    });
    await database.transaction(async (tx) => {
      expect(await id(tx)).toEqual({ id: null });
      await tables.make(tx, 'standing', true);
      expect(await rows(tx)).toBe(0);
      await tx.query(`SELECT FROM hr_row`);
    });
  });
});
