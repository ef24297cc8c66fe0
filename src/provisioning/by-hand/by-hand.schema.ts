import { z } from 'zod';
import { namedSchema, whoSchema } from '../../people/people.schema.js';
import { freeText } from '../../platform/http/free-text.js';
import { dayOut, instant, page } from '../../platform/http/returns.decorator.js';
import { handlingKinds } from '../../policy/lifecycle/handling.js';

export const handlingIdSchema = z.uuid();

export const handlingQuerySchema = z.object({
  show: z.enum(['open', 'done']).default('open'),
  system: z.uuid().optional(),
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const handlingSchema = z
  .object({
    id: z.uuid(),
    /** Of what is done: what was done. */
    kind: z.enum(handlingKinds),
    person: whoSchema,
    /** By which systems in care know people. */
    hsaId: z.string().nullable(),
    /** The person's account in the directory. */
    username: z.string().nullable(),
    title: z.string().nullable(),
    unit: z.string().nullable(),
    system: namedSchema,
    entitlement: z.object({ name: z.string(), sentence: z.string(), externalName: z.string() }),
    /** Roles by which the person has it. */
    roles: z.array(z.string()),
    since: instant,
    dueOn: dayOut,
    urgent: z.boolean(),
    late: z.boolean(),
    escalated: z.boolean(),
    /** It waits for the caller. */
    mayConfirm: z.boolean(),
    confirmedBy: whoSchema.nullable(),
    confirmedAt: instant.nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: 'Handling' });

export const handlingListSchema = page(handlingSchema).meta({ id: 'HandlingList' });

export const confirmHandlingSchema = z
  .strictObject({
    /** What has been done. */
    done: z.enum(handlingKinds),
    note: freeText(0, 500).default(''),
  })
  .meta({ id: 'ConfirmHandling' });

export const confirmedHandlingSchema = z
  .object({
    /** What is to be done next: it has changed meanwhile. */
    next: z.enum(handlingKinds).nullable(),
  })
  .meta({ id: 'ConfirmedHandling' });

export type HandlingView = z.input<typeof handlingSchema>;
export type HandlingQuery = z.output<typeof handlingQuerySchema>;
