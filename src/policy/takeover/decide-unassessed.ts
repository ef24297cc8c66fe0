import { holdsPersonalNumber } from '../model/personal-number-in-text.js';
import { refuse, type Refusal } from '../model/refusal.js';

export const unassessedStates = ['open', 'requested', 'assessed', 'removed'] as const;
export type UnassessedState = (typeof unassessedStates)[number];

export interface UnassessedFacts {
  readonly personId: string;
  readonly state: UnassessedState;
}

const shortestReason = 10;

/** Nobody decides on their own access, and what is decided stays decided (invariant 2). */
export function decideUnassessed(facts: UnassessedFacts, actorId: string): Refusal | null {
  if (facts.personId === actorId)
    return refuse('own-approval', 'It is your own access: somebody else must decide on it.');
  if (facts.state === 'open') return null;
  return refuse(
    'already-decided',
    facts.state === 'requested'
      ? 'A request for this access waits for its approval already.'
      : `This access is already ${facts.state}.`,
    { facts: { state: facts.state } },
  );
}

/** A removal says why (H13.1.4). */
export function removalReason(reason: string): Refusal | null {
  if (reason.trim().length < shortestReason)
    return refuse(
      'reason-required',
      `Say why it is not needed, in at least ${String(shortestReason)} characters.`,
      {
        pointer: '/reason',
      },
    );
  return holdsPersonalNumber(reason)
    ? refuse('personal-number-in-text', 'The reason holds a personal number: leave it out.', {
        pointer: '/reason',
      })
    : null;
}
