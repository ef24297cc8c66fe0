export const riskLevels = ['low', 'medium', 'high'] as const;
export type RiskLevel = (typeof riskLevels)[number];

/** A risk as the rules look at it; likelihood and consequence go from 1 to 4. */
export interface Risk {
  readonly id?: string | undefined;
  readonly risk: string;
  readonly likelihood: number;
  readonly consequence: number;
  /** What is left of it with the safeguard; left out: as much as before. */
  readonly likelihoodAfter?: number | undefined;
  readonly consequenceAfter?: number | undefined;
  readonly decision: 'accepted' | 'not-accepted';
}

/** THE MATRIX: likelihood × consequence. A very serious consequence is never a low risk. */
export function levelOf(likelihood: number, consequence: number): RiskLevel {
  const product = likelihood * consequence;
  if (product >= 9) return 'high';
  return product >= 4 || consequence === 4 ? 'medium' : 'low';
}

export function levelAfter(risk: Risk): RiskLevel {
  return levelOf(risk.likelihoodAfter ?? risk.likelihood, risk.consequenceAfter ?? risk.consequence);
}

/** What remains of all of it together: never stated lower than the worst risk that is left and accepted. */
export function residualLevel(risks: readonly Risk[], stated: RiskLevel | undefined): RiskLevel {
  const left = risks.filter(({ decision }) => decision === 'accepted').map(levelAfter);
  return [...left, stated ?? 'low'].reduce((worst, level) =>
    riskLevels.indexOf(level) > riskLevels.indexOf(worst) ? level : worst,
  );
}
