import { z } from 'zod';
import { namedSchema } from '../people/people.schema.js';
import { lackingSchema } from '../people/prerequisites.schema.js';
import { dayOut, instant } from '../platform/http/returns.decorator.js';

/** What a decider weighs beside the assessment and the analysis. */
export const circumstancesSchema = z
  .object({
    /** What the person lacks: approved all the same, the access rests until it holds. */
    lacking: z.array(lackingSchema),
    role: z.object({
      /** The version that was asked for, and the one that is in force. */
      asked: z.int(),
      now: z.int(),
      /** What the newer one says otherwise; by name where something came or went. */
      changes: z.array(z.object({ field: z.string(), came: z.array(z.string()), went: z.array(z.string()) })),
    }),
    /** What the person has and has had within the same care provider; empty for those who may not see it. */
    earlier: z.array(
      z
        .object({
          id: z.uuid(),
          role: z.string(),
          system: z.string(),
          unit: namedSchema,
          source: z.enum(['request', 'birthright', 'activation']),
          from: instant,
          to: instant.nullable(),
          nextReview: dayOut.nullable(),
          endedAt: instant.nullable(),
          endedReason: z.string().nullable(),
          acrossProviders: z.boolean(),
        })
        .meta({ id: 'EarlierAccess' }),
    ),
  })
  .meta({ id: 'RequestCircumstances' });

export type Circumstances = z.input<typeof circumstancesSchema>;
