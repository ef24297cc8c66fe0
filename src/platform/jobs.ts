import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { PgBoss, type Job, type Queue } from 'pg-boss';
import { zone } from './clock.js';
import type { Tx } from './database.js';

/** A queue as a room declares it beside its jobs; src/queues.ts lists them all for the migration. */
export interface QueueDefinition<Data extends object> {
  readonly name: string;
  readonly options: Omit<Queue, 'name'>;
  /** Never set: carries the type of a job's data. */
  readonly data?: Data;
}

export interface SendOptions {
  /** Higher goes first. */
  priority?: number;
  startAfter?: Date;
}

export interface WorkerOptions {
  batchSize?: number;
  concurrency?: number;
}

const wakeUp = { pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5 };

/** Tasks sent in the sender's transaction, delivered at least once by whichever instance works (pg-boss). */
@Injectable()
export class Jobs implements OnApplicationShutdown {
  readonly #boss: PgBoss;
  readonly #log = new Logger('Jobs');
  #started = false;

  constructor(options: { url: string; work: boolean }) {
    this.#boss = new PgBoss({
      connectionString: options.url,
      options: '-c role=grindvakt_service',
      schema: 'pgboss',
      application_name: 'grindvakt-jobs',
      max: options.work ? 6 : 2,
      migrate: false,
      createSchema: false,
      useListenNotify: options.work,
      supervise: options.work,
      schedule: options.work,
      superviseIntervalSeconds: 5,
      monitorIntervalSeconds: 5, // else a dead worker's tasks wait a minute, whatever their heartbeat says
      queueCacheIntervalSeconds: 5,
      reindex: false, // needs the owner; left to the database's administrator
    });
    this.#boss.on('error', (error) => {
      this.#log.warn(error.message);
    });
  }

  async start(): Promise<void> {
    if (this.#started) return;
    await this.#boss.start();
    this.#started = true;
  }

  /** One task in the sender's transaction: it exists if and only if the transaction commits (invariant 6). */
  async send<D extends object>(
    tx: Tx,
    queue: QueueDefinition<D>,
    data: D,
    options: SendOptions = {},
  ): Promise<void> {
    await this.#boss.send(queue.name, data, { ...options, db: inTransaction(tx) });
  }

  /** Many tasks in one statement, in the sender's transaction. */
  async sendAll<D extends object>(
    tx: Tx,
    queue: QueueDefinition<D>,
    all: { data: D; priority?: number }[],
  ): Promise<void> {
    if (all.length > 0) await this.#boss.insert(queue.name, all, { db: inTransaction(tx) });
  }

  /** Works a queue; a handler that throws has its whole batch tried again by the queue's retry rules. */
  async work<D extends object>(
    queue: QueueDefinition<D>,
    options: WorkerOptions,
    handle: (jobs: Job<D>[]) => Promise<void>,
  ): Promise<void> {
    for (let lane = 0; lane < (options.concurrency ?? 1); lane += 1) {
      const id: string = await this.#boss.work<D>(
        queue.name,
        { ...wakeUp, batchSize: options.batchSize ?? 1 },
        async (jobs) => {
          try {
            await handle(jobs);
          } finally {
            this.#boss.notifyWorker(id); // drain without waiting for the next poll
          }
        },
      );
    }
  }

  /** Runs a queue by the clock, once over all instances; `cron` is in Swedish time. */
  async schedule(queue: QueueDefinition<object>, cron: string): Promise<void> {
    await this.#boss.schedule(queue.name, cron, {}, { tz: zone });
  }

  /** The same, each by a key and with data of its own; schedules of other keys that an earlier run left are ended. */
  async scheduleEach<D extends object>(
    queue: QueueDefinition<D>,
    all: readonly { key: string; cron: string; data: D }[],
  ): Promise<void> {
    for (const { key } of await this.#boss.getSchedules(queue.name))
      if (!all.some((each) => each.key === key)) await this.#boss.unschedule(queue.name, key);
    for (const { key, cron, data } of all)
      await this.#boss.schedule(queue.name, cron, data, { tz: zone, key });
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.#started) return;
    this.#started = false;
    await this.#boss.stop({ graceful: true, timeout: 5000 });
  }
}

/** Makes or upgrades pg-boss's own tables and the queues, as the owner. */
export async function migrateJobs(
  runAsOwner: (sql: string) => Promise<unknown>,
  ownerUrl: string,
  queues: readonly QueueDefinition<object>[],
): Promise<void> {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    schema: 'pgboss',
    supervise: false,
    schedule: false,
    max: 2,
  });
  boss.on('error', () => undefined); // start() and createQueue() reject by themselves
  await boss.start();
  try {
    for (const queue of queues) {
      if (await boss.getQueue(queue.name)) {
        const { policy: _fixed, partition: _too, ...changeable } = queue.options;
        await boss.updateQueue(queue.name, changeable);
      } else await boss.createQueue(queue.name, queue.options);
    }
    await runAsOwner(`
      GRANT USAGE ON SCHEMA pgboss TO grindvakt_service;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgboss TO grindvakt_service;
      GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA pgboss TO grindvakt_service;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgboss TO grindvakt_service`);
  } finally {
    await boss.stop({ graceful: false });
  }
}

function inTransaction(tx: Tx): {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: object[] }>;
} {
  return { executeSql: async (text, values) => ({ rows: await tx.query<object>(text, values) }) };
}
