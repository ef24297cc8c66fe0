import { z } from 'zod';
import { whoSchema } from '../people/people.schema.js';
import { instant } from '../platform/http/returns.decorator.js';

/** As it stands while it is written: nothing has to be there yet, and nothing that was typed is too long to keep. */
const unfinished = z.string().max(10_000);

export const draftContentSchema = z
  .strictObject({
    kind: z.enum(['new', 'extension']),
    beneficiaries: z
      .array(z.strictObject({ personId: z.uuid(), employmentId: z.uuid().nullable() }))
      .max(200),
    roleId: z.uuid().nullable(),
    /** Chosen at the same time, and still to be assessed. */
    rolesLeft: z.array(z.uuid()).max(50),
    assessment: z
      .strictObject({
        need: unfinished,
        data: unfinished,
        riskTooWide: unfinished,
        riskTooNarrow: unfinished,
        days: z.int().min(0).max(100_000).nullable(),
        deviationReason: unfinished.optional(),
        answers: z.array(unfinished).max(20).optional(),
      })
      .nullable(),
  })
  .meta({ id: 'DraftContent' });

export const saveDraftSchema = z
  .strictObject({
    /** Which version it was written on; another one since then is not overwritten. */
    version: z.int().min(1),
    content: draftContentSchema,
  })
  .meta({ id: 'SaveDraft' });

export const newDraftSchema = z.strictObject({ content: draftContentSchema }).meta({ id: 'NewDraft' });

export const draftRemovalSchema = z.strictObject({}).meta({ id: 'RemoveDraft' });

export const attachmentSchema = z
  .object({ id: z.uuid(), name: z.string(), mediaType: z.string(), bytes: z.int() })
  .meta({ id: 'Attachment' });

export const draftSchema = z
  .object({
    id: z.uuid(),
    version: z.int(),
    savedAt: instant,
    content: draftContentSchema,
    attachments: z.array(attachmentSchema),
  })
  .meta({ id: 'Draft' });

export const draftsListSchema = z
  .object({
    items: z.array(
      z
        .object({
          id: z.uuid(),
          savedAt: instant,
          kind: z.enum(['new', 'extension']),
          /** Whom it is for: those whom the reader may ask for. */
          people: z.array(whoSchema),
          role: z.string().nullable(),
        })
        .meta({ id: 'DraftLine' }),
    ),
    next: z.null(),
  })
  .meta({ id: 'DraftsList' });

export type DraftContent = z.output<typeof draftContentSchema>;
export type DraftView = z.input<typeof draftSchema>;
export type DraftsList = z.input<typeof draftsListSchema>;
export type AttachmentView = z.input<typeof attachmentSchema>;
