import { refuse, type Refusal } from '../model/refusal.js';

export const requestStates = ['pending', 'approved', 'refused', 'withdrawn', 'closed'] as const;
export type RequestState = (typeof requestStates)[number];

/** A request is decided once: every state but `pending` is final. */
const next: Record<RequestState, readonly RequestState[]> = {
  pending: ['approved', 'refused', 'withdrawn', 'closed'],
  approved: [],
  refused: [],
  withdrawn: [],
  closed: [],
};

/** Null when the requester may write the request anew: it waits, and nobody has changed it since. */
export function mayEdit(
  request: { readonly number: number; readonly state: RequestState; readonly revision: number },
  seen: number,
): Refusal | null {
  const { number, state, revision } = request;
  if (state !== 'pending')
    return refuse('already-decided', `Request ${String(number)} is already ${state} and cannot be changed.`, {
      facts: { state },
    });
  if (seen !== revision)
    return refuse('request-changed', `Request ${String(number)} has been edited since you saw it.`, {
      facts: { revision },
    });
  return null;
}

/** Null when the request may go from one state to the other. */
export function mayMove(number: number, from: RequestState, to: RequestState): Refusal | null {
  if (next[from].includes(to)) return null;
  return refuse('already-decided', `Request ${String(number)} is already ${from} and cannot become ${to}.`, {
    facts: { state: from },
  });
}
