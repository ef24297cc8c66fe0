import { z } from 'zod';
import { namedSchema, whoSchema } from '../people/people.schema.js';
import { isDay } from '../policy/model/day.js';
import { instant } from '../platform/http/returns.decorator.js';

const day = z.string().refine(isDay, 'must be a day, YYYY-MM-DD');

export const historyQuerySchema = z.object({
  /** Only what the caller asked for. */
  mine: z.enum(['true', 'false']).optional(),
  /** The request's number, or words: of the reason, the role, the system or a name. */
  q: z.string().trim().max(200).optional(),
  /** The beginning of a name of the one it is about, or of who asked. */
  person: z.string().trim().max(100).optional(),
  roleId: z.uuid().optional(),
  systemId: z.uuid().optional(),
  state: z.enum(['pending', 'approved', 'refused', 'withdrawn', 'closed']).optional(),
  kind: z.enum(['new', 'extension', 'removal']).optional(),
  from: day.optional(),
  to: day.optional(),
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const historyLineSchema = z
  .object({
    id: z.uuid(),
    number: z.int(),
    kind: z.enum(['new', 'extension', 'removal']),
    state: z.enum(['pending', 'approved', 'refused', 'withdrawn', 'closed']),
    person: whoSchema,
    role: namedSchema,
    system: namedSchema,
    unit: namedSchema,
    requestedBy: whoSchema,
    submittedAt: instant,
    decidedAt: instant.nullable(),
    /** Why: the assessment's need, or a removal's reason. */
    reason: z.string(),
    /** How long was asked for; null for a removal. */
    days: z.int().nullable(),
    /** An approver's question waits for the requester's answer. */
    questionWaits: z.boolean(),
    /** Reaches data of other care providers. */
    acrossProviders: z.boolean(),
  })
  .meta({ id: 'HistoryLine' });

export const historyListSchema = z
  .object({ items: z.array(historyLineSchema), next: z.string().nullable() })
  .meta({ id: 'HistoryList' });

export type HistoryQuery = z.output<typeof historyQuerySchema>;
export type HistoryList = z.input<typeof historyListSchema>;
