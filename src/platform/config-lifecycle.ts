import { z } from 'zod';
import { employmentKinds } from '../policy/model/people.js';

/** The people selector, as the catalogue's birthright rules have it. */
const peopleSelector = z.strictObject({
  unitsBelow: z.array(z.string().min(1)).optional(),
  unitKinds: z.array(z.string().min(1)).optional(),
  titleCodes: z.array(z.string().min(1)).optional(),
  employmentKinds: z.array(z.enum(employmentKinds)).optional(),
});
import { breakerLimits } from './config-breakers.js';

const handling = z.enum(['keep', 'suspend']);

/** What the joiner–mover–leaver rules leave to the organisation. Every part has working defaults. */
export const lifecycleSchema = z.strictObject({
  /** What may be taken from people without a human looking at it (invariant 9). */
  breakers: z
    .strictObject({
      /** Employments that one source ends within 20 hours; a source may state its own (`hr.sources[].breaker`). */
      feed: breakerLimits(100, 0.02, 5).prefault({}),
      /** Employments that end, or persons who lose access, in one unit by one change. */
      unit: breakerLimits(25, 0.5, 5).prefault({}),
      /** Persons who lose access within an hour, whatever takes it. */
      hour: breakerLimits(200, 0.05, 10).prefault({}),
      /** Days for which a held delivery may be released; after that HR sends what is true now. */
      heldDays: z.int().min(1).max(90).default(14),
    })
    .prefault({}),
  /** What leave of absence does to access. */
  leave: z
    .strictObject({
      /** For kinds of leave that `kinds` does not name. */
      default: handling.default('suspend'),
      /** HR's words for a kind of leave, exactly as in its files. */
      kinds: z.record(z.string().min(1), handling).default({}),
      /** Part-time leave suspends nothing. */
      fullOnly: z.boolean().default(true),
    })
    .prefault({}),
  /** The small review after a move or a leave. */
  microcertification: z
    .strictObject({
      /** Days that the reviewer has; what is not answered by then is removed. */
      days: z.int().min(1).max(60).default(5),
    })
    .prefault({}),
  /**
   * A delivery that moves this many persons by splitting, merging, closing or moving units, by count or by share of
   * everybody, is a larger change: a campaign over the units concerned opens by itself (H13.1.4).
   */
  organisationChange: z
    .strictObject({
      share: z.number().positive().max(1).default(0.05),
      count: z.int().positive().default(200),
      /** Never for fewer than this. */
      atLeast: z.int().positive().default(10),
      /** Days that the campaign is open. */
      openDays: z.int().min(1).max(180).default(30),
      noAnswer: z.enum(['keep', 'remove']).default('keep'),
    })
    .prefault({}),
  /** How many days before the first day a joiner's account is made: shut, in no group. */
  prepareDays: z.int().min(0).max(60).default(7),
  /** Access of hourly workers: for the contract's whole time, or with the planned shifts. */
  hourly: z.enum(['contract', 'shift']).default('contract'),
  /** Where `hourly` is `shift`: whose, and how long before and after a shift their access is open. */
  shifts: z
    .strictObject({
      who: peopleSelector.default({ employmentKinds: ['hourly'] }),
      beforeMinutes: z.int().min(0).max(720).default(15),
      afterMinutes: z.int().min(0).max(720).default(30),
    })
    .prefault({}),
  /** How long a target may take to confirm that access was taken away before an alarm is raised. */
  confirmWithinSeconds: z
    .strictObject({
      /** After "Avsluta nu". */
      urgent: z.int().min(5).max(3600).default(60),
      ordinary: z.int().min(60).max(86_400).default(900),
    })
    .prefault({}),
});

export type LifecycleConfig = z.output<typeof lifecycleSchema>;
