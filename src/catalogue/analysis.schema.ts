import { z } from 'zod';

const text = z.string().trim().min(3).max(4000);
const texts = z.array(text).min(1).max(50);
const scale = z.int().min(1).max(4);

/**
 * What a need-and-risk analysis says (H13.1.3, HSLF-FS 4:2): kept as it was approved, never altered. Likelihood and
 * consequence go from 1 (small) to 4 (very serious).
 */
export const analysisContentSchema = z.strictObject({
  purpose: text,
  legalBasis: text,
  /** Kinds of unit the analysis was made for; empty when it holds for every kind. */
  unitKinds: z.array(z.string().min(1)).default([]),
  dataTypes: texts,
  tasks: texts,
  operations: z.array(z.enum(['read', 'write', 'export', 'administer'])).min(1),
  whoseData: text,
  circumstances: text,
  expectedUsers: z.int().positive(),
  specialCategories: text,
  consequenceWithout: text,
  risks: z
    .array(
      z.strictObject({
        /** The same through the versions, so that an action plan stays with its risk; older versions lack it. */
        id: z
          .string()
          .regex(/^[a-z0-9-]{1,40}$/)
          .optional(),
        risk: text,
        likelihood: scale,
        consequence: scale,
        /** What is left of it with the safeguard. */
        likelihoodAfter: scale.optional(),
        consequenceAfter: scale.optional(),
        decision: z.enum(['accepted', 'not-accepted']),
        safeguard: text,
      }),
    )
    .min(1),
  alternatives: text,
  safeguards: texts,
  residualRisk: text,
  /** Of all of it together: `high` takes two who were consulted. */
  residualLevel: z.enum(['low', 'medium', 'high']).optional(),
  mandate: text,
  consulted: z.array(text).default([]),
  revisedWhen: texts,
  /** True for shared records: the access may reach another care provider (PDL 4, SVOD; invariant 11). */
  acrossCareProviders: z.boolean().default(false),
  /** What an assessment is filled in with to begin with. */
  suggested: z.strictObject({
    data: text,
    riskTooWide: text,
    riskTooNarrow: text,
    days: z.int().positive().max(1095),
  }),
});

export type AnalysisContent = z.output<typeof analysisContentSchema>;
