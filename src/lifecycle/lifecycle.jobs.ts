import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Jobs, type QueueDefinition } from '../platform/jobs.js';
import { hrEventsQueue } from './intake/hr-events.queue.js';
import { PassMidnight } from './following/pass-midnight.js';
import { RetryHrEvents } from './intake/retry-hr-events.js';
import { TellIntake } from './intake/tell-intake.js';
import { WatchFolders } from './intake/watch-folders.js';

export const midnightQueue: QueueDefinition<object> = {
  name: 'pass-midnight',
  options: {
    policy: 'standard',
    retryLimit: 20,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 300,
    expireInSeconds: 3600,
  },
};

const lookEveryMs = 10_000;

/** Midnight in Sweden, made up at start and every hour should it have been missed; and the watched folders. */
@Injectable()
export class LifecycleJobs implements OnApplicationShutdown {
  readonly #log = new Logger('Lifecycle');
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly jobs: Jobs,
    private readonly midnight: PassMidnight,
    private readonly folders: WatchFolders,
    private readonly events: RetryHrEvents,
    private readonly tell: TellIntake,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(midnightQueue, {}, async () => {
      await this.midnight.run();
      await this.tell.silent();
    });
    await this.jobs.schedule(midnightQueue, '0 * * * *');
    await this.jobs.work(hrEventsQueue, {}, async () => {
      await this.events.run();
    });
    await this.jobs.schedule(hrEventsQueue, '*/5 * * * *'); // a lost task is made up, and old contents go
    await this.midnight.run();
    this.#lookAgain();
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#looking;
  }

  /** One look after the other, never two at once. */
  #lookAgain(): void {
    this.#timer = setTimeout(() => {
      this.#looking = this.folders
        .run()
        .then(() => undefined)
        .catch((error: unknown) => {
          this.#log.warn(
            `a watched folder could not be read: ${error instanceof Error ? error.name : 'unknown'}`,
          );
        })
        .finally(() => {
          if (this.#timer) this.#lookAgain();
        });
    }, lookEveryMs);
    this.#timer.unref();
  }
}
