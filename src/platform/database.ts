import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { KeptPlans } from './kept-plans.js';

// Days stay text (a Date would take the machine's zone); counters fit in a number.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** What a read needs: a transaction or the pool. */
export interface Reader {
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
}

/** One transaction, passed on explicitly: state, audit entry and tasks share it (invariant 6). */
export interface Tx extends Reader {
  /** The driver's connection, for COPY. */
  connection(): Promise<pg.PoolClient>;
  /**
   * The rest of the transaction is about a few persons: what is prepared is carried out by the plan that is kept for all
   * values, without asking each time whether a plan for these very values would cost less. Not for many rows at once.
   */
  forFew(): Promise<void>;
  /**
   * Statements that need nothing of each other's answers, sent together and carried out in the order in which they are
   * given: one wait for all of them. Of work that is several statements only the first is sure of its place.
   * @throws what the first one that failed threw
   */
  together<Results extends readonly unknown[]>(
    ...work: { readonly [N in keyof Results]: () => Promise<Results[N]> }
  ): Promise<Results>;
}

const transient = new Set(['40001', '40P01']);

/** The service's pool. Every connection runs as grindvakt_service, whatever the login's own rights are. */
@Injectable()
export class Database implements Reader, OnApplicationShutdown {
  readonly #source: DataSource;
  readonly #plans = new KeptPlans();

  constructor(options: { url: string; poolSize?: number }) {
    this.#source = new DataSource({
      type: 'postgres',
      url: options.url,
      poolSize: options.poolSize ?? 10,
      applicationName: 'grindvakt',
      // Also the wait for a free connection: when a whole hospital signs in at seven, people wait rather than fail.
      connectTimeoutMS: 20_000,
      installExtensions: false,
      extra: {
        // A lookup of a few rows is never worth compiling: with many statements a change that is most of its time.
        options: '-c role=grindvakt_service -c statement_timeout=0 -c jit=off',
        keepAlive: true,
        // A connection keeps its plans and its staging tables; one that never ended would keep them for ever.
        idleTimeoutMillis: 300_000,
        maxLifetimeSeconds: 3600,
      },
    });
  }

  async connect(): Promise<void> {
    if (!this.#source.isInitialized) await this.#source.initialize();
  }

  /** One statement outside a transaction, for reads. */
  async query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const runner = this.#source.createQueryRunner();
    try {
      const client = (await runner.connect()) as pg.PoolClient;
      try {
        return await rows<Row>(client, this.#plans, sql, parameters);
      } catch (error) {
        if (!this.#isOutdated(error)) throw error;
        return await rows<Row>(client, this.#plans, sql, parameters);
      }
    } finally {
      await runner.release();
    }
  }

  /** Commits what `work` did, or nothing. Deadlocks and serialisation failures are tried again, at most 3 times. */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const runner = this.#source.createQueryRunner();
      let tx: RunningTx | null = null;
      try {
        tx = new RunningTx((await runner.connect()) as pg.PoolClient, this.#plans);
        const result = await work(tx);
        await tx.end('COMMIT');
        return result;
      } catch (error) {
        await tx?.end('ROLLBACK').catch(() => undefined);
        if (attempt < 4 && (this.#isOutdated(error) || transient.has(sqlState(error) ?? ''))) continue;
        throw error;
      } finally {
        await runner.release();
      }
    }
  }

  /** A newer instance has migrated: what was prepared for the old shape of a table is refused, and prepared anew. */
  #isOutdated(error: unknown): boolean {
    const outdated =
      sqlState(error) === '0A000' && error instanceof Error && /cached plan/.test(error.message);
    if (outdated) this.#plans.forget();
    return outdated;
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.#source.isInitialized) await this.#source.destroy();
  }
}

const longList = 100;

/** A kept plan goes through a list row by row, and expects few rows of it: a long one is planned for what it holds. */
function isLong(parameter: unknown): boolean {
  return Array.isArray(parameter) && parameter.length > longList;
}

const single = /^\s*(?:SELECT|WITH|INSERT|UPDATE|DELETE)\b/;

/** Straight to the driver: TypeORM's own query() does as much again for each statement, and keeps parameters in its errors. */
async function rows<Row>(
  client: pg.PoolClient,
  plans: KeptPlans,
  text: string,
  parameters: unknown[],
): Promise<Row[]> {
  // Several statements in one text have no parameters, and give no rows; what is no query cannot be planned.
  if (parameters.length === 0 && !(single.test(text) && !text.includes(';'))) {
    const result: pg.QueryResult | pg.QueryResult[] = await client.query(text);
    return Array.isArray(result) ? [] : (result.rows as Row[]);
  }
  const name = parameters.some(isLong) ? undefined : plans.nameOf(text);
  const result = await client.query({ text, values: parameters, ...(name === undefined ? {} : { name }) });
  return result.rows as Row[];
}

/** A transaction on its connection. It begins together with its first statement, so that nobody waits for its beginning. */
class RunningTx implements Tx {
  #begun = false;
  #ended = false;
  #few = false;

  constructor(
    private readonly client: pg.PoolClient,
    private readonly plans: KeptPlans,
  ) {}

  query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const statement = (): Promise<Row[]> => rows<Row>(this.client, this.plans, sql, parameters);
    return this.#begun ? statement() : this.#withBeginning<[Row[]]>([statement]).then(([first]) => first);
  }

  async connection(): Promise<pg.PoolClient> {
    if (!this.#begun) await this.#withBeginning([]);
    return this.client;
  }

  together<Results extends readonly unknown[]>(
    ...work: { readonly [N in keyof Results]: () => Promise<Results[N]> }
  ): Promise<Results> {
    return this.#begun ? together<Results>(this.client, work) : this.#withBeginning<Results>(work);
  }

  async forFew(): Promise<void> {
    if (this.#few) return;
    this.#few = true;
    await this.query('SET LOCAL plan_cache_mode = force_generic_plan');
  }

  async end(how: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    if (!this.#begun || this.#ended) return;
    this.#ended = true;
    const { command } = await this.client.query(how);
    // PostgreSQL takes a commit after a failed statement without an error, and undoes everything.
    if (command !== how) throw new Error('nothing was committed: a statement of the transaction had failed');
  }

  async #withBeginning<Results extends readonly unknown[]>(work: {
    readonly [N in keyof Results]: () => Promise<Results[N]>;
  }): Promise<Results> {
    this.#begun = true;
    const begin = (): Promise<unknown> => this.client.query('START TRANSACTION');
    const [, ...results] = await together<readonly [unknown, ...Results]>(this.client, [begin, ...work]);
    return results;
  }
}

/**
 * The driver sends what it is given at once while it pipelines; it cannot copy meanwhile, so it does not always. What is
 * begun here leaves in one piece: to hand the network many small ones takes longer than what most of them ask for.
 */
async function together<Results extends readonly unknown[]>(
  client: pg.PoolClient,
  work: { readonly [N in keyof Results]: () => Promise<Results[N]> },
): Promise<Results> {
  const { pipeline } = client;
  const { stream } = client.connection;
  Object.assign(client, { pipeline: true });
  try {
    stream.cork();
    let begun: readonly Promise<unknown>[];
    try {
      begun = work.map((each) => each());
    } finally {
      stream.uncork();
    }
    const done = await Promise.allSettled(begun);
    const failed = done.filter((each) => each.status === 'rejected');
    // What follows a failure in its transaction fails only because of it.
    const first = failed.find(({ reason }) => sqlState(reason) !== '25P02') ?? failed[0];
    if (first) throw first.reason;
    return (await Promise.all(begun)) as readonly unknown[] as Results;
  } finally {
    Object.assign(client, { pipeline });
  }
}

/** PostgreSQL's five-character error code, or undefined when the error is not the database's. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  const state = driverError?.code ?? code;
  return typeof state === 'string' && /^[0-9A-Z]{5}$/.test(state) ? state : undefined;
}

/** What PostgreSQL says when it cannot serve now, by class: connection exceptions, too few resources, shutting down. */
const away = /^(?:08|53|57P0[1-5])/;
/** A server that is gone has no code to answer with; the driver tells in its own words, or the network in its. */
const lost = /timeout exceeded when trying to connect|Connection terminated/;
const unreachable = /^E(?:CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN|NOTFOUND)$/;

/** True when the database could not be reached or had no connection to give: nothing is wrong with what was asked. */
export function isDatabaseAway(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return away.test(state);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (unreachable.test(code) && 'syscall' in error) || lost.test(error.message);
}

/** The name of the violated constraint, when the error is a violation. */
export function violatedConstraint(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { constraint, driverError } = error as {
    constraint?: unknown;
    driverError?: { constraint?: unknown };
  };
  const name = driverError?.constraint ?? constraint;
  return typeof name === 'string' ? name : undefined;
}
