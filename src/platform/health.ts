import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from './database.js';

export interface HealthReport {
  ready: boolean;
  checks: Record<string, 'up' | 'down'>;
}

interface Check {
  name: string;
  /** Without it the service cannot answer; others are shown only (a directory that is down delays nothing else). */
  required: boolean;
  /** Rejects when it is down. */
  run: () => Promise<unknown>;
}

const timeoutMs = 3000;
/** How long what a shown dependency said holds: probes must not become a load of their own on it. */
const shownHoldsMs = 5000;
/** How long a probe waits for a shown dependency; then its last answer stands, so that no probe times out by it. */
const shownPatienceMs = 500;

/** What the service stands on, and whether it stands. Rooms add what they depend on when they start. */
@Injectable()
export class Health {
  readonly #checks: Check[];
  readonly #shown = new Map<string, { at: number; up: boolean; asking: Promise<void> | null }>();

  constructor(database: Database) {
    this.#checks = [
      { name: 'database', required: true, run: () => database.query('SELECT 1') },
      { name: 'schema', required: true, run: () => schemaIsCurrent(database) },
    ];
  }

  /**
   * Shows a dependency whose fall leaves the service ready. `run` rejects when it is down. Its answer holds for some
   * seconds; while one that is slow has not answered, the last one stands.
   */
  show(name: string, run: () => Promise<unknown>): void {
    this.#checks.push({ name, required: false, run });
  }

  async report(): Promise<HealthReport> {
    const results = await Promise.all(
      this.#checks.map(async (check) => ({
        ...check,
        up: check.required ? await answers(check.run) : await this.#lastAnswer(check),
      })),
    );
    return {
      ready: results.every(({ required, up }) => up || !required),
      checks: Object.fromEntries(results.map(({ name, up }) => [name, up ? 'up' : 'down'])),
    };
  }

  async #lastAnswer({ name, run }: Check): Promise<boolean> {
    const shown = this.#shown.get(name) ?? { at: -Infinity, up: false, asking: null };
    this.#shown.set(name, shown);
    if (performance.now() - shown.at < shownHoldsMs) return shown.up;
    shown.asking ??= answers(run).then((up) => {
      Object.assign(shown, { at: performance.now(), up, asking: null });
    });
    await Promise.race([shown.asking, sleep(shownPatienceMs, undefined, { ref: false })]);
    return shown.up;
  }
}

async function answers(run: () => Promise<unknown>): Promise<boolean> {
  const gaveUp = new AbortController();
  try {
    return await Promise.race([
      run().then(() => true),
      sleep(timeoutMs, false, { signal: gaveUp.signal, ref: false }),
    ]);
  } catch {
    return false;
  } finally {
    gaveUp.abort();
  }
}

/** Beside src as beside dist/src: the migrations this build was made with, named by their timestamps. */
const migrationsDir = path.resolve(import.meta.dirname, '../../migrations');

async function schemaIsCurrent(database: Database): Promise<void> {
  const wanted = readdirSync(migrationsDir).flatMap((file) => /^(\d+)-.*\.[jt]s$/.exec(file)?.[1] ?? []);
  const done = await database.query<{ timestamp: number }>(`SELECT timestamp FROM migration`);
  const has = new Set(done.map(({ timestamp }) => String(timestamp)));
  if (wanted.some((timestamp) => !has.has(timestamp))) throw new Error('migrations are waiting');
}
