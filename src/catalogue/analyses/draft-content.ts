import { z } from 'zod';
import { riskLevels } from '../../policy/analysis/risks.js';
import { holdsPersonalNumber } from '../../policy/model/personal-number-in-text.js';
import type { FieldError } from '../../platform/http/invalid-input.js';
import { InvalidInput } from '../../platform/http/invalid-input.js';
import { analysisContentSchema, type AnalysisContent } from '../analysis.schema.js';

// No personal number may stand in an analysis, which is kept and read for years (H13.2.2).
const words = z
  .string()
  .max(4000)
  .refine((text) => !holdsPersonalNumber(text), 'holds a personal number: leave it out');
const list = z.array(words).max(50);
const scale = z.int().min(1).max(4);

/** What has been written so far: anything may be missing, nothing may be of the wrong kind. */
export const draftContentSchema = z
  .strictObject({
    purpose: words,
    legalBasis: words,
    unitKinds: z.array(z.string().min(1).max(60)).max(50),
    dataTypes: list,
    tasks: list,
    operations: z.array(z.enum(['read', 'write', 'export', 'administer'])).max(4),
    whoseData: words,
    circumstances: words,
    expectedUsers: z.int().positive().max(1_000_000),
    specialCategories: words,
    consequenceWithout: words,
    risks: z
      .array(
        z.strictObject({
          id: z
            .string()
            .regex(/^[a-z0-9-]{1,40}$/, 'lower-case letters, digits and hyphens')
            .optional(),
          risk: words,
          likelihood: scale,
          consequence: scale,
          likelihoodAfter: scale.optional(),
          consequenceAfter: scale.optional(),
          decision: z.enum(['accepted', 'not-accepted']),
          safeguard: words,
        }),
      )
      .max(40),
    alternatives: words,
    safeguards: list,
    residualRisk: words,
    residualLevel: z.enum(riskLevels),
    mandate: words,
    consulted: list,
    revisedWhen: list,
    acrossCareProviders: z.boolean(),
    suggested: z
      .strictObject({
        data: words,
        riskTooWide: words,
        riskTooNarrow: words,
        days: z.int().positive().max(1095),
      })
      .partial(),
  })
  .partial()
  .meta({ id: 'AnalysisContent' });

export type DraftContent = z.output<typeof draftContentSchema>;

const complete = analysisContentSchema.superRefine((content, context) => {
  if (content.residualLevel === undefined)
    context.addIssue({ code: 'custom', path: ['residualLevel'], message: 'is missing' });
  content.risks.forEach((risk, index) => {
    if (risk.id === undefined || content.risks.findIndex((other) => other.id === risk.id) !== index)
      context.addIssue({
        code: 'custom',
        path: ['risks', index, 'id'],
        message: 'is missing or there twice',
      });
  });
});

/** What is still lacking for others to be asked about it, each field by its pointer. Empty: nothing. */
export function lackingIn(content: DraftContent, maxDays: number): FieldError[] {
  const result = complete.safeParse(content);
  const problems = result.success ? [] : InvalidInput.from(result.error.issues).errors;
  const days = content.suggested?.days ?? 0;
  if (days > maxDays)
    problems.push({
      pointer: '/suggested/days',
      code: 'invalid',
      detail: `the role can be given for at most ${String(maxDays)} days`,
    });
  return problems.map((problem) => ({ ...problem, pointer: `/content${problem.pointer}` }));
}

/** The content as the whole analysis that it is. @throws InvalidInput naming every field that lacks something */
export function completed(content: DraftContent, maxDays: number): AnalysisContent {
  const lacking = lackingIn(content, maxDays);
  if (lacking.length > 0) throw new InvalidInput(lacking);
  return complete.parse(content);
}

/** Each risk with an id, by which its action plan stays with it through the versions. */
export function withRiskIds(content: DraftContent): DraftContent {
  const risks = content.risks?.map((risk, index) => ({ ...risk, id: risk.id ?? `r${String(index + 1)}` }));
  return risks ? { ...content, risks } : content;
}
