import { z } from 'zod';
import { namedSchema, whoSchema } from '../../people/people.schema.js';
import { freeText } from '../../platform/http/free-text.js';
import { dayOut, instant, page } from '../../platform/http/returns.decorator.js';
import { leaverFilters } from './leavers.store.js';

export const leaverIdSchema = z.uuid();

export const leaversQuerySchema = z.object({
  show: z.enum(leaverFilters).default('open'),
  person: z.uuid().optional(),
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const leaverSchema = z
  .object({
    id: z.uuid(),
    person: whoSchema,
    title: z.string(),
    unit: namedSchema,
    lastDay: dayOut,
    state: z.enum(['open', 'done', 'not-needed']),
    /** Who leads the leaver and answers for the list; null when HR must. */
    manager: whoSchema.nullable(),
    total: z.int(),
    answered: z.int(),
    late: z.int(),
    nextDue: dayOut.nullable(),
  })
  .meta({ id: 'Leaver' });

export const leaverListSchema = page(leaverSchema).meta({ id: 'LeaverList' });

export const leaverDetailSchema = leaverSchema
  .extend({
    items: z.array(
      z.object({
        id: z.uuid(),
        label: z.string(),
        /** `manager`, `hr`, `security` or a configured group. */
        owner: z.string(),
        ownerPerson: whoSchema.nullable(),
        due: dayOut,
        state: z.enum(['open', 'done', 'not-applicable']),
        note: z.string().nullable(),
        answeredBy: whoSchema.nullable(),
        answeredAt: instant.nullable(),
        mayAnswer: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'LeaverDetail' });

/** `not-applicable` takes a note that says why; `open` takes an answer back. */
export const itemAnswerSchema = z
  .strictObject({
    state: z.enum(['done', 'not-applicable', 'open']),
    note: freeText(3, 500).optional(),
  })
  .refine((answer) => answer.state !== 'not-applicable' || answer.note !== undefined, {
    path: ['note'],
    message: 'is required for what does not apply: say why',
  })
  .meta({ id: 'LeaverItemAnswer' });

export type LeaversQuery = z.output<typeof leaversQuerySchema>;
export type LeaverView = z.input<typeof leaverSchema>;
export type LeaverDetailView = z.input<typeof leaverDetailSchema>;
export type ItemAnswer = z.output<typeof itemAnswerSchema>;
