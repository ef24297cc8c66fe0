import { z } from 'zod';
import { whoSchema } from '../../people/people.schema.js';
import { freeText } from '../../platform/http/free-text.js';
import { instant } from '../../platform/http/returns.decorator.js';
import { identityDocuments } from '../../policy/credentials/invitation.js';
import { creationResponseSchema } from '../passkeys/passkeys.schema.js';

export const serviceQuerySchema = z
  .object({ key: z.string().trim().min(1).max(100).optional(), person: z.uuid().optional() })
  .refine(({ key, person }) => (key === undefined) !== (person === undefined), {
    message: 'name the person by key or by person, not both',
    path: ['key'],
  });

export const serviceSchema = z
  .object({
    person: whoSchema,
    employed: z.boolean(),
    passkeys: z.int(),
    app: z.boolean(),
    locked: z.boolean(),
    invitedUntil: instant.nullable(),
    mayInvite: z.boolean(),
    mayUnlock: z.boolean(),
  })
  .meta({ id: 'SignInService' });

export const issueInvitationSchema = z
  .object({
    document: z.enum(identityDocuments),
    /** That the person stands there and the document was seen. */
    seen: z.literal(true),
  })
  .meta({ id: 'IssueInvitation' });

export const issuedInvitationSchema = z
  .object({ code: z.string(), url: z.string(), expiresAt: instant })
  .meta({ id: 'IssuedInvitation' });

export const unlockSchema = z.object({ reason: freeText(10, 500) }).meta({ id: 'UnlockSignIn' });
export const personIdSchema = z.uuid();

const code = z.string().trim().min(1).max(60);
export const beginInvitationSchema = z.object({ code }).meta({ id: 'BeginInvitation' });
export const finishInvitationSchema = z
  .object({ response: creationResponseSchema, name: freeText(1, 60) })
  .meta({ id: 'FinishInvitation' });
