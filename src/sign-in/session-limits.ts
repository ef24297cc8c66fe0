import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import type { Liveness } from './sign-in.store.js';

/** When a session is over, as of now. */
@Injectable()
export class SessionLimits {
  readonly #idleMs: number;

  constructor(
    private readonly clock: Clock,
    @Inject(configToken) private readonly config: Config,
  ) {
    this.#idleMs = config.sessions.idleMinutes * 60_000;
  }

  now(): Liveness {
    const now = this.clock.now();
    return {
      now,
      idleSince: new Date(now.getTime() - this.#idleMs),
      today: this.clock.today(),
      leave: this.config.lifecycle.leave,
    };
  }
}
