import { z } from 'zod';
import { whoSchema } from '../../people/people.schema.js';
import { freeText } from '../../platform/http/free-text.js';
import { dayOut } from '../../platform/http/returns.decorator.js';
import { dutyKinds } from '../../policy/lifecycle/hand-over-duties.js';

export const dutyIdSchema = z.uuid();

export const dutySchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(dutyKinds),
    system: z.string(),
    /** Who leaves or has left. */
    holder: whoSchema,
    state: z.enum(['coming', 'vacant']),
    lastDay: dayOut,
    /** Named already; takes over on the day. */
    successor: whoSchema.nullable(),
    /** Requestable roles of the system, and requests that wait on them. */
    roles: z.int(),
    waiting: z.int(),
    /** False: nobody can approve requests, nor renew the analyses that access rests on. */
    otherOwnerEmployed: z.boolean(),
  })
  .meta({ id: 'Duty' });

export const dutyListSchema = z
  .object({ items: z.array(dutySchema), mayName: z.boolean() })
  .meta({ id: 'DutyList' });

export const successorSchema = z
  .strictObject({ personId: z.uuid(), reason: freeText(10, 500) })
  .meta({ id: 'NameSuccessor' });
