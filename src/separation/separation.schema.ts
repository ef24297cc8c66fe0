import { z } from 'zod';
import { roleRefSchema, whoSchema } from '../people/people.schema.js';
import { freeText } from '../platform/http/free-text.js';
import { dayOut, instant, page } from '../platform/http/returns.decorator.js';
import { isDay } from '../policy/model/day.js';
import { employmentKinds } from '../policy/model/people.js';
import { separationModes } from '../policy/privilege/separation-of-duties.js';

const code = z.string().trim().min(1).max(40);
const selectorSchema = z.strictObject({
  unitsBelow: z.array(code).min(1).max(50).optional(),
  unitKinds: z.array(code).min(1).max(50).optional(),
  titleCodes: z
    .array(z.string().regex(/^[0-9A-Za-z]{1,12}\*?$/))
    .min(1)
    .max(50)
    .optional(),
  employmentKinds: z.array(z.enum(employmentKinds)).min(1).optional(),
});

const sideSchema = z
  .strictObject({
    roleIds: z.array(z.uuid()).max(100),
    entitlementIds: z.array(z.uuid()).max(200),
    people: selectorSchema.nullable(),
  })
  .meta({ id: 'SeparationSide' });

export const ruleIdSchema = z.uuid();
export const exemptionIdSchema = z.uuid();

const ruleFields = {
  name: freeText(3, 120),
  why: freeText(10, 1000),
  mode: z.enum(separationModes),
  left: sideSchema,
  right: sideSchema,
};

export const saveRuleSchema = z
  .strictObject({
    ...ruleFields,
    state: z.enum(['active', 'retired']).default('active'),
    reason: freeText(5, 500),
    version: z.int().positive().nullable(),
  })
  .meta({ id: 'SaveSeparationRule' });

export const savedRuleSchema = z.object({ id: z.uuid() }).meta({ id: 'SavedSeparationRule' });

const namedSideSchema = z
  .object({
    side: sideSchema,
    /** Of its roles and entitlements. */
    access: z.array(z.string()),
    /** Of the people it selects: units, unit kinds and titles in words; forms of employment as codes. */
    people: z.array(z.string()),
    employmentKinds: z.array(z.enum(employmentKinds)),
  })
  .meta({ id: 'NamedSeparationSide' });

export const ruleSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    why: z.string(),
    mode: z.enum(separationModes),
    state: z.enum(['active', 'retired']),
    version: z.int(),
    left: namedSideSchema,
    right: namedSideSchema,
    changedBy: whoSchema,
    changedAt: instant,
    /** People in conflict with it now, those with an exemption, and those whom it kept from access. */
    open: z.int(),
    exempt: z.int(),
    withheld: z.int(),
  })
  .meta({ id: 'SeparationRule' });

export const ruleListSchema = page(ruleSchema)
  .extend({ mayChange: z.boolean() })
  .meta({ id: 'SeparationRuleList' });

export const ruleVersionsSchema = page(
  z
    .object({
      version: z.int(),
      name: z.string(),
      why: z.string(),
      mode: z.enum(separationModes),
      state: z.enum(['active', 'retired']),
      left: namedSideSchema,
      right: namedSideSchema,
      reason: z.string(),
      changedBy: whoSchema,
      changedAt: instant,
    })
    .meta({ id: 'SeparationRuleVersion' }),
).meta({ id: 'SeparationRuleVersionList' });

export const choicesSchema = z
  .object({
    items: z.array(
      z
        .object({ kind: z.enum(['role', 'entitlement']), id: z.uuid(), name: z.string(), system: z.string() })
        .meta({ id: 'SeparationChoice' }),
    ),
  })
  .meta({ id: 'SeparationChoices' });

export const conflictsQuerySchema = z.object({
  state: z.enum(['open', 'exempt', 'closed']).default('open'),
  rule: z.uuid().optional(),
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const conflictSchema = z
  .object({
    id: z.uuid(),
    rule: z.object({ id: z.uuid(), name: z.string(), mode: z.enum(separationModes) }),
    person: whoSchema,
    /** `withheld`: the rule kept the person from getting it. */
    kind: z.enum(['held', 'withheld']),
    left: z.array(roleRefSchema),
    right: z.array(roleRefSchema),
    foundAt: instant,
    closedAt: instant.nullable(),
    exemptUntil: dayOut.nullable(),
  })
  .meta({ id: 'SeparationConflict' });

export const conflictListSchema = page(conflictSchema)
  .extend({ mayExempt: z.boolean() })
  .meta({ id: 'SeparationConflictList' });

export const exemptSchema = z
  .strictObject({
    ruleId: z.uuid(),
    personId: z.uuid(),
    reason: freeText(10, 1000),
    control: freeText(10, 1000),
    validTo: z.string().refine(isDay, 'is not a day'),
  })
  .meta({ id: 'ExemptPerson' });

export const exemptedSchema = z.object({ id: z.uuid() }).meta({ id: 'ExemptedPerson' });

export const endExemptionSchema = z
  .strictObject({ reason: freeText(5, 500) })
  .meta({ id: 'EndSeparationExemption' });

export const exemptionsQuerySchema = z.object({
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const exemptionListSchema = page(
  z
    .object({
      id: z.uuid(),
      rule: z.object({ id: z.uuid(), name: z.string() }),
      person: whoSchema,
      reason: z.string(),
      control: z.string(),
      decidedBy: whoSchema,
      decidedAt: instant,
      validTo: dayOut,
      state: z.enum(['running', 'run-out', 'ended']),
      endedReason: z.string().nullable(),
    })
    .meta({ id: 'SeparationExemption' }),
)
  .extend({ mayExempt: z.boolean() })
  .meta({ id: 'SeparationExemptionList' });

export type ConflictsQuery = z.output<typeof conflictsQuerySchema>;
export type ExemptionsQuery = z.output<typeof exemptionsQuerySchema>;
