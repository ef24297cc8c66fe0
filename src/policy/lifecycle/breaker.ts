/** What a delivery would end, against what it may end without a human (invariant 9). */
export interface Guard {
  /** Employments in force that the delivery ends, now or within the next 30 days. */
  readonly ends: number;
  readonly allowed: number;
  /** Employments in force before. */
  readonly active: number;
}

/** The smaller of a count and a share, so that a small care unit is guarded as well as a large one; at least one. */
export function guardOf(
  ends: number,
  active: number,
  limits: { readonly count: number; readonly share: number },
): Guard {
  return { ends, active, allowed: Math.max(1, Math.min(limits.count, Math.ceil(active * limits.share))) };
}

export function trips(guard: Guard): boolean {
  return guard.ends > guard.allowed;
}
