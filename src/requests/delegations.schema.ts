import { z } from 'zod';
import { namedSchema, whoSchema } from '../people/people.schema.js';
import { freeText } from '../platform/http/free-text.js';
import { dayOut, instant } from '../platform/http/returns.decorator.js';
import { isDay } from '../policy/model/day.js';

const day = z.string().refine(isDay, 'a day as YYYY-MM-DD');

const delegated = z.enum(['requests', 'reviews']);

export const giveDelegationSchema = z
  .strictObject({
    delegateId: z.uuid(),
    /** Only what concerns this system; left out: everything. */
    systemId: z.uuid().optional(),
    /** Only what concerns this role. */
    roleId: z.uuid().optional(),
    /** What the delegate decides on; left out: requests. */
    covers: z.array(delegated).min(1).max(2).default(['requests']),
    from: day,
    /** The last day, inclusive. */
    to: day,
    reason: freeText(5, 500),
  })
  .refine(({ systemId, roleId }) => systemId === undefined || roleId === undefined, {
    path: ['roleId'],
    message: 'either a system or a role',
  })
  .meta({ id: 'GiveDelegation' });

export const endDelegationSchema = z.strictObject({}).meta({ id: 'EndDelegation' });

export const delegationIdSchema = z.uuid();

export const colleaguesQuerySchema = z.object({ q: z.string().trim().min(2).max(100) });

export const delegationSchema = z
  .object({
    id: z.uuid(),
    delegator: whoSchema,
    delegate: whoSchema,
    system: namedSchema.nullable(),
    role: namedSchema.nullable(),
    covers: z.array(delegated),
    from: dayOut,
    to: dayOut,
    reason: z.string(),
    createdAt: instant,
    state: z.enum(['coming', 'running', 'over', 'ended']),
    endedAt: instant.nullable(),
    /** `taken-back`, `declined`, or why the person left. */
    endedReason: z.string().nullable(),
  })
  .meta({ id: 'Delegation' });

export const delegationsSchema = z
  .object({
    given: z.array(delegationSchema),
    received: z.array(delegationSchema),
    /** What can be handed over by itself. */
    scopes: z.array(z.object({ id: z.uuid(), name: z.string(), roles: z.array(namedSchema) })),
  })
  .meta({ id: 'Delegations' });

export const colleaguesSchema = z
  .object({ items: z.array(z.object({ person: whoSchema, title: z.string(), unit: z.string() })) })
  .meta({ id: 'DelegationColleagues' });

export type DelegationView = z.input<typeof delegationSchema>;
export type DelegationsView = z.input<typeof delegationsSchema>;
export type ColleaguesView = z.input<typeof colleaguesSchema>;
