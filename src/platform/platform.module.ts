import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Clock } from './clock.js';
import type { Config } from './config.js';
import { configToken } from './config-token.js';
import { Database } from './database.js';
import { Jobs } from './jobs.js';
import { PersonNumbers } from './person-numbers.js';

/** The plumbing every room may ask for. The only global module. */
@Global()
@Module({})
export class PlatformModule {
  static with(config: Config, options: { work: boolean; clock?: Clock }): DynamicModule {
    const { url, poolSize } = config.database;
    return {
      module: PlatformModule,
      providers: [
        { provide: configToken, useValue: config },
        { provide: Clock, useValue: options.clock ?? new Clock() },
        { provide: Database, useFactory: () => new Database({ url, poolSize }) },
        { provide: Jobs, useFactory: () => new Jobs({ url, work: options.work }) },
        {
          provide: PersonNumbers,
          useFactory: () => new PersonNumbers(Buffer.from(config.personKey, 'base64')),
        },
      ],
      exports: [configToken, Clock, Database, Jobs, PersonNumbers],
    };
  }
}
