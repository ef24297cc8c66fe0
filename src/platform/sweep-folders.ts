import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { sweepPrivateFolders } from './private-folder.js';

const everyMs = 3_600_000;

/** Removes what killed processes left behind of personal data: when the service starts, and every hour. */
@Injectable()
export class SweepFolders implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #log = new Logger('SweepFolders');
  #timer: NodeJS.Timeout | undefined;

  async onApplicationBootstrap(): Promise<void> {
    await this.#sweep();
    this.#timer = setInterval(() => void this.#sweep(), everyMs);
    this.#timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  async #sweep(): Promise<void> {
    try {
      const removed = await sweepPrivateFolders();
      if (removed > 0) this.#log.log(`removed ${String(removed)} folders that killed processes had left`);
    } catch (error) {
      this.#log.warn(`left folders could not be removed: ${error instanceof Error ? error.name : 'unknown'}`);
    }
  }
}
