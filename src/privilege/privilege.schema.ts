import { z } from 'zod';
import { roleRefSchema, whoSchema } from '../people/people.schema.js';
import { freeText } from '../platform/http/free-text.js';
import { instant, page } from '../platform/http/returns.decorator.js';

export const activationIdSchema = z.uuid();

export const activationsQuerySchema = z.object({
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const activateRoleSchema = z
  .strictObject({
    roleId: z.uuid(),
    hours: z.int().min(1).max(8),
    reason: freeText(10, 500),
  })
  .meta({ id: 'ActivateRole' });

export const privilegedRoleSchema = z
  .object({
    role: roleRefSchema,
    /** How many may hold it at the same time. */
    cap: z.int(),
    active: z.array(z.object({ holder: whoSchema, endsAt: instant.nullable() })),
    /** The lengths that may be chosen. */
    hours: z.array(z.int()),
    requiredLevel: z.int(),
    mine: z.object({ id: z.uuid(), startedAt: instant, endsAt: instant }).nullable(),
    /** What stands in the way of activating it now. */
    problems: z.array(z.object({ code: z.string(), detail: z.string() })),
  })
  .meta({ id: 'PrivilegedRole' });

export const privilegedRoleListSchema = page(privilegedRoleSchema).meta({ id: 'PrivilegedRoleList' });

export const activatedSchema = z
  .object({ id: z.uuid(), role: roleRefSchema, startedAt: instant, endsAt: instant })
  .meta({ id: 'Activated' });

export const activationEndedSchema = z
  .object({ id: z.uuid(), endedAt: instant })
  .meta({ id: 'ActivationEnded' });

export const activationViewSchema = z
  .object({
    id: z.uuid(),
    role: roleRefSchema,
    person: whoSchema,
    reason: z.string(),
    startedAt: instant,
    endsAt: instant,
    endedAt: instant.nullable(),
    endedBy: z.enum(['clock', 'hand', 'leaver']).nullable(),
  })
  .meta({ id: 'ActivationView' });

export const activationListSchema = page(activationViewSchema).meta({ id: 'ActivationList' });

/** An administrator right that runs now. */
export const activeSchema = z.object({ id: z.uuid(), role: roleRefSchema, endsAt: instant });

export type PrivilegedRoleView = z.input<typeof privilegedRoleSchema>;
export type ActivationView = z.input<typeof activationViewSchema>;
export type ActiveView = z.input<typeof activeSchema>;
