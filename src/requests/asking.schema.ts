import { z } from 'zod';
import { roleRefSchema, whoSchema } from '../people/people.schema.js';
import { freeText } from '../platform/http/free-text.js';
import { submitSchema } from './requests.schema.js';

export const removalSchema = z
  .strictObject({ grantId: z.uuid(), reason: freeText(0, 1000) })
  .meta({ id: 'RemoveAccess' });

export const removalAnswerSchema = z.object({ id: z.uuid(), number: z.int() }).meta({ id: 'AccessRemoved' });

const beneficiary = z.strictObject({ personId: z.uuid(), employmentId: z.uuid() });

/** How many there may be at the most is the configuration's to say (`requests.peopleAtOnce`). */
const beneficiaries = z.array(beneficiary).min(1).max(200);

export const batchSchema = z
  .strictObject({
    beneficiaries,
    roleId: z.uuid(),
    assessment: submitSchema.shape.assessment,
    draftId: z.uuid().optional(),
  })
  .meta({ id: 'SubmitBatch' });

const problem = z.object({ code: z.string(), detail: z.string() });

export const batchAnswerSchema = z
  .object({
    batchId: z.uuid(),
    /** In the order asked; each either has a request or says why not. */
    results: z.array(
      z
        .object({
          personId: z.uuid(),
          employmentId: z.uuid(),
          /** Null for somebody whom the caller may not ask for. */
          person: whoSchema.nullable(),
          request: z.object({ id: z.uuid(), number: z.int() }).nullable(),
          problem: problem.nullable(),
        })
        .meta({ id: 'BatchResult' }),
    ),
  })
  .meta({ id: 'BatchAnswer' });

export const batchPreviewSchema = z
  .strictObject({
    beneficiaries,
    roleId: z.uuid(),
    days: z.int().min(1).max(1095),
    /** What is written so far: whose it departs from the analysis for, and whether that is explained. */
    written: z
      .strictObject({
        need: z.string().max(2000),
        data: z.string().max(2000),
        deviationReason: z.string().max(2000).optional(),
      })
      .optional(),
  })
  .meta({ id: 'PreviewBatch' });

export const batchPreviewViewSchema = z
  .object({
    items: z.array(
      z
        .object({
          personId: z.uuid(),
          employmentId: z.uuid(),
          person: whoSchema.nullable(),
          problems: z.array(problem),
          /** Something that the role requires is lacking: the access would rest until it is there. */
          lacks: z.array(z.string()),
        })
        .meta({ id: 'BatchPreviewItem' }),
    ),
    next: z.null(),
  })
  .meta({ id: 'BatchPreview' });

export const likeQuerySchema = z.object({
  personId: z.uuid(),
  employmentId: z.uuid(),
  colleagueId: z.uuid(),
});

export const likeSchema = z
  .object({
    colleague: whoSchema,
    /** What the colleague has, and whether it could be asked for here; `problem` says why not. */
    items: z.array(
      z
        .object({ role: roleRefSchema, system: z.string(), problem: problem.nullable() })
        .meta({ id: 'LikeRole' }),
    ),
    next: z.null(),
  })
  .meta({ id: 'LikeColleague' });

export type BatchAnswer = z.input<typeof batchAnswerSchema>;
export type BatchPreview = z.input<typeof batchPreviewViewSchema>;
export type LikeColleague = z.input<typeof likeSchema>;
