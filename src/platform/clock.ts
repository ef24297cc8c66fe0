import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import type { Day } from '../policy/model/day.js';

export const zone = 'Europe/Stockholm';

/** The only clock. Rules take its answers as facts; tests give a fixed one. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }

  today(): Day {
    return dayOf(this.now());
  }
}

/** The Swedish calendar day in which an instant falls. */
export function dayOf(instant: Date): Day {
  return DateTime.fromJSDate(instant, { zone }).toISODate() ?? '';
}

/** The instant at which a Swedish day ends, that is when the next one begins; right over summer time. */
export function endOfDay(day: Day): Date {
  return DateTime.fromISO(day, { zone }).plus({ days: 1 }).startOf('day').toJSDate();
}
