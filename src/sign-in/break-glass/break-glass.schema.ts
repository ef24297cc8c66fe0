import { z } from 'zod';
import { whoSchema } from '../../people/people.schema.js';
import { freeText } from '../../platform/http/free-text.js';
import { dayOut, instant } from '../../platform/http/returns.decorator.js';
import { verdicts } from '../../policy/credentials/break-glass.js';

export const emergencySignInSchema = z
  .object({
    account: z.string().trim().min(1).max(60),
    partOne: z.string().trim().min(1).max(100),
    partTwo: z.string().trim().min(1).max(100),
  })
  .meta({ id: 'EmergencySignIn' });

export const emergenciesQuerySchema = z.object({
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const emergencyIdSchema = z.uuid();

const emergencySchema = z
  .object({
    id: z.uuid(),
    account: z.string(),
    /** Whom it was opened for. */
    person: whoSchema,
    rights: z.array(z.string()),
    reason: z.string(),
    openedBy: z.string(),
    openedAt: instant,
    expiresAt: instant,
    firstUsedAt: instant.nullable(),
    closedAt: instant.nullable(),
    reviewDueOn: dayOut,
    review: z
      .object({ verdict: z.enum(verdicts), reason: z.string(), by: whoSchema, at: instant })
      .nullable(),
  })
  .meta({ id: 'Emergency' });

export const emergencyListSchema = z
  .object({ items: z.array(emergencySchema), next: z.string().nullable() })
  .meta({ id: 'EmergencyList' });

export const oneEmergencySchema = emergencySchema
  .extend({
    /** What was done, oldest first; the first 500. */
    acts: z.array(
      z.object({
        number: z.int(),
        at: instant,
        action: z.string(),
        person: whoSchema.nullable(),
        reason: z.string().nullable(),
      }),
    ),
    mayReview: z.boolean(),
  })
  .meta({ id: 'OneEmergency' });

export const reviewEmergencySchema = z
  .object({ verdict: z.enum(verdicts), reason: freeText(10, 1000) })
  .meta({ id: 'ReviewEmergency' });

export type EmergencyView = z.input<typeof emergencySchema>;
export type EmergencyListView = z.input<typeof emergencyListSchema>;
export type OneEmergencyView = z.input<typeof oneEmergencySchema>;
