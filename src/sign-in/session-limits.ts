import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { generalLevel } from '../policy/assurance/required-assurance.js';
import type { Level } from '../policy/model/actor.js';
import type { Liveness } from './sign-in.store.js';

/** When a session is over, as of now. */
@Injectable()
export class SessionLimits {
  constructor(
    private readonly clock: Clock,
    @Inject(configToken) private readonly config: Config,
  ) {}

  now(): Liveness {
    const now = this.clock.now();
    const before = (milliseconds: number): Date => new Date(now.getTime() - milliseconds);
    const { idleMinutes, administrators, weaker } = this.config.sessions;
    return {
      now,
      idleSince: before(idleMinutes * 60_000),
      weakerIdleSince: before(Math.min(idleMinutes, weaker.idleMinutes) * 60_000),
      administratorIdleSince: before(Math.min(idleMinutes, administrators.idleMinutes) * 60_000),
      administratorSince: before(administrators.absoluteHours * 3_600_000),
      today: this.clock.today(),
      leave: this.config.lifecycle.leave,
      exceptionClass: this.config.assurance.exceptions.highestClass,
    };
  }

  /** When a session that begins at `start` is over however it is used. */
  endOf(start: Date, level: Level): Date {
    const { absoluteHours, weaker } = this.config.sessions;
    const hours = level < generalLevel ? Math.min(absoluteHours, weaker.absoluteHours) : absoluteHours;
    return new Date(start.getTime() + hours * 3_600_000);
  }

  /** Minutes without a request after which a session of this kind is over. */
  idleMinutes({ level, isAdministrator }: { level: Level; isAdministrator: boolean }): number {
    const { idleMinutes, administrators, weaker } = this.config.sessions;
    return Math.min(
      idleMinutes,
      ...(level < generalLevel ? [weaker.idleMinutes] : []),
      ...(isAdministrator ? [administrators.idleMinutes] : []),
    );
  }
}
