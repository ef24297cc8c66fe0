import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { AppModule } from '../app.module.js';
import { openInstance } from '../instance.js';
import { migrate } from '../migrate.js';
import { Database } from '../platform/database.js';
import { Jobs } from '../platform/jobs.js';

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
