import { z } from 'zod';

/** What a begun request looks like in sessionStorage. Anything else there is thrown away. */
const draftSchema = z.object({
  employmentId: z.string(),
  roleId: z.string(),
  roleName: z.string(),
  assessment: z.object({
    need: z.string(),
    data: z.string(),
    riskTooWide: z.string(),
    riskTooNarrow: z.string(),
    days: z.number(),
    deviationReason: z.string().optional(),
  }),
});

export type RequestDraft = z.infer<typeof draftSchema>;

export function parseDraft(stored: unknown): RequestDraft | null {
  return draftSchema.safeParse(stored).data ?? null;
}
