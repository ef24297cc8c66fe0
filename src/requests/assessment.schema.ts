import { z } from 'zod';
import { deviationKinds } from '../policy/request/deviations.js';
import { wantedSchema } from './requests.schema.js';

export const deviationsOfSchema = z
  .strictObject({
    ...wantedSchema.shape,
    assessment: z.strictObject({
      need: z.string().max(2000),
      data: z.string().max(2000),
      days: z.int().min(1).max(1095),
    }),
  })
  .meta({ id: 'AssessmentBegun' });

export const deviationsViewSchema = z
  .object({
    items: z.array(z.object({ kind: z.enum(deviationKinds), sentence: z.string() })),
    /** It lies outside what the analysis weighed: one more will have to approve. */
    outside: z.boolean(),
  })
  .meta({ id: 'Deviations' });

export type DeviationsView = z.input<typeof deviationsViewSchema>;
