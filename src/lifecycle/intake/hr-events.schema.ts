import { z } from 'zod';
import { whoSchema } from '../../people/people.schema.js';
import { dayOut, instant, page } from '../../platform/http/returns.decorator.js';
import { differenceKinds } from './hr-compare.store.js';
import { eventStates } from './hr-events.store.js';

/** One event, or a list of at most 1000; each as the source's mapping says. */
export const pushedSchema = z
  .union([z.record(z.string(), z.unknown()), z.array(z.unknown()).min(1).max(1000)])
  .meta({ id: 'PushedEvents' });

const answer = z
  .object({
    /** The HR system's id of the event; empty when it has none that can be read. */
    event: z.string(),
    state: z.enum([...eventStates, 'duplicate', 'invalid']),
    /** As one event sent alone would have been answered. */
    status: z.int(),
    reason: z.string().nullable(),
    detail: z.string().nullable(),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })),
  })
  .meta({ id: 'EventAnswer' });

export const answersSchema = z.object({ items: z.array(answer) }).meta({ id: 'EventAnswers' });

export const eventsQuerySchema = z.object({
  /** `attention`: set aside, held, conflicting. */
  show: z.enum(['all', 'attention']).default('all'),
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type EventsQuery = z.output<typeof eventsQuerySchema>;

export const eventViewSchema = z
  .object({
    id: z.uuid(),
    source: z.object({ id: z.string(), name: z.string() }),
    type: z.string(),
    state: z.enum(eventStates),
    person: whoSchema,
    /** The HR system’s key, for looking up there somebody who is not known here. */
    personKey: z.string().nullable(),
    change: z.enum(differenceKinds).nullable(),
    occurredAt: instant,
    effectiveFrom: dayOut.nullable(),
    receivedAt: instant,
    isCorrection: z.boolean(),
    repeats: z.int().nonnegative(),
    reason: z.string().nullable(),
    detail: z.string().nullable(),
    path: z.string().nullable(),
    /** The held import to release or cancel. */
    import: z.uuid().nullable(),
  })
  .meta({ id: 'EventView' });

export const eventsSchema = page(eventViewSchema).meta({ id: 'EventList' });
