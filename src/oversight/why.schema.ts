import { z } from 'zod';
import { namedSchema, roleRefSchema, whoSchema } from '../people/people.schema.js';
import { dayOut, instant } from '../platform/http/returns.decorator.js';

/** An instant out of the database's own JSON. */
const written = z
  .preprocess(
    (value) => (typeof value === 'string' ? new Date(value).toISOString() : value),
    z.iso.datetime(),
  )
  .meta({ format: 'date-time' });

export const grantIdSchema = z.uuid();

export const grantWhySchema = z
  .object({
    id: z.uuid(),
    person: whoSchema,
    employmentId: z.uuid(),
    role: roleRefSchema,
    system: z.string(),
    unit: namedSchema,
    source: z.enum(['request', 'birthright', 'activation']),
    from: instant,
    to: instant.nullable(),
    nextReview: dayOut.nullable(),
    endedAt: instant.nullable(),
    endedReason: z.string().nullable(),
    /** What it lets one do, in sentences. */
    entitlements: z.array(z.object({ name: z.string(), sentence: z.string(), target: z.string() })),
    /** The rule by which it came with the work; null when it was asked for. */
    rule: z
      .object({
        name: z.string(),
        unitsBelow: z.array(z.string()),
        unitKinds: z.array(z.string()),
        titleCodes: z.array(z.string()),
        employmentKinds: z.array(z.string()),
      })
      .nullable(),
    request: z
      .object({ id: z.uuid(), number: z.int(), requestedBy: whoSchema, submittedAt: written })
      .nullable(),
    assessment: z
      .object({
        need: z.string(),
        data: z.string(),
        riskTooWide: z.string(),
        riskTooNarrow: z.string(),
        /** The role's own questions as they were put. */
        answers: z.array(z.object({ question: z.string(), answer: z.string() })),
        hours: z.int(),
        deviationReason: z.string().nullable(),
        writtenBy: whoSchema,
        writtenAt: written,
      })
      .nullable(),
    analysis: z.object({
      version: z.int(),
      purpose: z.string(),
      approvedBy: whoSchema,
      approvedAt: written.nullable(),
      validTo: dayOut,
      acrossCareProviders: z.boolean(),
    }),
    approvals: z.array(
      z.object({
        by: whoSchema,
        onBehalfOf: whoSchema.nullable(),
        at: written,
        stage: z.enum(['manager', 'information-owner', 'system-owner', 'security', 'extra']),
        reason: z.string().nullable(),
      }),
    ),
    delivery: z.object({
      state: z.enum(['by-hand', 'handled', 'waiting', 'confirmed', 'not-applicable']),
      at: written.nullable(),
    }),
    /** The last review that kept it. */
    review: z.object({ by: whoSchema, at: written, campaign: z.string() }).nullable(),
    /** The person had it in the directory before Grindvakt. */
    takenOver: z.boolean(),
    /** Whom to ask. */
    contacts: z.object({
      manager: whoSchema.nullable(),
      informationOwner: whoSchema,
      systemOwner: whoSchema,
    }),
    may: z.object({ askExtension: z.boolean(), askRemoval: z.boolean() }),
  })
  .meta({ id: 'GrantWhy' });
