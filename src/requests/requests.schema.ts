import { z } from 'zod';
import { employmentViewSchema, namedSchema, roleRefSchema, whoSchema } from '../people/people.schema.js';
import { lackingSchema } from '../people/prerequisites.schema.js';
import { freeText } from '../platform/http/free-text.js';
import { stageKinds } from '../policy/request/approval-policy.js';
import { dayOut, instant } from '../platform/http/returns.decorator.js';
import { attachmentSchema } from './drafts.schema.js';

// Blank or too short is policy's to say (assessment-incomplete, with its pointer); here only what no text may be.
const written = z.string().max(2000);

export const wantedSchema = z.strictObject({
  personId: z.uuid(),
  employmentId: z.uuid(),
  roleId: z.uuid(),
});

const assessmentSchema = z.strictObject({
  need: written,
  data: written,
  riskTooWide: written,
  riskTooNarrow: written,
  days: z.int().min(1).max(1095),
  /** Why it departs from the analysis; needed where it does. */
  deviationReason: written.optional(),
  /** To the role's own questions, in their order. */
  answers: z.array(z.string().max(1000)).max(20).optional(),
});

export const submitSchema = z
  .strictObject({
    ...wantedSchema.shape,
    /** `extension`: the role is held on the employment, and shall last longer. */
    kind: z.enum(['new', 'extension']).default('new'),
    /** The draft that this was: it is removed, and its attachments go with the request. */
    draftId: z.uuid().optional(),
    assessment: assessmentSchema,
  })
  .meta({ id: 'SubmitRequest' });

export const previewSchema = z
  .strictObject({
    ...wantedSchema.shape,
    kind: z.enum(['new', 'extension']).default('new'),
    days: z.int().min(1).max(1095),
  })
  .meta({ id: 'PreviewRequest' });

export const decisionSchema = z
  .strictObject({
    outcome: z.enum(['approve', 'refuse']),
    days: z.int().min(1).max(1095).optional(),
    /** A unit within the one asked for; left out: all of it. */
    unitId: z.uuid().optional(),
    /** A role that the one asked for includes; left out: the one asked for. */
    roleId: z.uuid().optional(),
    reason: freeText(0, 1000).optional(),
    /** Of the request as it was seen; left out: the first. */
    revision: z.int().min(1).optional(),
  })
  .meta({ id: 'DecideRequest' });

export const decideTogetherSchema = z
  .strictObject({
    items: z
      .array(z.strictObject({ id: z.uuid(), revision: z.int().min(1).optional() }))
      .min(1)
      .max(100)
      .refine((items) => new Set(items.map(({ id }) => id)).size === items.length, 'the same request twice'),
    outcome: z.enum(['approve', 'refuse']),
    reason: freeText(0, 1000).optional(),
  })
  .meta({ id: 'DecideTogether' });

export const decidedTogetherSchema = z
  .object({
    items: z.array(
      z.object({
        id: z.uuid(),
        /** Null when it was left as it is: `problem` says why. */
        outcome: z.enum(['approved', 'refused', 'passed-on']).nullable(),
        problem: z.object({ code: z.string(), detail: z.string() }).nullable(),
      }),
    ),
  })
  .meta({ id: 'DecidedTogether' });

export const withdrawalSchema = z.strictObject({}).meta({ id: 'WithdrawRequest' });

export const requestIdSchema = z.uuid();

export const rolesQuerySchema = z.object({
  personId: z.uuid(),
  employmentId: z.uuid(),
  q: z.string().trim().max(100).optional(),
});

export const requestsQuerySchema = z.object({
  view: z.enum(['to-decide', 'sent', 'about-me']),
  state: z.enum(['pending', 'decided']).optional(),
  roleId: z.uuid().optional(),
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const scale = z.int().min(1).max(4);

const stageSchema = z
  .object({
    position: z.int(),
    kind: z.enum(stageKinds),
    rule: z.enum(['all', 'any']),
    state: z.enum(['waiting', 'open', 'approved', 'refused', 'skipped']),
    /** While it is open: by when it should be answered. */
    dueOn: dayOut.nullable(),
    /** What happens after that day without an answer: it goes on to the next in line, or the request is refused. */
    unanswered: z.enum(['escalate', 'refuse']),
    approvers: z.array(
      z.object({
        person: whoSchema,
        onBehalfOf: whoSchema.nullable(),
        outcome: z.enum(['approved', 'refused']).nullable(),
        at: instant.nullable(),
        days: z.int().nullable(),
        reason: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'RequestStage' });

const foreseenConflictSchema = z
  .object({ rule: z.string(), mode: z.enum(['record', 'enforce']), exempt: z.boolean() })
  .meta({ id: 'PreviewConflict' });

export const requestViewSchema = z
  .object({
    id: z.uuid(),
    number: z.int(),
    state: z.enum(['pending', 'approved', 'refused', 'withdrawn', 'closed']),
    person: whoSchema,
    employment: employmentViewSchema,
    role: roleRefSchema,
    system: namedSchema,
    unit: namedSchema,
    requestedBy: whoSchema,
    submittedAt: instant,
    /** Of those it waits for, or who decided last: one of them. */
    approver: whoSchema.nullable(),
    stages: z.array(stageSchema),
    /** Counts up with every edit; a decision names the one that was seen. */
    revision: z.int(),
    /** The part of the unit to which an approver has narrowed it. */
    scope: namedSchema.nullable(),
    /** The role that was asked for, when an approver has narrowed it to one that it includes. */
    askedRole: namedSchema.nullable(),
    /** Reaches data of other care providers. */
    acrossProviders: z.boolean(),
    /** The level that approving takes. */
    requiredLevel: z.int(),
    /** For how many days it can be approved at most, after those who have shortened it. */
    daysLeft: z.int(),
    assessment: z.object({
      need: z.string(),
      data: z.string(),
      riskTooWide: z.string(),
      riskTooNarrow: z.string(),
      days: z.int(),
      deviationReason: z.string().nullable(),
      /** The role's own questions as they were put, with what was answered. */
      answers: z.array(z.object({ question: z.string(), answer: z.string() })),
    }),
    /** What the role asks today: what an edit is to answer. */
    roleQuestions: z.array(z.string()),
    analysis: z.object({
      id: z.uuid(),
      version: z.int(),
      approvedBy: whoSchema,
      approvedAt: instant,
      validTo: dayOut,
      purpose: z.string(),
      tasks: z.string(),
      dataTypes: z.string(),
      consequenceWithout: z.string(),
      risks: z.array(
        z.object({
          risk: z.string(),
          likelihood: scale,
          consequence: scale,
          decision: z.enum(['accepted', 'not-accepted']),
          safeguard: z.string(),
        }),
      ),
      safeguards: z.string(),
      residualRisk: z.string(),
    }),
    /** Where the assessment departs from the analysis, in sentences. */
    deviations: z.array(z.string()),
    /** While it waits: duties that a rule keeps apart and the person would have together. */
    conflicts: z.array(foreseenConflictSchema),
    entitlements: z.array(z.object({ name: z.string(), sentence: z.string() })),
    /** `extension`: the access is there already and would last longer. */
    kind: z.enum(['new', 'extension', 'removal']),
    forSelf: z.boolean(),
    attachments: z.array(attachmentSchema),
    /** What approvers asked the requester, in order. */
    questions: z.array(
      z
        .object({
          id: z.uuid(),
          by: whoSchema,
          at: instant,
          question: z.string(),
          answer: z.object({ by: whoSchema, at: instant, text: z.string() }).nullable(),
        })
        .meta({ id: 'RequestQuestion' }),
    ),
    decision: z
      .object({
        by: whoSchema,
        at: instant,
        outcome: z.enum(['approved', 'refused']),
        days: z.int().nullable(),
        reason: z.string().nullable(),
      })
      .nullable(),
    grantId: z.uuid().nullable(),
    may: z.object({
      decide: z.boolean(),
      withdraw: z.boolean(),
      edit: z.boolean(),
      ask: z.boolean(),
      answer: z.boolean(),
    }),
  })
  .meta({ id: 'RequestView' });

export const requestsListSchema = z
  .object({ items: z.array(requestViewSchema), next: z.string().nullable(), total: z.int() })
  .meta({ id: 'RequestsList' });

/** What waits for one, by role and stage: like requests can be decided together. */
export const waitingGroupsSchema = z
  .object({
    items: z.array(z.object({ role: namedSchema, count: z.int(), dueOn: dayOut.nullable() })),
  })
  .meta({ id: 'WaitingGroups' });

/** Units within the one asked for, and roles that the one asked for includes, to which the access can be narrowed. */
export const narrowerUnitsSchema = z
  .object({ items: z.array(namedSchema), roles: z.array(roleRefSchema) })
  .meta({ id: 'NarrowerUnits' });

export const requestableRolesSchema = z
  .object({
    items: z.array(
      z
        .object({
          ...roleRefSchema.shape,
          systemName: z.string(),
          /** Reaches data of other care providers. */
          acrossProviders: z.boolean(),
          suggested: z.boolean(),
          colleagues: z.object({ have: z.int(), of: z.int() }).nullable(),
          alreadyHas: z.boolean(),
          maxDays: z.int(),
          requiredLevel: z.int(),
          /** What the role asks besides the assessment. */
          questions: z.array(z.string()),
          approver: whoSchema.nullable(),
          analysis: z
            .object({
              id: z.uuid(),
              version: z.int(),
              validTo: dayOut,
              purpose: z.string(),
              dataTypes: z.string(),
              riskTooWide: z.string(),
              riskTooNarrow: z.string(),
              suggestedDays: z.int(),
            })
            .nullable(),
        })
        .meta({ id: 'RequestableRole' }),
    ),
    next: z.null(),
  })
  .meta({ id: 'RequestableRoles' });

export const previewViewSchema = z
  .object({
    entitlements: z.array(z.object({ name: z.string(), sentence: z.string(), target: z.string() })),
    approver: whoSchema.nullable(),
    /** Who is asked, in order, and by when each should have answered if all before them did in time. */
    stages: z.array(
      z
        .object({
          kind: z.enum(stageKinds),
          rule: z.enum(['all', 'any']),
          approvers: z.array(whoSchema),
          dueOn: dayOut,
          unanswered: z.enum(['escalate', 'refuse']),
        })
        .meta({ id: 'PreviewStage' }),
    ),
    /** Duties that a rule keeps apart and the person would have together. */
    conflicts: z.array(foreseenConflictSchema),
    /** Reaches data of other care providers: one more approves. */
    acrossProviders: z.boolean(),
    /** The last stage's day; null when nobody can approve. */
    readyBy: dayOut.nullable(),
    endsOn: dayOut,
    problems: z.array(z.object({ code: z.string(), detail: z.string() })),
    /** What the person lacks: it may be asked for and approved all the same, and rests until it holds. */
    lacking: z.array(lackingSchema),
    readyAbout: z.string(),
  })
  .meta({ id: 'RequestPreview' });

export type RequestView = z.input<typeof requestViewSchema>;
export type RequestableRoles = z.input<typeof requestableRolesSchema>;
export type RequestPreview = z.input<typeof previewViewSchema>;
export type RequestsQuery = z.output<typeof requestsQuerySchema>;
