import { refuse, type Refusal } from '../model/refusal.js';

/**
 * What can be held beside a delivery: the closing of a review, a declared catalogue, a night, a takeover, a
 * role's version, prerequisites that lapse together. */
export const heldKinds = ['campaign', 'catalogue', 'midnight', 'takeover', 'role', 'prerequisite'] as const;
export type HeldKind = (typeof heldKinds)[number];
export const heldStates = ['held', 'released', 'cancelled'] as const;
export type HeldState = (typeof heldStates)[number];

export interface HeldFacts {
  readonly state: HeldState;
  /** Who opened it, closed it or asked for it; empty when a schedule or the machine's operator did. */
  readonly causedBy: readonly string[];
}

/** Four eyes on what a breaker stopped (invariant 9): nobody lets through what they brought about. */
export function releaseHeld(held: HeldFacts, personId: string): Refusal | null {
  return (
    cancelHeld(held) ??
    (held.causedBy.includes(personId)
      ? refuse(
          'held-same-person',
          'You brought this change about: somebody else must look at it and release it.',
        )
      : null)
  );
}

/** Cancelling takes nothing from anybody, so whoever caused it may. */
export function cancelHeld(held: Pick<HeldFacts, 'state'>): Refusal | null {
  return held.state === 'held'
    ? null
    : refuse('change-not-held', `The change does not wait at the breaker: it is ${held.state}.`);
}
