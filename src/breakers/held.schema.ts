import { z } from 'zod';
import { whoSchema } from '../people/people.schema.js';
import { freeText } from '../platform/http/free-text.js';
import { instant, page } from '../platform/http/returns.decorator.js';
import { breakerScopes } from '../policy/lifecycle/breaker.js';
import { heldKinds, heldStates } from '../policy/lifecycle/resolve-held.js';

const count = z.int().nonnegative();

export const heldIdSchema = z.uuid();
export const heldQuerySchema = z.object({
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type HeldQuery = z.output<typeof heldQuerySchema>;
export const resolveHeldSchema = z.strictObject({ reason: freeText(10, 500) }).meta({ id: 'ResolveHeld' });

/** A breaker that tripped; `unit` is its name, when it is one unit's. */
export const trippedSchema = z
  .object({
    scope: z.enum(breakerScopes),
    what: z.enum(['employments', 'access']),
    ends: count,
    earlier: count,
    allowed: count,
    active: count,
    unit: z.string().nullable(),
  })
  .meta({ id: 'TrippedBreaker' });

/** How many persons would get and lose a role. */
export const roleEffectSchema = z
  .object({ role: z.string(), gained: count, lost: count })
  .meta({ id: 'RoleEffect' });

export const heldViewSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(heldKinds),
    title: z.string(),
    state: z.enum(heldStates),
    heldAt: instant,
    causedBy: z.array(whoSchema),
    persons: count,
    tripped: z.array(trippedSchema),
    resolution: z.object({ by: whoSchema.nullable(), at: instant, reason: z.string() }).nullable(),
    may: z.object({ release: z.boolean(), cancel: z.boolean() }),
  })
  .meta({ id: 'HeldChange' });

export const heldListSchema = page(heldViewSchema).meta({ id: 'HeldChangeList' });

export const heldLossesSchema = page(
  z.object({ person: whoSchema, unit: z.string(), roles: z.array(z.string()) }).meta({ id: 'HeldLoss' }),
).meta({ id: 'HeldLossList' });
