import { z } from 'zod';
import { whoSchema } from '../people/people.schema.js';
import { dayOut, instant } from '../platform/http/returns.decorator.js';
import { identityDocuments, reportCauses, reportStates } from '../policy/assurance/lost-credential.js';

const meansKey = z.object({ provider: z.string().min(1).max(100), method: z.string().max(100).nullable() });
const note = z.string().max(500).default('');
const day = z.iso.date();

export const meansListSchema = z
  .object({ items: z.array(meansKey.extend({ name: z.string() })), next: z.null() })
  .meta({ id: 'CredentialMeansList' });

export const reportCredentialSchema = z
  .object({
    /** Left out: oneself. */
    personId: z.uuid().optional(),
    means: meansKey,
    cause: z.enum(reportCauses),
    note,
  })
  .meta({ id: 'ReportCredential' });

export const reportedCredentialSchema = z
  .object({ id: z.uuid(), ended: z.int() })
  .meta({ id: 'ReportedCredential' });

export const outsideReportSchema = z
  .object({
    /** HSA-id or employment number. */
    identity: z.string().trim().min(1).max(64),
    familyName: z.string().trim().min(1).max(100),
    cause: z.enum(reportCauses),
  })
  .meta({ id: 'ReportFromOutside' });

export const outsideReportedSchema = z
  .object({ received: z.literal(true) })
  .meta({ id: 'ReceivedFromOutside' });

export const reportsQuerySchema = z.object({
  show: z.enum(['open', 'closed']).default('open'),
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const credentialReportSchema = z
  .object({
    id: z.uuid(),
    person: whoSchema,
    own: z.boolean(),
    provider: z.string().nullable(),
    method: z.string().nullable(),
    cause: z.enum(reportCauses),
    note: z.string(),
    channel: z.enum(['self', 'manager', 'service-desk', 'outside']),
    state: z.enum(reportStates),
    reportedBy: whoSchema.nullable(),
    reportedAt: instant,
    blockedOn: dayOut.nullable(),
    blockedBy: whoSchema.nullable(),
    identityDocument: z.enum(identityDocuments).nullable(),
    closedBy: whoSchema.nullable(),
    closedOn: dayOut.nullable(),
    closingNote: z.string().nullable(),
    dueOn: dayOut,
  })
  .meta({ id: 'CredentialReport' });

export const credentialReportListSchema = z
  .object({ items: z.array(credentialReportSchema), next: z.string().nullable(), mayFollow: z.boolean() })
  .meta({ id: 'CredentialReportList' });

export const ownReportListSchema = z
  .object({ items: z.array(credentialReportSchema), next: z.null() })
  .meta({ id: 'OwnCredentialReportList' });

export const reportIdSchema = z.object({ id: z.uuid() });

export const followReportSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('confirm'), means: meansKey, note }),
    z.object({ kind: z.literal('dismiss'), note: z.string().trim().min(5).max(500) }),
    z.object({ kind: z.literal('block'), on: day, note }),
    z.object({ kind: z.literal('renew'), on: day, document: z.enum(identityDocuments), note }),
    z.object({ kind: z.literal('false-alarm'), on: day, document: z.enum(identityDocuments), note }),
  ])
  .meta({ id: 'FollowCredentialReport' });

export const followedReportSchema = z.object({ done: z.literal(true) }).meta({ id: 'FollowedReport' });

export type CredentialReportView = z.input<typeof credentialReportSchema>;
