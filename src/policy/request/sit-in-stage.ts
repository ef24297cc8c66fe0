import { may, type Ground } from '../authority/authority.js';
import { refuse, type Refusal } from '../model/refusal.js';
import type { StageKind, StageRule } from './approval-policy.js';
import { mayMove, type RequestState } from './request-states.js';

/** A seat in a stage, and what was answered from it. */
export interface Seat {
  readonly personId: string;
  /** For whom a delegate answered. */
  readonly onBehalfOf: string | null;
  readonly outcome: 'approved' | 'refused' | null;
  /** Of an approval: for how many days at most. */
  readonly days: number | null;
}

export interface StandingStage {
  readonly position: number;
  readonly kind: StageKind;
  readonly rule: StageRule;
  readonly state: 'waiting' | 'open' | 'approved' | 'refused' | 'skipped';
  readonly escalations: number;
  readonly seats: readonly Seat[];
}

/** The seat that the decision is given from. */
export interface Sitting {
  readonly position: number;
  readonly seatOf: string;
  readonly onBehalfOf: string | null;
}

/** Null when the person may decide as the request stands: what a page offers, and what `decideRequest` asks first. */
export function mayDecide(facts: SeatFacts, personId: string): Refusal | null {
  const sitting = sittingOf(facts, personId, 'approve');
  return 'code' in sitting ? sitting : null;
}

export interface SeatFacts {
  readonly request: {
    readonly number: number;
    readonly state: RequestState;
    readonly requestedBy: string;
    readonly personId: string;
  };
  readonly stages: readonly StandingStage[];
  readonly delegators: readonly string[];
}

/**
 * From which seat: one's own in the stage that is open, or that of somebody who has delegated to one. Never who asked
 * or would gain (invariant 2), not even for somebody else; and nobody twice, so that each stage is another person.
 */
export function sittingOf(
  facts: SeatFacts,
  personId: string,
  outcome: 'approve' | 'refuse',
): Sitting | Refusal {
  const { request, stages } = facts;
  const name = `request ${String(request.number)}`;
  if (personId === request.requestedBy)
    return refuse('own-approval', `You cannot decide on ${name}: you asked for it.`);
  if (personId === request.personId)
    return refuse('own-approval', `You cannot decide on ${name}: it is your own access.`);
  const involved = new Set([personId, ...facts.delegators]);
  const concerns = (seat: Seat): boolean =>
    involved.has(seat.personId) || (seat.onBehalfOf !== null && involved.has(seat.onBehalfOf));
  const grounds = new Set<Ground>(stages.some(({ seats }) => seats.some(concerns)) ? ['approver'] : []);
  const foreign = may('request.decide', grounds, 'such request');
  if (foreign) return foreign;
  const late = mayMove(request.number, request.state, outcome === 'approve' ? 'approved' : 'refused');
  if (late) return late;
  const own = stages.flatMap(({ position, state, seats }) =>
    seats.filter((seat) => seat.personId === personId).map((seat) => ({ position, state, seat })),
  );
  if (own.some(({ seat }) => seat.outcome !== null))
    return refuse('already-decided', `You have already answered ${name}: others decide on the rest.`);
  const open = stages.find(({ state }) => state === 'open');
  const mine = own.find(({ position }) => position === open?.position);
  if (open && mine) return { position: open.position, seatOf: personId, onBehalfOf: null };
  const lent = open?.seats.find(
    (seat) => seat.outcome === null && seat.personId !== personId && facts.delegators.includes(seat.personId),
  );
  if (open && lent)
    return own.length > 0
      ? refuse(
          'same-approver',
          `You decide on ${name} in another stage: nobody decides twice, not for somebody else either.`,
        )
      : { position: open.position, seatOf: lent.personId, onBehalfOf: lent.personId };
  return open?.seats.some((seat) => seat.outcome !== null && concerns(seat))
    ? refuse('already-decided', `This stage of ${name} has already been answered.`)
    : refuse('stage-not-open', `It is not your turn yet: ${name} waits for another stage of approval.`);
}
