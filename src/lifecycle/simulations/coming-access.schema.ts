import { z } from 'zod';
import { namedSchema } from '../../people/people.schema.js';
import { dayOut, page } from '../../platform/http/returns.decorator.js';
import { suspensionCauses } from '../../policy/model/access.js';

export const comingAccessIdSchema = z.uuid();

/** What a person's employments that have not begun will give on their first day, as the rules are today. */
export const comingAccessSchema = page(
  z
    .object({
      employmentId: z.uuid(),
      title: z.string(),
      unit: namedSchema,
      from: dayOut,
      roles: z.array(
        z.object({
          id: z.uuid(),
          name: z.string(),
          sentence: z.string(),
          system: z.string(),
          /** The birthright rule that gives it. */
          rule: z.string(),
          /** Why it would rest at first; empty when it works from the first day. */
          restsFor: z.array(z.enum(suspensionCauses)),
        }),
      ),
    })
    .meta({ id: 'ComingAccess' }),
).meta({ id: 'ComingAccessList' });
