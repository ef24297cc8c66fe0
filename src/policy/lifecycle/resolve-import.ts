import { refuse, type Refusal } from '../model/refusal.js';

export interface HeldImport {
  readonly state: string;
  /** Null when a folder or the command line brought it. */
  readonly startedBy: string | null;
  readonly startedAt: Date;
  /** 'event' for the news of one person: it is old when newer news of the person has come, not before. */
  readonly channel: string;
}

const dayMs = 86_400_000;

/**
 * Until when a held delivery may be let through: what an organisation looked like weeks ago says little of who works
 * there now, and the HR system can send what is true today. Null when no day sets an end to it.
 */
export function releasableUntil(held: HeldImport, withinDays: number): Date | null {
  return held.state === 'held' && held.channel !== 'event'
    ? new Date(held.startedAt.getTime() + withinDays * dayMs)
    : null;
}

/** Four eyes on a delivery that was held (invariant 9): whoever uploaded it does not let it through. */
export function releaseImport(
  held: HeldImport,
  personId: string,
  { now, withinDays }: { readonly now: Date; readonly withinDays: number },
): Refusal | null {
  const refusal = cancelImport(held);
  if (refusal) return refusal;
  if (held.startedBy === personId)
    return refuse(
      'import-same-person',
      'You uploaded this delivery: somebody else must look at it and release it.',
    );
  const until = releasableUntil(held, withinDays);
  return until && now > until
    ? refuse(
        'import-outdated',
        `The delivery has been held for more than ${String(withinDays)} days: cancel it, and take in what the HR system says now.`,
      )
    : null;
}

/** Cancelling changes nothing in the register, so whoever uploaded it may. */
export function cancelImport(held: Pick<HeldImport, 'state'>): Refusal | null {
  return held.state === 'held'
    ? null
    : refuse('import-not-held', `The delivery is not held at the breaker: it is ${held.state}.`);
}
