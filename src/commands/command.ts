import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { userInfo } from 'node:os';
import { AppModule } from '../app.module.js';
import { openInstance } from '../instance.js';
import { migrate } from '../migrate.js';
import { Database } from '../platform/database.js';
import { Jobs } from '../platform/jobs.js';
import type { Actor } from '../policy/model/actor.js';

export interface Command {
  /** How it is called, after `npm run -s grindvakt --`. */
  readonly usage: string;
  readonly does: string;
  /** Returns the exit code. Throws UsageError for wrong arguments. */
  run(args: readonly string[]): Promise<number>;
}

/** Wrong arguments: the message and the usage are shown, the exit code is 64 (sysexits). */
export class UsageError extends Error {}

/** Who acts on the command line: the machine's user, in the audit log as an operator. */
export function operator(): Actor {
  let name: string;
  try {
    name = userInfo().username;
  } catch {
    name = `uid ${String(process.getuid?.() ?? '?')}`; // a uid without a passwd entry, as in a container
  }
  return { kind: 'operator', name, channel: 'command' };
}

/** Runs `work` against the running instance's database, or one started for it and stopped after. */
export async function withService(work: (app: INestApplicationContext) => Promise<number>): Promise<number> {
  const instance = await openInstance({
    role: 'command',
    parts: { directory: false, identityProvider: false },
    progress: (message) => process.stderr.write(`${message}\n`),
  });
  try {
    await migrate(instance.ownerUrl, instance.config.database.url);
    const app = await NestFactory.createApplicationContext(AppModule.with(instance.config, { work: false }), {
      logger: ['error', 'fatal'],
    });
    try {
      await app.get(Database).connect();
      await app.get(Jobs).start();
      return await work(app);
    } finally {
      await app.close();
    }
  } finally {
    await instance.stop();
  }
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
