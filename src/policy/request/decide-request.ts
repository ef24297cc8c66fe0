import { may, type Ground } from '../authority/authority.js';
import { requireLevel } from '../assurance/required-assurance.js';
import { isLive, type Analysis, type Role } from '../model/access.js';
import type { Day } from '../model/day.js';
import { isInForce, type Employment } from '../model/people.js';
import { refuse, type Refusal } from '../model/refusal.js';
import { mayMove, type RequestState } from './request-states.js';

export interface DecisionFacts {
  readonly today: Day;
  readonly request: {
    readonly number: number;
    readonly state: RequestState;
    readonly requestedBy: string;
    readonly personId: string;
    readonly approverId: string;
    readonly askedDays: number;
    readonly unitId: string;
  };
  readonly role: Pick<Role, 'name' | 'maxDays' | 'requiredLevel' | 'requestable'>;
  /** The version the assessment pins, as it stands now. */
  readonly pinned: Analysis;
  readonly employment: Employment;
  /** Who answers for the role's system now: its information owner and its system owner. */
  readonly ownerIds: readonly string[];
  readonly alreadyGranted: boolean;
}

export interface Decider {
  readonly personId: string;
  readonly level: number;
}

export interface Decision {
  readonly outcome: 'approve' | 'refuse';
  /** Fewer days than were asked for; left out: as many. */
  readonly days?: number | undefined;
  readonly reason?: string | undefined;
}

/** What the decision comes to, or why it cannot be taken. Approving never widens what was asked for. */
export function decideRequest(
  facts: DecisionFacts,
  by: Decider,
  decision: Decision,
): { outcome: 'approved'; days: number } | { outcome: 'refused'; reason: string } | Refusal {
  const forbidden = mayDecide(facts.request, by.personId);
  if (forbidden) return forbidden;
  const late = mayMove(
    facts.request.number,
    facts.request.state,
    decision.outcome === 'approve' ? 'approved' : 'refused',
  );
  if (late) return late;
  return decision.outcome === 'refuse'
    ? refusing(decision.reason)
    : approving(facts, by, decision.days ?? facts.request.askedDays);
}

/** Only the one it waits for, and never who asked for it or gains by it (invariant 2). Null when they may. */
export function mayDecide(
  request: Pick<DecisionFacts['request'], 'number' | 'requestedBy' | 'personId' | 'approverId'>,
  personId: string,
): Refusal | null {
  const name = `request ${String(request.number)}`;
  if (personId === request.requestedBy)
    return refuse('own-approval', `You cannot decide on ${name}: you asked for it.`);
  if (personId === request.personId)
    return refuse('own-approval', `You cannot decide on ${name}: it is your own access.`);
  const grounds = new Set<Ground>(personId === request.approverId ? ['approver'] : []);
  return may('request.decide', grounds, 'such request');
}

function refusing(reason: string | undefined): { outcome: 'refused'; reason: string } | Refusal {
  const text = reason?.trim() ?? '';
  if (text.length < 5)
    return refuse('reason-required', 'To refuse, say why: at least 5 characters.', { pointer: '/reason' });
  return { outcome: 'refused', reason: text };
}

function approving(
  facts: DecisionFacts,
  by: Decider,
  days: number,
): { outcome: 'approved'; days: number } | Refusal {
  const { request, role, pinned, employment, today } = facts;
  const weak = requireLevel(by.level, role.requiredLevel);
  if (weak) return weak;
  if (!facts.ownerIds.includes(by.personId))
    return refuse(
      'no-approver',
      `You no longer answer for the system of ${role.name}: request ${String(request.number)} must be asked for anew.`,
    );
  if (!Number.isInteger(days) || days < 1)
    return refuse('invalid', 'The number of days must be a whole number, at least 1.', { pointer: '/days' });
  if (days > request.askedDays || days > role.maxDays)
    return refuse(
      'cannot-widen',
      `Request ${String(request.number)} asks for ${String(request.askedDays)} days; it can be shortened but not ` +
        `extended to ${String(days)}.`,
      { pointer: '/days', facts: { asked: request.askedDays, days } },
    );
  if (!isInForce(employment, today))
    return refuse(
      'employment-not-in-force',
      `The employment as ${employment.title} that request ${String(request.number)} is for is no longer in force.`,
    );
  if (employment.unitId !== request.unitId)
    return refuse(
      'employment-not-in-force',
      `The employment has moved to another unit since request ${String(request.number)} was written: ask anew.`,
    );
  if (!role.requestable) return refuse('not-requestable', `${role.name} can no longer be asked for.`);
  if (pinned.state === 'superseded')
    return refuse(
      'analysis-changed',
      `The analysis of ${role.name} has been replaced since the request was written: it must be asked for anew.`,
    );
  if (!isLive(pinned, today))
    return refuse(
      'no-live-analysis',
      `The analysis of ${role.name} (version ${String(pinned.version)}) is not valid on ${today}.`,
    );
  if (facts.alreadyGranted)
    return refuse('already-granted', `${role.name} is already held on this employment.`);
  return { outcome: 'approved', days };
}
