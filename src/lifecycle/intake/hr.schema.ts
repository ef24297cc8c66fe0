import { z } from 'zod';
import { roleEffectSchema, trippedSchema } from '../../breakers/held.schema.js';
import { whoSchema } from '../../people/people.schema.js';
import { freeText } from '../../platform/http/free-text.js';
import { dayOut, instant, page } from '../../platform/http/returns.decorator.js';
import { isDay } from '../../policy/model/day.js';
import { toldFields } from './told-fields.store.js';
import { differenceKinds } from './hr-compare.store.js';

const count = z.int().nonnegative();

export const importIdSchema = z.uuid();
export const importsQuerySchema = z.object({
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ImportsQuery = z.output<typeof importsQuerySchema>;

export const resolutionSchema = z.strictObject({ reason: freeText(10, 500) }).meta({ id: 'ResolveImport' });

/** A number of rows as the sender announces it; an empty field announces none. */
const statedCount = z
  .string()
  .regex(/^\d{0,9}$/, 'must be a number of rows, 0 to 999 999 999')
  .transform((digits) => (digits === '' ? undefined : Number(digits)))
  .optional();

/** The fields of an upload beside its files; each file goes by the name it was sent under. */
export const uploadFieldsSchema = z.object({
  source: z
    .string()
    .max(100)
    .regex(/^[^\0]*$/, 'must not hold a NUL character')
    .optional(),
  asOf: z.string().refine(isDay, 'must be a day that exists, YYYY-MM-DD').optional(),
  dryRun: z.enum(['true', 'false']).default('false'),
  rows: statedCount,
  unitRows: statedCount,
});

export const pullSchema = z.strictObject({ dryRun: z.boolean().default(false) }).meta({ id: 'PullSource' });
export const sourceIdSchema = z.string().max(100);

export const hrSourcesSchema = page(
  z
    .object({
      id: z.string(),
      name: z.string(),
      files: z.array(z.string()),
      /** Those of them that a delivery may lack: a manifest that is not demanded. */
      optional: z.array(z.string()),
      format: z.enum(['csv', 'json']),
      watchFolder: z.boolean(),
      /** It can be asked for a snapshot; `schedule` is when that is done by itself. */
      pull: z.object({ schedule: z.string().nullable() }).nullable(),
      /** The number of rows must be stated: by a manifest, in the file, or with the upload. */
      completenessRequired: z.boolean(),
    })
    .meta({ id: 'HrSource' }),
).meta({ id: 'HrSourceList' });

export const importViewSchema = z
  .object({
    id: z.uuid(),
    source: z.object({ id: z.string(), name: z.string() }),
    channel: z.enum(['page', 'folder', 'command', 'pull', 'event']),
    state: z.enum(['running', 'applied', 'unchanged', 'held', 'rejected', 'cancelled', 'dry-run']),
    asOf: dayOut,
    startedBy: whoSchema.nullable(),
    startedAt: instant,
    endedAt: instant.nullable(),
    progress: z.object({ done: count, of: count }).nullable(),
    files: z.array(
      z.object({
        name: z.string(),
        format: z.enum(['csv', 'json']),
        encoding: z.enum(['utf-8', 'utf-16le', 'windows-1252', 'ascii']),
        mark: z.boolean(),
        detected: z.boolean(),
        bytes: count,
        completeness: z.array(z.enum(['manifest', 'rows', 'count-line', 'total'])),
      }),
    ),
    rows: z.object({ read: count, applied: count, unchanged: count, quarantined: count }),
    units: z.object({ added: count, changed: count, closed: count }),
    changes: z.object({
      joiners: count,
      movers: count,
      leavers: count,
      rehires: count,
      employmentsAdded: count,
      employmentsEnded: count,
      leaves: count,
      returns: count,
      grantsOpened: count,
      grantsEnded: count,
    }),
    guard: z.object({ ends: count, earlier: count.optional(), allowed: count, active: count }).nullable(),
    tripped: z.array(trippedSchema),
    roles: z.array(roleEffectSchema),
    rejection: z
      .object({ code: z.string(), detail: z.string(), file: z.string().nullable(), line: count.nullable() })
      .nullable(),
    resolution: z.object({ by: whoSchema, at: instant, reason: z.string() }).nullable(),
    /** A held delivery is let through until then, or not at all; null when nothing is held, or it is one person's news. */
    releasableUntil: instant.nullable(),
    may: z.object({ release: z.boolean(), cancel: z.boolean() }),
  })
  .meta({ id: 'ImportView' });

export const importsSchema = page(importViewSchema).meta({ id: 'ImportList' });

export const quarantineSchema = page(
  z
    .object({
      file: z.string(),
      line: count,
      reason: z.string(),
      detail: z.string(),
      column: z.string().nullable(),
    })
    .meta({ id: 'QuarantinedLine' }),
).meta({ id: 'QuarantineList' });

export const differencesSchema = page(
  z
    .object({
      person: whoSchema,
      kind: z.enum(differenceKinds),
      text: z.string(),
      day: dayOut.nullable(),
      /** What changes of somebody known. Both null where the values are kept or shown to nobody: a personal number. */
      fields: z.array(
        z.object({ field: z.enum(toldFields), from: z.string().nullable(), to: z.string().nullable() }),
      ),
      /** Leave of absence that begins, changes or ends by it; the end's `to` is the last day away, where it is told. */
      leaves: z.array(
        z.object({
          change: z.enum(['begins', 'changes', 'ends']),
          kind: z.string().nullable(),
          percent: z.number().nullable(),
          from: dayOut,
          to: dayOut.nullable(),
        }),
      ),
      /** Names of roles that the person would lose and get; of a trial only. */
      lost: z.array(z.string()),
      gained: z.array(z.string()),
    })
    .meta({ id: 'ImportDifference' }),
).meta({ id: 'ImportDifferenceList' });
