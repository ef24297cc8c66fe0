import { z } from 'zod';
import { namedSchema, whoSchema } from '../people/people.schema.js';
import { freeText } from '../platform/http/free-text.js';
import { dayOut, instant, page } from '../platform/http/returns.decorator.js';
import { dataClasses, roleStates } from '../policy/catalogue/states.js';
import { employmentKinds } from '../policy/model/people.js';

const paging = {
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
const days = z.int().min(1).max(1095);
const level = z.int().min(1).max(4);
const risk = z.int().min(1).max(5);
const reason = freeText(5, 500);
const word = z.string().min(1).max(200);
const words = z.array(word).min(1).max(200);

/** The people selector; an empty one matches everyone. */
export const selectorSchema = z
  .strictObject({
    unitsBelow: words.optional(),
    unitKinds: words.optional(),
    titleCodes: z
      .array(z.string().regex(/^\d{1,6}\*?$/, 'an AID code, or its beginning and *'))
      .min(1)
      .max(200)
      .optional(),
    employmentKinds: z.array(z.enum(employmentKinds)).min(1).optional(),
  })
  .meta({ id: 'PeopleSelector' });

const entitlementFields = {
  name: freeText(2, 120),
  sentence: z.strictObject({ sv: freeText(10, 500), en: freeText(0, 500).default('') }),
  target: z.enum(['directory', 'grindvakt', 'manual']),
  /** The group's cn in a directory; what to set up, in the system's own words, where it is done by hand. */
  externalName: freeText(2, 120),
  privileged: z.boolean(),
  ownerId: z.uuid().nullable(),
  dataClass: z.enum(dataClasses),
  risk,
  requiredLevel: level,
  maxDays: days.nullable(),
  reviewDays: days.nullable(),
  askableBy: selectorSchema.nullable(),
  prerequisiteIds: z.array(z.uuid()).max(50),
};
/** Lower-case ascii, so that every directory agrees on it; by hand the system's own words. */
const isNamed = ({ target, externalName }: { target: string; externalName: string }): boolean =>
  target === 'manual' || /^[a-z][a-z0-9-]{1,63}$/.test(externalName);
const misnamed = { path: ['externalName'], message: 'lower-case ascii letters, digits and hyphens' };
export const addEntitlementSchema = z
  .strictObject(entitlementFields)
  .refine(isNamed, misnamed)
  .meta({ id: 'AddEntitlement' });
export const changeEntitlementSchema = z
  .strictObject({ ...entitlementFields, reason })
  .refine(isNamed, misnamed)
  .meta({ id: 'ChangeEntitlement' });
export const reasonSchema = z.strictObject({ reason }).meta({ id: 'Reason' });

export const entitlementViewSchema = z
  .object({
    ...entitlementFields,
    name: z.string(),
    externalName: z.string(),
    sentence: z.object({ sv: z.string(), en: z.string() }),
    id: z.uuid(),
    state: z.enum(['in-use', 'retired']),
    owner: whoSchema.nullable(),
    /** How many roles give it. */
    roles: z.int(),
  })
  .meta({ id: 'EntitlementView' });
export const entitlementsListSchema = page(entitlementViewSchema).meta({ id: 'EntitlementsList' });

/** At most so many: a request is written by a busy manager. */
const mostQuestions = 5;

const definition = {
  name: z.strictObject({ sv: freeText(3, 120), en: freeText(0, 120).default('') }),
  sentence: z.strictObject({ sv: freeText(10, 500), en: freeText(0, 500).default('') }),
  entitlements: z.array(z.uuid()).max(200),
  includes: z.array(z.uuid()).max(50),
  requires: z.array(z.uuid()).max(50),
  /** Null: as strict as what it holds. */
  risk: risk.nullable(),
  requiredLevel: level.nullable(),
  maxDays: days.nullable(),
  reviewDays: days.nullable(),
  dataClass: z.enum(dataClasses).nullable(),
  requestable: z.boolean(),
  askableBy: selectorSchema.nullable(),
  suggestedFor: selectorSchema.nullable(),
  mover: z.union([z.enum(['end', 'review']), z.strictObject({ keepDays: z.int().min(1).max(90) })]),
  privileged: z
    .strictObject({
      holderCap: z.int().min(1).max(100),
      hours: z.array(z.int().min(1).max(24)).min(1).max(10),
      eligible: selectorSchema,
    })
    .nullable(),
  securityApproves: z.boolean().default(false),
  /** What whoever asks for it answers, and whoever approves reads. */
  questions: z
    .array(z.strictObject({ sv: freeText(5, 200), en: freeText(0, 200).default('') }))
    .max(mostQuestions)
    .default([]),
};
const definitionSchema = z.strictObject(definition).meta({ id: 'RoleDefinition' });
const definitionView = z.object({
  ...definition,
  name: z.object({ sv: z.string(), en: z.string() }),
  sentence: z.object({ sv: z.string(), en: z.string() }),
  securityApproves: z.boolean(),
  questions: z.array(z.object({ sv: z.string(), en: z.string() })),
});

export const createRoleSchema = z
  .strictObject({ systemId: z.uuid(), content: definitionSchema, reason })
  .meta({ id: 'CreateRole' });
export const reviseRoleSchema = z
  .strictObject({ base: z.int().min(0), content: definitionSchema, reason })
  .meta({ id: 'ReviseRole' });
export const restoreRoleSchema = z
  .strictObject({ base: z.int().min(0), version: z.int().min(1), reason })
  .meta({ id: 'RestoreRole' });
export const decideRoleSchema = z
  .strictObject({ decision: z.enum(['approve', 'reject', 'withdraw']), reason: freeText(0, 500).default('') })
  .refine(({ decision, reason: why }) => decision !== 'reject' || why.length >= 5, {
    path: ['reason'],
    message: 'at least 5 characters when it is rejected',
  })
  .meta({ id: 'DecideRole' });
export const decidedRoleSchema = z
  .object({ outcome: z.enum(['approved', 'in-force', 'held', 'rejected', 'withdrawn']) })
  .meta({ id: 'DecidedRole' });
export const proposedRoleSchema = z.object({ id: z.uuid(), version: z.int() }).meta({ id: 'ProposedRole' });

export const rolesQuerySchema = z.object({
  q: z.string().trim().max(100).default(''),
  systemId: z.uuid().optional(),
  state: z.enum(roleStates).optional(),
  ...paging,
});

const heldEntitlement = z.object({
  id: z.uuid(),
  name: z.string(),
  sentence: z.string(),
  system: namedSchema,
  privileged: z.boolean(),
  /** Its own; false: brought by an included role. */
  direct: z.boolean(),
});

export const roleLineSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    sentence: z.string(),
    system: namedSchema,
    state: z.enum(roleStates),
    version: z.int(),
    risk,
    privileged: z.boolean(),
    requestable: z.boolean(),
    entitlements: z.int(),
    holders: z.int(),
    /** A version waits to be approved. */
    waiting: z.boolean(),
    /** The day to which its approved analysis is valid; null: it has none. */
    analysisTo: dayOut.nullable(),
  })
  .meta({ id: 'RoleLine' });
export const rolesListSchema = page(roleLineSchema).meta({ id: 'RolesList' });

const versionSchema = z
  .object({
    version: z.int(),
    state: z.enum(['in-force', 'proposed', 'held', 'superseded', 'rejected', 'withdrawn']),
    content: definitionView,
    orderedBy: whoSchema.nullable(),
    orderedAt: instant,
    reason: z.string(),
    restores: z.int().nullable(),
    decidedBy: whoSchema.nullable(),
    decidedAt: instant.nullable(),
    decisionReason: z.string().nullable(),
  })
  .meta({ id: 'RoleVersion' });

export const roleViewSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    sentence: z.string(),
    system: namedSchema,
    systemState: z.string(),
    state: z.enum(roleStates),
    version: z.int(),
    /** What came out of its own terms and of what it holds: the strictest. */
    terms: z.object({
      risk,
      requiredLevel: level,
      maxDays: days,
      reviewDays: days,
      dataClass: z.enum(dataClasses),
      requestable: z.boolean(),
      privileged: z.boolean(),
    }),
    askableByAll: z.array(selectorSchema),
    entitlements: z.array(heldEntitlement),
    includes: z.array(namedSchema),
    requires: z.array(namedSchema),
    analysis: z.object({ id: z.uuid(), version: z.int(), validTo: dayOut }).nullable(),
    /** The version of its analysis that is being written or asked about. */
    openAnalysis: z.object({ id: z.uuid(), version: z.int() }).nullable(),
    holders: z.int(),
    versions: z.array(versionSchema),
    may: z.object({ write: z.boolean(), analyse: z.boolean() }),
    /** Names of everything that any version holds. */
    words: z.array(namedSchema),
  })
  .meta({ id: 'RoleView' });

/** "Vem påverkas?": what a version that waits would do. */
export const roleImpactSchema = z
  .object({
    version: z.int(),
    systems: z.array(
      z.object({
        ...namedSchema.shape,
        owner: whoSchema,
        approvedBy: whoSchema.nullable(),
      }),
    ),
    /** It is privileged: two different people approve it. */
    twoNeeded: z.boolean(),
    approvals: z.int(),
    mayApprove: z.boolean(),
    mayReject: z.boolean(),
    mayWithdraw: z.boolean(),
    /** Why the caller may not approve it, or why nobody can yet. */
    obstacle: z.string().nullable(),
    changes: z.array(
      z.object({ role: namedSchema, gained: z.array(namedSchema), lost: z.array(namedSchema) }),
    ),
    persons: z.int(),
    units: z.array(z.object({ ...namedSchema.shape, persons: z.int() })),
  })
  .meta({ id: 'RoleImpact' });

/** The same of what is being written, before it is sent. */
export const foreseeRoleSchema = z.strictObject({ content: definitionSchema }).meta({ id: 'ForeseeRole' });
export const foreseenRoleSchema = z
  .object({
    changes: roleImpactSchema.shape.changes,
    persons: z.int(),
    units: roleImpactSchema.shape.units,
    /** Whose approval it takes. */
    owners: roleImpactSchema.shape.systems,
    twoNeeded: z.boolean(),
    /** Why it could not come into force as it is. */
    obstacle: z.string().nullable(),
  })
  .meta({ id: 'ForeseenRole' });

export const roleChoicesQuerySchema = z.object({
  kind: z.enum(['entitlement', 'role']),
  q: z.string().trim().max(100).default(''),
});
export const roleChoicesSchema = z
  .object({
    items: z.array(
      z
        .object({
          id: z.uuid(),
          name: z.string(),
          sentence: z.string(),
          system: z.string(),
          privileged: z.boolean(),
        })
        .meta({ id: 'RoleChoice' }),
    ),
  })
  .meta({ id: 'RoleChoices' });

export const affectedQuerySchema = z.object(paging);
export const affectedSchema = page(
  z
    .object({ person: whoSchema, unit: z.string(), role: z.string(), grantId: z.uuid() })
    .meta({ id: 'AffectedPerson' }),
).meta({ id: 'AffectedPersons' });

export type RoleDefinitionIn = z.output<typeof definitionSchema>;
export type EntitlementIn = z.output<typeof addEntitlementSchema>;
export type RoleChoicesQuery = z.output<typeof roleChoicesQuerySchema>;
export type RolesQuery = z.output<typeof rolesQuerySchema>;
export type RoleView = z.input<typeof roleViewSchema>;
export type RoleImpact = z.input<typeof roleImpactSchema>;
