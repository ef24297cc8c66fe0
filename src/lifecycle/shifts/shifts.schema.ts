import { z } from 'zod';
import { instant } from '../../platform/http/returns.decorator.js';
import { isDay } from '../../policy/model/day.js';
import { maxShifts } from './shift-rows.js';

const day = z.string().refine(isDay, 'a day as YYYY-MM-DD');
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const source = z.string().min(1).max(60).optional();

/** All of a source's planned shifts that begin in a period (both days inclusive). */
export const shiftsInputSchema = z
  .strictObject({
    source,
    from: day,
    to: day,
    /** When the planning stood so; now when left out. */
    asOf: moment.optional(),
    /** Set when somebody has looked at a delivery that was refused as implausible. */
    confirmed: z.boolean().default(false),
    shifts: z
      .array(
        z.strictObject({
          /** Employment number in the source. */
          employment: z.string().max(60),
          /** ISO 8601 with an offset, `2026-11-23T07:00+01:00`. */
          from: z.string().max(40),
          to: z.string().max(40),
        }),
      )
      .max(maxShifts),
  })
  .meta({ id: 'ShiftsInput' });

/** The fields beside the file of an upload. */
export const shiftFieldsSchema = z.strictObject({
  source,
  from: day,
  to: day,
  asOf: moment.optional(),
  confirmed: z.enum(['true', 'false']).default('false'),
});

export const shiftsTakenSchema = z
  .object({
    outcome: z.enum(['applied', 'unchanged']),
    source: z.string(),
    shifts: z.int(),
    added: z.int(),
    removed: z.int(),
    /** Persons whose access opened or closed at once. */
    touched: z.int(),
    asideCount: z.int(),
    aside: z.array(
      z.object({
        line: z.int(),
        reason: z.enum([
          'unknown-employment',
          'bad-time',
          'no-offset',
          'ends-before-it-begins',
          'too-long',
          'outside-period',
        ]),
        detail: z.string(),
      }),
    ),
  })
  .meta({ id: 'ShiftsTaken' });

export const shiftSnapshotsSchema = z
  .object({
    /** Whether access follows shifts here at all. */
    followed: z.boolean(),
    items: z.array(
      z.object({
        id: z.uuid(),
        source: z.string(),
        from: z.iso.date(),
        to: z.iso.date(),
        asOf: instant,
        takenAt: instant,
        shifts: z.int(),
        added: z.int(),
        removed: z.int(),
        aside: z.int(),
      }),
    ),
    next: z.null(),
  })
  .meta({ id: 'ShiftSnapshots' });

export const personShiftsSchema = z
  .object({
    /** Whether the access of any of the person's employments follows shifts. */
    followed: z.boolean(),
    /** Resting until then: the next opening; null with no shift planned, or when nothing rests. */
    restsUntil: instant.nullable(),
    resting: z.boolean(),
    items: z.array(z.object({ employmentId: z.uuid(), from: instant, to: instant, open: z.boolean() })),
    next: z.null(),
  })
  .meta({ id: 'PersonShifts' });

export const personShiftsIdSchema = z.uuid();
