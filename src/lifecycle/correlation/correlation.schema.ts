import { z } from 'zod';
import { whoSchema } from '../../people/people.schema.js';
import { freeText } from '../../platform/http/free-text.js';
import { dayOut, instant, page } from '../../platform/http/returns.decorator.js';
import { findingKinds } from './data-quality.store.js';

const source = z.object({ id: z.string(), name: z.string() });
const reason = freeText(10, 500);

export const correlationIdSchema = z.uuid();
export const findingKindSchema = z.enum(findingKinds);
export const correlationQuerySchema = z.object({
  state: z.enum(['open', 'decided']).default('open'),
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const findingsQuerySchema = correlationQuerySchema.omit({ state: true });

const sign = z.enum([
  'personalNumber',
  'hsaId',
  'employeeNumber',
  'formerNumber',
  'recordKey',
  'replacedNumber',
  'rekeyed',
]);

/** One side of the comparison; empty where a protected person's is withheld. */
const sideSchema = z
  .object({
    name: z.string(),
    protected: z.boolean(),
    email: z.string().nullable(),
    hsaIds: z.array(z.string()),
    sources: z.array(z.string()),
    employments: z.array(
      z.object({
        number: z.string(),
        title: z.string(),
        unit: z.string(),
        from: dayOut,
        to: dayOut.nullable(),
      }),
    ),
  })
  .meta({ id: 'CorrelationSide' });

export const correlationCaseSchema = z
  .object({
    id: z.uuid(),
    source,
    reason: z.enum([
      'name-differs',
      'weak-match',
      'several-candidates',
      'former-number',
      'key-reused',
      'number-of-another',
      'hsa-id-of-another',
    ]),
    state: z.enum(['open', 'same', 'different', 'merged', 'settled']),
    openedAt: instant,
    /** The known person whose record it is; null when the record is nobody's yet. */
    person: whoSchema.nullable(),
    record: sideSchema,
    candidates: z.array(z.object({ person: whoSchema, signs: z.array(sign), side: sideSchema })),
    decision: z.object({ by: whoSchema, at: instant, reason: z.string() }).nullable(),
    /** `unmask`: somebody protected in it is masked, and may be seen by saying why. */
    may: z.object({ resolve: z.boolean(), unmask: z.boolean() }),
  })
  .meta({ id: 'CorrelationCase' });

export const correlationCasesSchema = page(correlationCaseSchema).meta({ id: 'CorrelationCaseList' });

export const correlationDecisionSchema = z
  .discriminatedUnion('decision', [
    z.strictObject({ decision: z.literal('same'), personId: z.uuid(), reason }),
    z.strictObject({ decision: z.literal('different'), reason }),
    z.strictObject({ decision: z.literal('merge'), personId: z.uuid(), reason }),
  ])
  .meta({ id: 'CorrelationDecision' });

export const mergeInputSchema = z
  .strictObject({ survivorId: z.uuid(), mergedId: z.uuid(), reason })
  .meta({ id: 'MergePersons' });
export const undoInputSchema = z.strictObject({ reason }).meta({ id: 'UndoMerge' });
export const movedSchema = z
  .object({ id: z.uuid(), carried: z.int(), lapsed: z.int() })
  .meta({ id: 'MovedAccess' });

export const mergesSchema = page(
  z
    .object({
      id: z.uuid(),
      survivor: whoSchema,
      merged: whoSchema,
      by: whoSchema,
      at: instant,
      reason: z.string(),
      undone: z.object({ by: whoSchema, at: instant, reason: z.string() }).nullable(),
      may: z.object({ undo: z.boolean() }),
    })
    .meta({ id: 'PersonMerge' }),
).meta({ id: 'PersonMergeList' });

export const qualitySchema = z
  .object({
    items: z.array(z.object({ kind: z.enum(['correlation', ...findingKinds]), count: z.int() })),
    next: z.null(),
    may: z.object({ resolve: z.boolean() }),
  })
  .meta({ id: 'DataQuality' });

export const findingsSchema = page(
  z
    .object({
      key: z.string(),
      person: whoSchema.nullable(),
      other: whoSchema.nullable(),
      unit: z.string().nullable(),
      text: z.string(),
      importId: z.uuid().nullable(),
      source: source.nullable(),
      line: z.int().nullable(),
    })
    .meta({ id: 'DataFinding' }),
).meta({ id: 'DataFindingList' });
