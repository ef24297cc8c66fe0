/** Where a breaker counts: over one source's deliveries, over one unit, over everything in the last hour. */
export const breakerScopes = ['feed', 'unit', 'hour'] as const;
export type BreakerScope = (typeof breakerScopes)[number];

/** What may end without a human: the smaller of a count and a share, and never less than `floor`. */
export interface Limits {
  readonly count: number;
  /** 0–1, of those in force. */
  readonly share: number;
  /** So many may always end: a small organisation is not stopped by a normal day. */
  readonly floor?: number | undefined;
}

/** What a change would end, against what it may end without a human (invariant 9). */
export interface Guard {
  /** Employments that the change ends, now or on a day to come; or persons who lose access by it. */
  readonly ends: number;
  /** What has already been let through within the breaker's window, and is counted with it. */
  readonly earlier: number;
  readonly allowed: number;
  /** In force before: of the source, of the unit, or of everybody. */
  readonly active: number;
}

/** A breaker that something tripped. `what`: employments that end, or persons who lose access. */
export interface Tripped extends Guard {
  readonly scope: BreakerScope;
  readonly what: 'employments' | 'access';
  readonly unitId: string | null;
}

/**
 * The smaller of a count and a share, so that a small care unit is guarded as well as a large one.
 * @param active in force now; what ended earlier in the window is counted to it, so that many small steps do not
 * lower the limit that they are measured against
 */
export function guardOf(ends: number, active: number, limits: Limits, earlier = 0): Guard {
  const share = Math.ceil((active + earlier) * limits.share);
  return { ends, earlier, active, allowed: Math.max(1, limits.floor ?? 1, Math.min(limits.count, share)) };
}

/** So many in force are enough for a change not to trip by the share: whether there are still more decides nothing. */
export function enoughInForce(ends: number, limits: Limits, earlier = 0): number {
  return Math.max(1, Math.ceil((ends + earlier) / limits.share) - earlier);
}

/** A change that ends nothing is never stopped, however much has ended before it. */
export function trips(guard: Guard): boolean {
  return guard.ends > 0 && guard.ends + guard.earlier > guard.allowed;
}

/** What of the given units' losses is too much for its unit, with what it has lost `earlier`; the worst first. */
export function trippedUnits(
  units: readonly {
    readonly unitId: string | null;
    readonly ends: number;
    readonly active: number;
    readonly earlier?: number;
  }[],
  what: Tripped['what'],
  limits: Limits,
): Tripped[] {
  return units
    .map(({ unitId, ends, active, earlier = 0 }) => ({
      ...guardOf(ends, active, limits, earlier),
      scope: 'unit' as const,
      what,
      unitId,
    }))
    .filter(trips)
    .sort((a, b) => b.ends - a.ends);
}
