import { Global, Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { Clock } from './clock.js';
import type { Config } from './config.js';
import { configToken } from './config-token.js';
import { Database } from './database.js';
import { Health } from './health.js';
import { AnswerOnce } from './http/answer-once.js';
import { HealthController } from './http/health.controller.js';
import { IdempotencyStore } from './http/idempotency.store.js';
import { logging } from './http/logging.js';
import { MetricsController } from './http/metrics.controller.js';
import { Jobs } from './jobs.js';
import { Metrics } from './metrics.js';
import { PersonNumbers } from './person-numbers.js';
import { RequireAssurance } from './require-assurance.js';
import { SweepFolders } from './sweep-folders.js';

/** The plumbing every room may ask for. The only global module. */
@Global()
@Module({})
export class PlatformModule {
  static with(config: Config, options: { work: boolean; clock?: Clock }): DynamicModule {
    const { url, poolSize } = config.database;
    return {
      module: PlatformModule,
      imports: [LoggerModule.forRoot(logging(config.environment))],
      controllers: [HealthController, MetricsController],
      providers: [
        Health,
        Metrics,
        IdempotencyStore,
        AnswerOnce,
        SweepFolders,
        RequireAssurance,
        { provide: configToken, useValue: config },
        { provide: Clock, useValue: options.clock ?? new Clock() },
        { provide: Database, useFactory: () => new Database({ url, poolSize }) },
        { provide: Jobs, useFactory: () => new Jobs({ url, work: options.work }) },
        {
          provide: PersonNumbers,
          useFactory: () => new PersonNumbers(Buffer.from(config.personKey, 'base64')),
        },
      ],
      exports: [
        configToken,
        Clock,
        Database,
        Jobs,
        PersonNumbers,
        Health,
        Metrics,
        IdempotencyStore,
        AnswerOnce,
        RequireAssurance,
      ],
    };
  }
}
