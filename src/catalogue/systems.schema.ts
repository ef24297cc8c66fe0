import { z } from 'zod';
import { namedSchema, whoSchema } from '../people/people.schema.js';
import { freeText } from '../platform/http/free-text.js';
import { dayOut, instant, page } from '../platform/http/returns.decorator.js';
import { systemStates } from '../policy/catalogue/states.js';
import { connectors, logEvents } from '../policy/catalogue/system-content.js';
import { systemMoves } from '../policy/catalogue/system-states.js';

export const registerIdSchema = z.uuid();
const paging = {
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
const step = z.int().min(0).max(9);
const level = z.int().min(1).max(4);
const once = (items: readonly string[]): boolean => new Set(items).size === items.length;

const contentSchema = z
  .strictObject({
    name: freeText(3, 120),
    purpose: freeText(3, 1000),
    informationTypes: z.array(freeText(2, 200)).max(50).refine(once, 'holds something twice'),
    mayHold: freeText(0, 2000),
    mayNotHold: freeText(0, 2000),
    personalData: z.boolean(),
    patientData: z.boolean(),
    logPolicy: freeText(0, 2000),
    logEvents: z.array(z.enum(logEvents)).refine(once, 'holds something twice'),
    minimumLevel: level,
    connectors: z.array(z.enum(connectors)).refine(once, 'holds something twice'),
    classes: z.strictObject({ confidentiality: step, integrity: step, availability: step }),
  })
  .meta({ id: 'SystemContent' });

export const registerSystemSchema = z
  .strictObject({
    name: freeText(3, 120),
    purpose: freeText(3, 1000),
    informationOwnerId: z.uuid(),
    systemOwnerId: z.uuid(),
  })
  .meta({ id: 'RegisterSystem' });

export const writeSystemSchema = z
  .strictObject({
    version: z.int().min(0),
    content: contentSchema,
    reason: freeText(5, 500),
    classify: z.boolean().default(false),
    review: z.boolean().optional(),
  })
  .meta({ id: 'WriteSystem' });

export const decideSystemSchema = z
  .strictObject({
    version: z.int().min(0),
    decision: z.enum(['approve', 'reject', 'withdraw']),
    reason: freeText(5, 500),
  })
  .meta({ id: 'DecideSystem' });

export const moveSystemSchema = z
  .strictObject({ move: z.enum(systemMoves), reason: freeText(5, 500) })
  .meta({ id: 'MoveSystem' });

export const nameOwnersSchema = z
  .strictObject({ informationOwnerId: z.uuid(), systemOwnerId: z.uuid(), reason: freeText(5, 500) })
  .meta({ id: 'NameSystemOwners' });

export const confirmClassificationSchema = z
  .strictObject({ reason: freeText(5, 500) })
  .meta({ id: 'ConfirmClassification' });

export const systemsQuerySchema = z.object({
  q: z.string().trim().max(100).default(''),
  state: z.enum(systemStates).optional(),
  /** Only those that the caller owns. */
  mine: z.stringbool().default(false),
  ...paging,
});

export const systemLineSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    purpose: z.string(),
    state: z.enum(systemStates),
    classes: z.object({ confidentiality: step, integrity: step, availability: step }),
    personalData: z.boolean(),
    patientData: z.boolean(),
    informationOwner: whoSchema,
    systemOwner: whoSchema,
    reviewOn: dayOut.nullable(),
    roles: z.int(),
    /** A version waits for the information owner. */
    waiting: z.boolean(),
  })
  .meta({ id: 'SystemLine' });
export const systemsListSchema = page(systemLineSchema)
  .extend({ mayRegister: z.boolean() })
  .meta({ id: 'SystemsList' });

const contentView = z.object({
  ...contentSchema.shape,
  name: z.string(),
  purpose: z.string(),
  informationTypes: z.array(z.string()),
  mayHold: z.string(),
  mayNotHold: z.string(),
  logPolicy: z.string(),
});

const versionSchema = z
  .object({
    version: z.int(),
    kind: z.enum(['content', 'classification', 'declared']),
    content: contentView,
    state: z.enum(['in-force', 'proposed', 'superseded', 'rejected', 'withdrawn']),
    orderedBy: whoSchema.nullable(),
    orderedAt: instant,
    reason: z.string(),
    /** Opens a review of all access when it comes into force. */
    review: z.boolean(),
    decidedBy: whoSchema.nullable(),
    decidedAt: instant.nullable(),
    decisionReason: z.string().nullable(),
  })
  .meta({ id: 'SystemVersion' });

export const systemViewSchema = z
  .object({
    id: z.uuid(),
    state: z.enum(systemStates),
    version: z.int(),
    content: contentView,
    informationOwner: whoSchema,
    systemOwner: whoSchema,
    reviewOn: dayOut.nullable(),
    approvedBy: whoSchema.nullable(),
    approvedAt: instant.nullable(),
    liveGrants: z.int(),
    /** What the caller may do now. */
    may: z.object({
      write: z.boolean(),
      approve: z.boolean(),
      /** Say that the classification still holds. */
      confirm: z.boolean(),
      nameOwners: z.boolean(),
      entitlements: z.boolean(),
      roles: z.boolean(),
      moves: z.array(z.enum(systemMoves)),
    }),
    versions: z.array(versionSchema),
    roles: z.array(z.object({ ...namedSchema.shape, state: z.enum(['draft', 'in-use', 'retired']) })),
  })
  .meta({ id: 'SystemView' });

const stepName = z.object({ sv: z.string(), en: z.string() });
export const registerTermsSchema = z
  .object({
    scales: z.object({
      confidentiality: z.array(stepName),
      integrity: z.array(stepName),
      availability: z.array(stepName),
    }),
    reviewOnNewVersion: z.enum(['never', 'classification', 'always']),
    prerequisites: z.array(namedSchema),
  })
  .meta({ id: 'RegisterTerms' });

export const historySchema = page(
  z
    .object({
      id: z.string(),
      at: instant,
      who: whoSchema.nullable(),
      /** Of what acts without being a person: the operator, a schedule. */
      actor: z.string().nullable(),
      action: z.string(),
      reason: z.string().nullable(),
    })
    .meta({ id: 'HistoryEntry' }),
).meta({ id: 'History' });
export const historyQuerySchema = z.object(paging);

export type SystemsQuery = z.output<typeof systemsQuerySchema>;
export type SystemView = z.input<typeof systemViewSchema>;
export type HistoryPage = z.input<typeof historySchema>;
