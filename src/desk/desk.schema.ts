import { grounds, verbs } from '../policy/authority/authority.js';
import { z } from 'zod';
import { whoSchema } from '../people/people.schema.js';
import { rights } from '../policy/authority/rights.js';
import { noticeKinds } from '../policy/model/notice.js';
import { dayOut, instant, page } from '../platform/http/returns.decorator.js';
import { activeSchema } from '../privilege/privilege.schema.js';

export const tasksQuerySchema = z.object({
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const meSchema = z
  .object({
    person: whoSchema.extend({ initials: z.string() }),
    /** Of the main employment. */
    title: z.string().nullable(),
    level: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
    /** "SITHS", "BankID". */
    method: z.string(),
    signedInAt: instant,
    /** Signed out after so long without a request. */
    idleMinutes: z.int(),
    /** Signed out at the latest. */
    expiresAt: instant,
    environment: z.enum(['production', 'test', 'demo']),
    organisation: z.string(),
    rights: z.array(z.enum(rights)),
    /** Texts that wait for one's signature: nothing else can be done before. */
    toSign: z.int(),
    activations: z.array(activeSchema),
    /** Until when an emergency account is open; null: none is. */
    emergencyUntil: instant.nullable(),
    /** Tasks on "Min lista". */
    waiting: z.int(),
  })
  .meta({ id: 'Me' });

export const taskSchema = z
  .object({
    kind: z.enum([
      'approval',
      'question',
      'review',
      'microcertification',
      'import-held',
      'change-held',
      'directory-waiting',
      'delivery-unconfirmed',
      'leaver-items',
      'external-ending',
      'external-sponsor',
      'externals-short',
      'duties-vacant',
      'confirm-staff',
      'corrections',
      'credential-unconfirmed',
      'credential-report',
      'system-approval',
      'role-approval',
      'system-review',
      'correlation',
      'emergency-review',
      'unassessed',
      'handling',
      'analysis-consultation',
      'analysis-decision',
      'analysis-lapsing',
      'analysis-action',
    ]),
    /** The request's, campaign's, import's or alarm's; `directory` for the directory. */
    id: z.string(),
    /** The role's, campaign's or source's name; of a microcertification its cause. */
    about: z.string(),
    person: whoSchema.nullable(),
    due: dayOut.nullable(),
    /** What it takes, about. */
    minutes: z.int(),
    count: z.int(),
  })
  .meta({ id: 'Task' });

export const taskListSchema = z
  .object({ items: z.array(taskSchema), next: z.string().nullable(), minutes: z.int() })
  .meta({ id: 'TaskList' });

export const noticesQuerySchema = z.object({
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
});

export const noticeSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(noticeKinds),
    person: whoSchema.nullable(),
    /** What it leads to: `person`, `campaign`, `import` … */
    object: z.object({ kind: z.string(), id: z.uuid().nullable() }).nullable(),
    /** Words and figures for the text of the kind. */
    facts: z.record(z.string(), z.union([z.string(), z.number()])),
    at: instant,
  })
  .meta({ id: 'Notice' });

export const noticeListSchema = z
  .object({ items: z.array(noticeSchema), next: z.string().nullable() })
  .meta({ id: 'NoticeList' });

export type MeView = z.input<typeof meSchema>;
export type NoticeView = z.input<typeof noticeSchema>;
export type TaskView = z.input<typeof taskSchema>;

/** The law book's table of who may do what in Grindvakt itself. */
export const authorityListSchema = page(
  z
    .object({
      verb: z.enum(verbs),
      grounds: z.array(z.enum(grounds)),
      level: z.int().min(1).max(4),
      /** How recently one must have proved who one is; null: whenever. */
      withinMinutes: z.int().nullable(),
    })
    .meta({ id: 'AuthorityRule' }),
).meta({ id: 'AuthorityList' });
