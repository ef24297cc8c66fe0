import { z } from 'zod';
import { namedSchema, whoSchema } from '../people/people.schema.js';
import { freeText } from '../platform/http/free-text.js';
import { dayOut, instant } from '../platform/http/returns.decorator.js';

const filter = {
  unitId: z.uuid().optional(),
  systemId: z.uuid().optional(),
  roleId: z.uuid().optional(),
  minimumRisk: z.coerce.number().int().min(1).max(5).default(1),
  privileged: z.stringbool().optional(),
  /** Who had access at the end of this day; left out: now. */
  on: z.iso.date().optional(),
};

export const mapQuerySchema = z.object(filter);
export type MapQuery = z.output<typeof mapQuerySchema>;

export const holdersQuerySchema = z.object({
  ...filter,
  /** Only the unit's own, without what is below it. */
  own: z.stringbool().default(false),
  after: z.string().max(800).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type HoldersQuery = z.output<typeof holdersQuerySchema>;

export const exportMapSchema = z
  .strictObject({
    unitId: z.uuid().optional(),
    systemId: z.uuid().optional(),
    roleId: z.uuid().optional(),
    minimumRisk: z.int().min(1).max(5).default(1),
    privileged: z.boolean().optional(),
    on: z.iso.date().optional(),
    /** What the compilation is for (H11.7.1); it stands in the file and in the log. */
    purpose: freeText(10, 500),
  })
  .meta({ id: 'ExportAccessMap' });
export type MapExport = z.output<typeof exportMapSchema>;

const unitColumn = z.object({
  id: z.uuid(),
  name: z.string(),
  hasBelow: z.boolean(),
  /** The chosen unit's own grants, without those below it. */
  isOwn: z.boolean(),
});

export const accessMapSchema = z
  .object({
    /** Null: now. */
    on: dayOut.nullable(),
    /** The unit that is looked into; null: the top of what one may see. */
    unit: namedSchema.nullable(),
    above: z.array(namedSchema),
    columns: z.array(unitColumn),
    rows: z.array(
      z
        .object({
          role: namedSchema,
          system: z.string(),
          privileged: z.boolean(),
          risk: z.int(),
          across: z.boolean(),
          /** One for each column, in their order. */
          cells: z.array(z.object({ grants: z.int(), unassessed: z.int() })),
          grants: z.int(),
          unassessed: z.int(),
        })
        .meta({ id: 'AccessMapRow' }),
    ),
    /** Rows beyond those shown: narrow down to see them. */
    more: z.int(),
    grants: z.int(),
    unassessed: z.int(),
    /** Whether protected persons are counted: they are only for those with the need. */
    countsProtected: z.boolean(),
    choices: z.object({
      systems: z.array(namedSchema),
      roles: z.array(namedSchema.extend({ systemId: z.uuid() })),
    }),
  })
  .meta({ id: 'AccessMap' });

export const holderListSchema = z
  .object({
    items: z.array(
      z
        .object({
          id: z.uuid(),
          kind: z.enum(['grant', 'unassessed']),
          person: whoSchema,
          unit: namedSchema,
          title: z.string(),
          role: namedSchema,
          system: z.string(),
          source: z.enum(['request', 'birthright', 'activation', 'takeover']),
          why: z.string(),
          from: instant,
          to: instant.nullable(),
          nextReview: dayOut.nullable(),
          resting: z.boolean(),
          across: z.boolean(),
        })
        .meta({ id: 'AccessHolder' }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'AccessHolders' });

export const exportedMapSchema = z
  .object({ filename: z.string(), rows: z.int(), content: z.string() })
  .meta({ id: 'AccessMapExport' });
