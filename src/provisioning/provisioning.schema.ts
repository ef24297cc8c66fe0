import { z } from 'zod';
import { freeText } from '../platform/http/free-text.js';
import { dayOut, instant } from '../platform/http/returns.decorator.js';
import { isDay } from '../policy/model/day.js';

export const personIdSchema = z.uuid();

export const keepAccountSchema = z
  .strictObject({
    reason: freeText(10, 500),
    /** The last day, within a year. */
    until: z.string().refine(isDay, 'a day as YYYY-MM-DD'),
  })
  .meta({ id: 'KeepAccount' });

export const accountKeepingSchema = z
  .object({
    account: z
      .object({
        target: z.string(),
        username: z.string(),
        state: z.enum(['none', 'prepared', 'enabled', 'disabled', 'deleted']),
        disabledAt: instant.nullable(),
      })
      .nullable(),
    /** The day on which it is deleted unless something speaks for it. */
    deletesOn: dayOut.nullable(),
    hold: z.object({ reason: z.string(), until: dayOut, heldAt: instant }).nullable(),
  })
  .meta({ id: 'AccountKeeping' });
