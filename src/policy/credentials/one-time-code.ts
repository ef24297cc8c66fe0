/** Seconds of a time step (RFC 6238). */
export const stepSeconds = 30;
/** Steps that a clock may be off, each way (RFC 6238 §5.2). */
export const window = 1;

/** What password and code together are worth: both can be talked out of somebody. */
export const passwordAndCodeLevel = 2;

export function stepOf(now: Date): number {
  return Math.floor(now.getTime() / 1000 / stepSeconds);
}

/**
 * The steps whose code still counts, nearest first: those within the window that are newer than the last one used.
 * A code that was seen is worth nothing, nor is one before it.
 */
export function openSteps(now: Date, lastUsed: number | null): number[] {
  const current = stepOf(now);
  return [current, current - window, current + window].filter((step) => lastUsed === null || step > lastUsed);
}
