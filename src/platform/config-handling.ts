import { z } from 'zod';
import { employmentKinds } from '../policy/model/people.js';

const selector = z.strictObject({
  unitsBelow: z.array(z.string().min(1)).min(1).optional(),
  unitKinds: z.array(z.string().min(1)).min(1).optional(),
  titleCodes: z.array(z.string().min(1)).min(1).optional(),
  employmentKinds: z.array(z.enum(employmentKinds)).min(1).optional(),
});

/** Systems that no connector reaches: access is set up and taken away by people, who confirm what they have done. */
export const handlingSchema = z.strictObject({
  /** Working days within which access is set up. */
  giveWithinDays: z.int().min(1).max(30).default(3),
  /** Working days within which it is taken away; after "Avsluta nu" it is the same day. */
  takeWithinDays: z.int().min(1).max(10).default(1),
  /** So many working days late, the information owner and IT are asked too. */
  escalateAfterDays: z.int().min(1).max(30).default(2),
  /** Who looks after a system beside its owner, by the system's key: anybody employed who matches. */
  groups: z.record(z.string().min(1), selector).default({}),
});
