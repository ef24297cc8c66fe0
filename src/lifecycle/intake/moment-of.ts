import type { Inspected } from '../../connectors/hr-reader.js';
import { endOfDay } from '../../platform/clock.js';
import type { Day } from '../../policy/model/day.js';

/**
 * The moment that a full delivery describes: when it was written, as its manifest says; else the end of its day, but
 * no later than it was taken in.
 */
export function momentOf(inspected: Inspected, asOf: Day, takenAt: Date): Date {
  if (inspected.generatedAt) return inspected.generatedAt;
  return new Date(Math.min(endOfDay(asOf).getTime(), takenAt.getTime()));
}
