import { z } from 'zod';
import { roleRefSchema, whoSchema, namedSchema } from '../../people/people.schema.js';
import { freeText } from '../../platform/http/free-text.js';
import { dayOut, instant } from '../../platform/http/returns.decorator.js';
import { riskLevels } from '../../policy/analysis/risks.js';
import { analysisStates } from '../../policy/model/access.js';
import { isDay } from '../../policy/model/day.js';
import { draftContentSchema } from './draft-content.js';

const day = z.string().refine(isDay, 'a day as YYYY-MM-DD');
const revision = z.int().min(1);

export const analysisIdSchema = z.uuid();

export const newAnalysisSchema = z
  .strictObject({ roleId: z.uuid(), template: z.string().max(60).optional() })
  .meta({ id: 'NewAnalysis' });

export const editAnalysisSchema = z
  .strictObject({ revision, validTo: day, content: draftContentSchema })
  .meta({ id: 'EditAnalysis' });

export const consultSchema = z
  .strictObject({
    revision,
    people: z.array(z.strictObject({ personId: z.uuid(), capacity: freeText(2, 100) })).max(20),
  })
  .meta({ id: 'ConsultOnAnalysis' });

export const answerSchema = z
  .discriminatedUnion('answer', [
    z.strictObject({ answer: z.literal('agrees'), comment: freeText(0, 4000).optional() }),
    z.strictObject({ answer: z.literal('comments'), comment: freeText(10, 4000) }),
  ])
  .meta({ id: 'AnswerConsultation' });

export const decideAnalysisSchema = z
  .discriminatedUnion('outcome', [
    z.strictObject({ outcome: z.literal('approve'), revision }),
    z.strictObject({ outcome: z.literal('reject'), reason: freeText(10, 1000) }),
    z.strictObject({ outcome: z.literal('revoke'), reason: freeText(10, 1000) }),
  ])
  .meta({ id: 'DecideAnalysis' });

export const planSchema = z
  .strictObject({
    riskId: z.string().min(1).max(40),
    what: freeText(10, 1000),
    ownerId: z.uuid(),
    dueOn: day,
  })
  .meta({ id: 'PlanAction' });

export const closeActionSchema = z
  .strictObject({ outcome: z.enum(['done', 'cancelled']), note: freeText(10, 1000) })
  .meta({ id: 'CloseAction' });

export const analysesQuerySchema = z.object({
  show: z.enum(['all', 'open', 'ending', 'lapsed', 'actions']).default('all'),
  q: z.string().trim().max(100).optional(),
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const state = z.enum(analysisStates);
const level = z.enum(riskLevels);

const actionSchema = z
  .object({
    id: z.uuid(),
    riskId: z.string(),
    what: z.string(),
    owner: whoSchema,
    dueOn: dayOut,
    overdue: z.boolean(),
    state: z.enum(['open', 'done', 'cancelled']),
    note: z.string().nullable(),
    closedBy: whoSchema.nullable(),
    closedAt: instant.nullable(),
    /** The version that it was planned in. */
    version: z.int(),
    may: z.object({ finish: z.boolean(), cancel: z.boolean() }),
  })
  .meta({ id: 'AnalysisAction' });

const consultationSchema = z
  .object({
    id: z.uuid(),
    round: z.int(),
    person: whoSchema,
    capacity: z.string(),
    askedBy: whoSchema,
    askedAt: instant,
    answer: z.enum(['agrees', 'comments']).nullable(),
    comment: z.string().nullable(),
    answeredAt: instant.nullable(),
  })
  .meta({ id: 'AnalysisConsultation' });

export const analysisSchema = z
  .object({
    id: z.uuid(),
    version: z.int(),
    state,
    kind: z.enum(['own-provider', 'shared-records']),
    revision: z.int(),
    round: z.int(),
    validTo: dayOut,
    template: z.string().nullable(),
    role: roleRefSchema.extend({
      requiredLevel: z.int(),
      maxDays: z.int(),
      reviewDays: z.int(),
      risk: z.int(),
    }),
    system: namedSchema.extend({
      confidentiality: z.int().nullable(),
      integrity: z.int().nullable(),
      availability: z.int().nullable(),
      logPolicy: z.string(),
      informationOwner: whoSchema,
    }),
    content: draftContentSchema,
    /** Of each risk, in the content's order: how grave before and after the safeguard. */
    levels: z.array(z.object({ before: level, after: level })),
    residualLevel: level,
    draftedBy: whoSchema.nullable(),
    editedBy: whoSchema.nullable(),
    editedAt: instant.nullable(),
    approvedBy: whoSchema.nullable(),
    approvedAt: instant.nullable(),
    endedBy: whoSchema.nullable(),
    endedAt: instant.nullable(),
    endedReason: z.string().nullable(),
    consultations: z.array(consultationSchema),
    actions: z.array(actionSchema),
    versions: z.array(
      z.object({ id: z.uuid(), version: z.int(), state, approvedAt: instant.nullable(), validTo: dayOut }),
    ),
    /** Live grants that rest on any version for the role. */
    grants: z.int(),
    /** Of an open one: what stands in the way of consulting and approving, field by field. */
    problems: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })),
    answers: z.object({ needed: z.int(), given: z.int() }),
    may: z.object({
      edit: z.boolean(),
      revise: z.boolean(),
      decide: z.boolean(),
      answer: z.boolean(),
      revoke: z.boolean(),
    }),
  })
  .meta({ id: 'Analysis' });

export const analysesListSchema = z
  .object({
    items: z.array(
      z
        .object({
          role: roleRefSchema,
          systemName: z.string(),
          /** In force, or lapsed without a newer one; null: never approved. */
          current: z
            .object({ id: z.uuid(), version: z.int(), state, validTo: dayOut, live: z.boolean() })
            .nullable(),
          open: z.object({ id: z.uuid(), version: z.int(), state }).nullable(),
          actions: z.object({ open: z.int(), overdue: z.int() }),
          mayDraft: z.boolean(),
        })
        .meta({ id: 'AnalysisLine' }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'AnalysesList' });

export const peopleQuerySchema = z.object({ q: z.string().trim().min(2).max(100) });

export const consultableSchema = z
  .object({ items: z.array(z.object({ person: whoSchema, title: z.string() })) })
  .meta({ id: 'ConsultablePeople' });

export const templatesSchema = z
  .object({ items: z.array(z.object({ key: z.string(), name: z.string(), about: z.string() })) })
  .meta({ id: 'AnalysisTemplates' });

export type AnalysisView = z.input<typeof analysisSchema>;
export type AnalysesList = z.input<typeof analysesListSchema>;
export type AnalysesQuery = z.output<typeof analysesQuerySchema>;
export type DecideAnalysisInput = z.output<typeof decideAnalysisSchema>;
export type ConsultInput = z.output<typeof consultSchema>;
export type PlanInput = z.output<typeof planSchema>;
