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

/** Null when the request may go from one state to the other. */
export function mayMove(number: number, from: RequestState, to: RequestState): Refusal | null {
  if (next[from].includes(to)) return null;
  return refuse('already-decided', `Request ${String(number)} is already ${from} and cannot become ${to}.`, {
    facts: { state: from },
  });
}
