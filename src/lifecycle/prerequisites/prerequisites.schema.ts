import { z } from 'zod';
import { whoSchema } from '../../people/people.schema.js';
import { dayOut, instant, page } from '../../platform/http/returns.decorator.js';
import { completionReasons } from '../../policy/lifecycle/check-completion.js';
import { isDay } from '../../policy/model/day.js';

const count = z.int().nonnegative();
const day = z.string().refine(isDay, 'must be a day that exists, YYYY-MM-DD');
const short = z.string().trim().min(1).max(100);

export const stateStatusSchema = z
  .strictObject({
    prerequisiteId: z.uuid(),
    /** False: looked at and found not to hold. */
    met: z.boolean(),
    day,
    /** A last day that was stated with it. */
    until: day.nullable().default(null),
  })
  .meta({ id: 'StateStatus' });

export const textIdSchema = z.uuid();
export const signatureSchema = z
  .strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/, 'the digest that came with the text') })
  .meta({ id: 'SignAcknowledgement' });

export const acknowledgementsSchema = page(
  z
    .object({
      textId: z.uuid(),
      name: z.string(),
      version: z.int(),
      askedFrom: dayOut,
      text: z.object({ sv: z.string(), en: z.string() }),
      digest: z.string(),
      /** The version signed before, when an older one was. */
      signedVersion: z.int().nullable(),
    })
    .meta({ id: 'AcknowledgementText' }),
).meta({ id: 'AcknowledgementList' });

export const completionSourcesSchema = page(
  z
    .object({ id: z.string(), name: z.string(), columns: z.array(z.string()) })
    .meta({ id: 'CompletionSource' }),
).meta({ id: 'CompletionSourceList' });

export const sentCompletionsSchema = z
  .strictObject({
    source: short.optional(),
    dryRun: z.boolean().default(false),
    items: z
      .array(z.strictObject({ person: short, course: short, completed: day }))
      .min(1)
      .max(10_000),
  })
  .meta({ id: 'SendCompletions' });

export const completionUploadSchema = z.object({
  source: short.optional(),
  dryRun: z.enum(['true', 'false']).default('false'),
});

export const completionImportSchema = z
  .object({
    id: z.uuid(),
    source: z.object({ id: z.string(), name: z.string() }),
    channel: z.enum(['page', 'api', 'command']),
    state: z.enum(['running', 'applied', 'dry-run', 'rejected']),
    startedBy: whoSchema.nullable(),
    startedAt: instant,
    endedAt: instant.nullable(),
    rows: z.object({ read: count, new: count, known: count, repeated: count, quarantined: count }),
    changes: z.object({ persons: count, mended: count }),
    rejection: z
      .object({ code: z.string(), detail: z.string(), file: z.string().nullable(), line: count.nullable() })
      .nullable(),
  })
  .meta({ id: 'CompletionImport' });

export const completionImportsSchema = page(completionImportSchema).meta({ id: 'CompletionImportList' });

export const completionAsidesSchema = page(
  z
    .object({
      line: count,
      reason: z.enum(completionReasons),
      column: z.string().nullable(),
      value: z.string().nullable(),
    })
    .meta({ id: 'CompletionAside' }),
).meta({ id: 'CompletionAsideList' });

export type CompletionImportView = z.input<typeof completionImportSchema>;
