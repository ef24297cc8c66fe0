import { z } from 'zod';
import { namedSchema, whoSchema } from '../../people/people.schema.js';
import { dayOut, instant } from '../../platform/http/returns.decorator.js';
import { organisationChangeKinds } from '../../policy/lifecycle/organisation.js';

export const unitsBelowQuerySchema = z.object({ below: z.uuid().optional() });

export const organisationListQuerySchema = z.object({
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const organisationUnitSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    kind: z.string(),
    /** Names of the units above, from the top. */
    above: z.array(z.string()),
    /** The unit's own manager in force; null: it has none. */
    manager: whoSchema.nullable(),
    /** Who answers for it meanwhile: the nearest manager upwards; null: nobody. */
    answers: whoSchema.nullable(),
    /** Persons at work in it and below. */
    persons: z.int(),
    /** Units just below it. */
    children: z.int(),
  })
  .meta({ id: 'OrganisationUnit' });

export const organisationUnitListSchema = z
  .object({ items: z.array(organisationUnitSchema), next: z.string().nullable() })
  .meta({ id: 'OrganisationUnitList' });

export const organisationChangeSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(organisationChangeKinds),
    day: dayOut,
    at: instant,
    unit: namedSchema,
    /** Of a split (into), a merger (out of) or a replacement (by). */
    others: z.array(namedSchema),
    /** The name, or the unit above, before and after. */
    was: z.string().nullable(),
    became: z.string().nullable(),
    wasManager: whoSchema.nullable(),
    becameManager: whoSchema.nullable(),
    /** Persons whose work place it moved. */
    persons: z.int(),
    importId: z.uuid().nullable(),
    /** The review that a larger change led to (H13.1.4). */
    campaign: namedSchema.nullable(),
  })
  .meta({ id: 'OrganisationChange' });

export const organisationChangeListSchema = z
  .object({ items: z.array(organisationChangeSchema), next: z.string().nullable() })
  .meta({ id: 'OrganisationChangeList' });

export type OrganisationUnitView = z.input<typeof organisationUnitSchema>;
export type OrganisationChangeView = z.input<typeof organisationChangeSchema>;
