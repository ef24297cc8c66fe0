import { z } from 'zod';
import { freeText } from '../platform/http/free-text.js';
import { instant, page } from '../platform/http/returns.decorator.js';
import { unmaskingReasons } from '../policy/authority/unmasking.js';
import { whoSchema } from './people.schema.js';

/** Why somebody needs to see through a protection; in their own words too where none of the reasons fits. */
export const unmaskSchema = z
  .strictObject({ reason: z.enum(unmaskingReasons), note: freeText(5, 300).nullable().default(null) })
  .refine(({ reason, note }) => reason !== 'other' || note !== null, {
    path: ['note'],
    message: 'say why in your own words',
  })
  .meta({ id: 'Unmask' });
export type UnmaskInput = z.output<typeof unmaskSchema>;

export const unmaskedSchema = z.object({ until: instant }).meta({ id: 'Unmasked' });

/** Who has seen through a person's protection, newest first, the last hundred. */
export const unmaskingsSchema = page(
  z
    .object({
      by: whoSchema,
      at: instant,
      until: instant,
      reason: z.enum(unmaskingReasons),
      note: z.string().nullable(),
    })
    .meta({ id: 'Unmasking' }),
).meta({ id: 'UnmaskingList' });
