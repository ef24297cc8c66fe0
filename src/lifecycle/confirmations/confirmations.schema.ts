import { z } from 'zod';
import { namedSchema, whoSchema } from '../../people/people.schema.js';
import { freeText } from '../../platform/http/free-text.js';
import { dayOut, instant, page } from '../../platform/http/returns.decorator.js';
import { remarks } from '../../policy/lifecycle/confirm-staff.js';

export const correctionKinds = [
  'wrong-unit',
  'has-left',
  'other-duties',
  'rights-too-wide',
  'not-mine',
  'other',
] as const;

export const correctionIdSchema = z.uuid();

export const staffQuerySchema = z.object({
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});

export const staffLineSchema = z
  .object({
    employmentId: z.uuid(),
    person: whoSchema,
    title: z.string(),
    unit: namedSchema,
    to: dayOut.nullable(),
    grants: z.int(),
    /** Names of the roles held. */
    roles: z.array(z.string()),
    confirmedOn: dayOut.nullable(),
    due: dayOut,
    isDue: z.boolean(),
    /** Looked at one by one; without any it may be confirmed together with others. */
    remarks: z.array(z.enum(remarks)),
    version: z.string(),
  })
  .meta({ id: 'StaffLine' });

export const staffListSchema = page(staffLineSchema).meta({ id: 'StaffList' });

export const confirmSchema = z
  .strictObject({
    staff: z
      .array(z.strictObject({ employmentId: z.uuid(), version: z.string().min(1).max(64) }))
      .min(1)
      .max(200),
  })
  .meta({ id: 'ConfirmStaff' });

export const confirmedSchema = z.object({ confirmed: z.int() }).meta({ id: 'ConfirmedStaff' });

export const reportSchema = z
  .strictObject({ employmentId: z.uuid(), kind: z.enum(correctionKinds), note: freeText(10, 500) })
  .meta({ id: 'ReportCorrection' });

export const reportedSchema = z.object({ id: z.uuid() }).meta({ id: 'ReportedCorrection' });

export const correctionSchema = z
  .object({
    id: z.uuid(),
    person: whoSchema,
    title: z.string(),
    unit: namedSchema,
    kind: z.enum(correctionKinds),
    note: z.string(),
    reportedBy: whoSchema,
    reportedAt: instant,
  })
  .meta({ id: 'Correction' });

export const correctionListSchema = page(correctionSchema)
  .extend({ mayAnswer: z.boolean() })
  .meta({ id: 'CorrectionList' });

export const correctionAnswerSchema = z
  .strictObject({ outcome: z.enum(['corrected', 'declined']), answer: freeText(3, 500) })
  .meta({ id: 'AnswerCorrection' });

export type StaffQuery = z.output<typeof staffQuerySchema>;
export type StaffLine = z.input<typeof staffLineSchema>;
