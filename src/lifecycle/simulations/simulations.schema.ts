import { z } from 'zod';
import { roleEffectSchema, trippedSchema } from '../../breakers/held.schema.js';
import { whoSchema } from '../../people/people.schema.js';
import { instant, page } from '../../platform/http/returns.decorator.js';
import { employmentKinds } from '../../policy/model/people.js';

const count = z.int().nonnegative();
const word = z.string().min(1).max(100);

/** Whom a rule gives its role: every stated field must hold, a list holds when one of its values does. */
const selectorSchema = z
  .strictObject({
    unitsBelow: z.array(word).min(1).max(200).optional(),
    unitKinds: z.array(word).min(1).max(50).optional(),
    titleCodes: z
      .array(z.string().regex(/^\d{1,6}\*?$/, 'must be an AID code, or its beginning and *'))
      .min(1)
      .max(200)
      .optional(),
    employmentKinds: z.array(z.enum(employmentKinds)).min(1).optional(),
  })
  .meta({ id: 'PeopleSelector' });

/**
 * A birthright rule as it would be: `ruleId` with a selector changes it, with `selector: null` takes it away; `roleId`
 * with a selector makes a new one.
 */
const simulateRuleSchema = z
  .strictObject({
    kind: z.literal('rule'),
    ruleId: z.uuid().nullable().default(null),
    roleId: z.uuid().nullable().default(null),
    selector: selectorSchema.nullable(),
  })
  .refine(({ ruleId, roleId }) => (ruleId === null) !== (roleId === null), {
    path: ['ruleId'],
    message: 'either a rule to change or a role for a new one',
  })
  .refine(({ ruleId, selector }) => ruleId !== null || selector !== null, {
    path: ['selector'],
    message: 'a new rule must say whom it is for',
  })
  .meta({ id: 'SimulateRule' });
export type SimulateRuleInput = z.output<typeof simulateRuleSchema>;

/**
 * `split`: those with one of `titleCodes` go on in a new unit beside the unit, of the kind `newKind` or the same;
 * `merge`: the unit's people and the units below it go on in `into`; `move`: the unit is put under `into`.
 */
export const organisationWays = ['split', 'merge', 'close', 'move', 'manager'] as const;
const ruleWays = ['change', 'remove', 'add'] as const;
export const simulationWays = [...organisationWays, ...ruleWays] as const;
export type SimulationWay = (typeof simulationWays)[number];
const needsOther: readonly string[] = ['merge', 'move'];

/**
 * One change of the organisation, today. `unit` and `into` are codes or ids. `close` ends the employments in the unit
 * and below it; `manager` gives the unit the manager with this employment number or person id, or none. A `split` may
 * name who leads the new unit the same way.
 */
const simulateOrganisationSchema = z
  .strictObject({
    kind: z.literal('organisation'),
    way: z.enum(organisationWays),
    unit: word,
    into: word.nullable().default(null),
    manager: word.nullable().default(null),
    titleCodes: z.array(word).max(50).default([]),
    newKind: word.nullable().default(null),
  })
  .refine(({ way, into }) => needsOther.includes(way) === (into !== null), {
    path: ['into'],
    message: 'the other unit, for a merge and a move alone',
  })
  .refine(({ way, manager }) => way === 'manager' || way === 'split' || manager === null, {
    path: ['manager'],
    message: 'only for a change of manager, and for a split',
  })
  .refine(({ way, titleCodes }) => (way === 'split') === titleCodes.length > 0, {
    path: ['titleCodes'],
    message: 'who goes on in the new unit, for a split alone',
  })
  .refine(({ way, newKind }) => way === 'split' || newKind === null, {
    path: ['newKind'],
    message: 'only for a split',
  })
  .meta({ id: 'SimulateOrganisation' });
export type SimulateOrganisationInput = z.output<typeof simulateOrganisationSchema>;

export const simulateSchema = z
  .discriminatedUnion('kind', [simulateRuleSchema, simulateOrganisationSchema])
  .meta({ id: 'Simulate' });
export type SimulateInput = z.output<typeof simulateSchema>;

export const simulationIdSchema = z.uuid();
export const simulationsQuerySchema = z.object({
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type SimulationsQuery = z.output<typeof simulationsQuerySchema>;

export const simulationSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(['rule', 'organisation']),
    /** What was tried with the organisation. */
    /** What is tried with the unit or the rule. */
    way: z.enum(simulationWays).nullable(),
    title: z.string(),
    askedBy: whoSchema,
    askedAt: instant,
    milliseconds: count,
    lookedAt: count,
    persons: count,
    losing: count,
    gaining: count,
    /** Who keeps access only until it has been answered for, or the days of handover are over. */
    later: count,
    /** Who goes on in another unit, and who gets another manager or none; of a change of the organisation. */
    moved: count,
    relead: count,
    tripped: z.array(trippedSchema),
    roles: z.array(roleEffectSchema.extend({ later: count }).meta({ id: 'SimulatedRole' })),
  })
  .meta({ id: 'Simulation' });

export const simulationsSchema = page(simulationSchema).meta({ id: 'SimulationList' });

export const simulationEffectsSchema = page(
  z
    .object({
      person: whoSchema,
      unit: z.string(),
      lost: z.array(z.string()),
      gained: z.array(z.string()),
      later: z.array(z.string()),
      /** Goes on in another unit. */
      moved: z.boolean(),
      /** Another manager, or nobody; null when the manager stays. */
      manager: z.object({ to: whoSchema.nullable() }).nullable(),
    })
    .meta({ id: 'SimulationEffect' }),
).meta({ id: 'SimulationEffectList' });

/** What there is to choose from: the rules in force, and the roles that a new one could give. */
export const simulationChoicesSchema = z
  .object({
    rules: z.array(z.object({ id: z.uuid(), name: z.string(), role: z.string(), selector: selectorSchema })),
    roles: z.array(z.object({ id: z.uuid(), name: z.string() })),
  })
  .meta({ id: 'SimulationChoices' });

export const simulationUnitsQuerySchema = z.object({ q: z.string().max(100).default('') });

/** Open units by name or code, at most twenty. */
export const simulationUnitsSchema = z
  .object({
    items: z.array(
      z.object({ id: z.uuid(), code: z.string(), name: z.string(), above: z.string().nullable() }),
    ),
  })
  .meta({ id: 'SimulationUnits' });

/** Of what a unit can be split: the titles of those who work in it, and what kinds of unit there are. */
export const simulationUnitSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    kind: z.string(),
    kinds: z.array(z.string()),
    titles: z.array(z.object({ code: z.string(), title: z.string(), persons: count })),
  })
  .meta({ id: 'SimulationUnit' });
