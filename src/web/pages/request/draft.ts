import { z } from '../../session/zod.js';
import type { DraftContent } from '../../api/generated/types.gen.js';
import type { Assessment } from '../../api/requests.js';

const text = z.string();
const contentSchema = z.object({
  kind: z.enum(['new', 'extension']),
  beneficiaries: z.array(z.object({ personId: text, employmentId: text.nullable() })),
  roleId: text.nullable(),
  rolesLeft: z.array(text),
  assessment: z
    .object({
      need: text,
      data: text,
      riskTooWide: text,
      riskTooNarrow: text,
      days: z.number().nullable(),
      deviationReason: text.optional(),
      answers: z.array(text).optional(),
    })
    .nullable(),
});

/** What a begun request looks like in sessionStorage. Anything else there is thrown away. */
const localSchema = z.object({
  /** The service's copy; null while there is none. */
  serverId: text.nullable(),
  version: z.number(),
  /** Written since the service last kept it. */
  dirty: z.boolean(),
  roleName: text,
  content: contentSchema,
});

export type LocalDraft = z.infer<typeof localSchema>;

export function parseDraft(stored: unknown): LocalDraft | null {
  return localSchema.safeParse(stored).data ?? null;
}

/** The assessment as the form takes it; a number of days that is still missing is none. */
export function assessmentIn(content: DraftContent): Assessment | null {
  if (!content.assessment) return null;
  const { days, ...texts } = content.assessment;
  return { ...texts, days: days ?? 0 };
}
