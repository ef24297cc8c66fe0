import { z } from 'zod';
import { isDay } from '../policy/model/day.js';
import { customaryFreeDays } from '../policy/model/working-days.js';

/** Working days; escalation moves a request on, and silence never approves. */
const terms = {
  rule: z.enum(['any', 'all']).default('any'),
  /** How many are asked at once; with the rule `all`, that many must approve. */
  seats: z.int().min(1).max(10).default(1),
  remindAfterDays: z.int().min(1).max(60).default(2),
  answerWithinDays: z.int().min(1).max(60).default(5),
  unanswered: z.enum(['escalate', 'refuse']).default('escalate'),
};

/** Which stages a request passes, and what happens while nobody answers (policy/request/approval-policy.ts). */
export const approvalsSchema = z.strictObject({
  manager: z
    .strictObject({ ...terms, when: z.enum(['not-asking', 'always', 'never']).default('not-asking') })
    .prefault({}),
  informationOwner: z.strictObject({ ...terms, when: z.literal('always').default('always') }).prefault({}),
  systemOwner: z
    .strictObject({ ...terms, when: z.enum(['always', 'privileged', 'never']).default('privileged') })
    .prefault({}),
  security: z
    .strictObject({
      ...terms,
      seats: terms.seats.default(10),
      when: z.enum(['risk', 'always', 'never']).default('risk'),
      fromRisk: z.int().min(1).max(5).default(4),
    })
    .prefault({}),
  extra: z.strictObject({ ...terms, when: z.literal('always').default('always') }).prefault({}),
  calendar: z
    .strictObject({
      customary: z.array(z.enum(customaryFreeDays)).default([...customaryFreeDays]),
      closed: z.array(z.string().refine(isDay, 'a day as YYYY-MM-DD')).default([]),
    })
    .prefault({}),
});
