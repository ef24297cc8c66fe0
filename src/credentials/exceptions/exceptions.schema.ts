import { z } from 'zod';
import { whoSchema } from '../../people/people.schema.js';
import { freeText } from '../../platform/http/free-text.js';
import { dayOut, instant, page } from '../../platform/http/returns.decorator.js';
import { longestKnownDeviceDays } from '../../policy/assurance/known-device.js';
import { isDay } from '../../policy/model/day.js';

export const exceptionIdSchema = z.uuid();

export const exceptionsQuerySchema = z.object({
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ExceptionsQuery = z.output<typeof exceptionsQuerySchema>;

export const orderExceptionSchema = z
  .strictObject({
    systemId: z.uuid(),
    /** Null: all roles of the system that are not privileged. */
    roleIds: z.array(z.uuid()).min(1).max(200).nullable(),
    riskAnalysis: freeText(30, 4000),
    safeguards: freeText(10, 2000),
    /** The last day. */
    validTo: z.string().refine(isDay, 'is not a day'),
    /** So many days a known device signs in who holds its roles, by itself; null: never. */
    knownDeviceDays: z.int().min(1).max(longestKnownDeviceDays).nullable().default(null),
  })
  .meta({ id: 'OrderAssuranceException' });

export const decideExceptionSchema = z
  .strictObject({ outcome: z.enum(['approved', 'refused']), reason: freeText(5, 1000) })
  .meta({ id: 'DecideAssuranceException' });

export const endExceptionSchema = z
  .strictObject({ reason: freeText(5, 500) })
  .meta({ id: 'EndAssuranceException' });

export const exceptionDoneSchema = z.object({ id: z.uuid() }).meta({ id: 'AssuranceExceptionDone' });

const roleNameSchema = z.object({ id: z.uuid(), name: z.string() }).meta({ id: 'AssuranceExceptionRole' });

export const exceptionSchema = z
  .object({
    id: z.uuid(),
    system: z.object({ id: z.uuid(), name: z.string() }),
    /** Null: all that are not privileged. */
    roles: z.array(roleNameSchema).nullable(),
    riskAnalysis: z.string(),
    safeguards: z.string(),
    validTo: dayOut,
    knownDeviceDays: z.int().nullable(),
    orderedBy: whoSchema,
    orderedAt: instant,
    /** `outclassed`: the system's class has become too high since, and it gives nothing. */
    state: z.enum(['waiting', 'running', 'outclassed', 'refused', 'run-out', 'ended']),
    decidedBy: whoSchema.nullable(),
    decidedAt: instant.nullable(),
    decisionReason: z.string().nullable(),
    endedBy: whoSchema.nullable(),
    endedReason: z.string().nullable(),
    mayDecide: z.boolean(),
    mayEnd: z.boolean(),
  })
  .meta({ id: 'AssuranceException' });

export const exceptionListSchema = page(exceptionSchema)
  .extend({ mayOrder: z.boolean() })
  .meta({ id: 'AssuranceExceptionList' });

export const exceptionChoicesSchema = z
  .object({
    highestClass: z.int(),
    latest: dayOut,
    items: z.array(
      z
        .object({ id: z.uuid(), name: z.string(), roles: z.array(roleNameSchema) })
        .meta({ id: 'AssuranceExceptionSystem' }),
    ),
  })
  .meta({ id: 'AssuranceExceptionChoices' });
