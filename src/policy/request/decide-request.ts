import { separationRefusal, type ForeseenConflict } from '../privilege/separation-of-duties.js';
import { levelToAsk } from '../assurance/exceptions.js';
import { requireLevel } from '../assurance/required-assurance.js';
import { isLive, type Analysis, type Role } from '../model/access.js';
import type { Day } from '../model/day.js';
import { isInForce, type Employment } from '../model/people.js';
import { refuse, type Refusal } from '../model/refusal.js';
import { keepsSeat, maySit, type Candidate, type StageFacts } from './choose-approvers.js';
import { extensionTooShort, type ExtendedGrant } from './extend-grant.js';
import { narrowedOf, narrowRole, type NarrowerRole } from './narrow-role.js';
import type { RequestState } from './request-states.js';
import { sittingOf, type Sitting, type StandingStage } from './sit-in-stage.js';

/** A unit as far as scope goes. */
export interface UnitScope {
  readonly id: string;
  /** Unit codes from the top down to its own. */
  readonly path: string;
}

export interface DecisionFacts {
  readonly today: Day;
  readonly request: {
    readonly number: number;
    readonly roleId: string;
    readonly kind: 'new' | 'extension' | 'removal';
    readonly state: RequestState;
    readonly requestedBy: string;
    readonly personId: string;
    readonly askedDays: number;
    readonly unitId: string;
    /** The part of the unit that the access is for: all of it until an approver narrows it. */
    readonly scope: UnitScope;
    /** Counts up with every edit. */
    readonly revision: number;
    /** The version of the role that was asked for. */
    readonly roleVersion: number;
  };
  readonly stages: readonly StandingStage[];
  /** Whose delegations to the decider reach this request today. */
  readonly delegators: readonly string[];
  /** The decider's own standing today. */
  readonly decider: Candidate;
  /** Who could decide as things stand today. */
  readonly approval: StageFacts;
  readonly role: Pick<Role, 'name' | 'maxDays' | 'requiredLevel' | 'requestable'> & {
    readonly version: number;
  };
  /** The version the assessment pins, as it stands now. */
  readonly pinned: Analysis;
  readonly employment: Employment;
  /** Duties kept apart that it would put together, as things stand now. */
  readonly separation: readonly ForeseenConflict[];
  readonly alreadyGranted: boolean;
  /** Of an extension: the grant that would last longer; null when it has ended. */
  readonly extends: ExtendedGrant | null;
  /** The unit to which the decision would narrow the access; null when it names none, or none that exists. */
  readonly narrowTo: UnitScope | null;
  /** The role to which the decision would narrow it; null when it names none, or none that exists. */
  readonly narrowToRole: NarrowerRole | null;
}

export interface Decider {
  readonly personId: string;
  readonly level: number;
}

export interface Decision {
  readonly outcome: 'approve' | 'refuse';
  /** Fewer days than were asked for; left out: as many. */
  readonly days?: number | undefined;
  /** A unit within the one asked for; left out: all of it. */
  readonly unitId?: string | undefined;
  /** A role that the one asked for includes; left out: the one asked for. */
  readonly roleId?: string | undefined;
  readonly reason?: string | undefined;
  /** What the decider has seen; left out: the request as it was first sent. */
  readonly revision?: number | undefined;
}

export type DecisionAnswer = { readonly sitting: Sitting } & (
  | { readonly outcome: 'refused'; readonly reason: string }
  | {
      readonly outcome: 'approved';
      /** At most so many days, as all who have approved see it. */
      readonly days: number;
      /** The unit within which it is approved. */
      readonly scopeId: string;
      /** The role to which it is narrowed; null: the one asked for. */
      readonly narrowed: NarrowerRole | null;
      /** What comes now: others of the same stage, the stage at this position, or the access. */
      readonly next: 'same-stage' | 'granted' | { readonly position: number };
    }
);

/** What the decision comes to, or why it cannot be taken. Approving never widens what was asked for. */
export function decideRequest(
  facts: DecisionFacts,
  by: Decider,
  decision: Decision,
): DecisionAnswer | Refusal {
  const sitting = sittingOf(facts, by.personId, decision.outcome);
  if ('code' in sitting) return sitting;
  const { request } = facts;
  const tooWeak = requireLevel(by.level, levelToAsk(facts.role));
  if (tooWeak) return tooWeak;
  if ((decision.revision ?? 1) !== request.revision)
    return refuse(
      'request-changed',
      `Request ${String(request.number)} has been edited since you saw it: look at it again before you decide.`,
      { facts: { revision: request.revision } },
    );
  return decision.outcome === 'refuse'
    ? refusing(decision.reason, sitting)
    : approving(facts, by, decision, sitting);
}

function refusing(reason: string | undefined, sitting: Sitting): DecisionAnswer | Refusal {
  const text = reason?.trim() ?? '';
  if (text.length < 5)
    return refuse('reason-required', 'To refuse, say why: at least 5 characters.', { pointer: '/reason' });
  return { outcome: 'refused', reason: text, sitting };
}

function approving(
  facts: DecisionFacts,
  by: Decider,
  decision: Decision,
  sitting: Sitting,
): DecisionAnswer | Refusal {
  const { request, role } = facts;
  const weak = requireLevel(by.level, role.requiredLevel);
  if (weak) return weak;
  const unfit = keepsRight(facts, sitting);
  if (unfit) return unfit;
  const narrows = decision.roleId !== undefined && decision.roleId !== request.roleId;
  const narrowed = narrows ? facts.narrowToRole : null;
  const tooWide = narrows ? narrowRole(narrowedOf(facts), narrowed, facts.today) : null;
  if (tooWide) return tooWide;
  const maxDays = Math.min(role.maxDays, narrowed?.role.maxDays ?? role.maxDays);
  const approved = facts.stages.flatMap(({ seats }) => seats.map((seat) => seat.days ?? request.askedDays));
  const most = Math.min(request.askedDays, ...approved);
  const days = decision.days ?? most;
  if (!Number.isInteger(days) || days < 1)
    return refuse('invalid', 'The number of days must be a whole number, at least 1.', { pointer: '/days' });
  if (days > most || days > maxDays)
    return refuse(
      'cannot-widen',
      `Request ${String(request.number)} can be approved for at most ${String(Math.min(most, maxDays))} days: it can be ` +
        `shortened but not extended to ${String(days)}.`,
      { pointer: '/days', facts: { asked: most, days } },
    );
  const scope = decision.unitId === undefined ? request.scope : facts.narrowTo;
  if (!scope?.path.startsWith(request.scope.path))
    return refuse(
      'cannot-widen',
      `Request ${String(request.number)} can be narrowed to a unit within the one asked for, and to no other.`,
      { pointer: '/unitId' },
    );
  if (request.kind === 'extension' && scope.id !== request.scope.id)
    return refuse(
      'cannot-widen',
      `Request ${String(request.number)} lets access last longer as it is: it cannot be narrowed to another unit.`,
      { pointer: '/unitId' },
    );
  return (
    stale(narrowed ? { ...facts, separation: [], alreadyGranted: false } : facts) ??
    shortOf(facts, days) ?? {
      outcome: 'approved',
      days,
      scopeId: scope.id,
      narrowed,
      sitting,
      next: nextOf(facts, sitting),
    }
  );
}

/** Whoever was asked must still be who would be asked, and a delegate of the same care provider as them. */
function keepsRight(facts: DecisionFacts, sitting: Sitting): Refusal | null {
  const { stages, approval, request, role } = facts;
  const stage = stages.find(({ position }) => position === sitting.position);
  const others = stages.filter(({ position }) => position !== sitting.position);
  if (!stage || !keepsSeat(sitting.seatOf, stage, others, approval))
    return refuse(
      'no-approver',
      `${sitting.onBehalfOf === null ? 'You no longer decide' : 'Whom you decide for no longer decides'} about ${role.name}: ` +
        `request ${String(request.number)} goes on to whoever does now.`,
    );
  if (!maySit(facts.decider, approval))
    return refuse(
      'outside-care-provider',
      `Request ${String(request.number)} concerns a care provider for which you do not work.`,
    );
  return null;
}

/** What has changed since the request was written, so that it must be asked for anew. */
function stale(facts: DecisionFacts): Refusal | null {
  const { request, role, pinned, employment, today } = facts;
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
  if (role.version !== request.roleVersion)
    return refuse(
      'role-changed',
      `${role.name} has got another content since request ${String(request.number)} was written: it must be asked for anew.`,
      { facts: { asked: request.roleVersion, now: role.version } },
    );
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
  const together = request.kind === 'new' ? separationRefusal(facts.separation) : null;
  if (together) return together;
  if (request.kind === 'new' && facts.alreadyGranted)
    return refuse('already-granted', `${role.name} is already held on this employment.`);
  if (request.kind === 'extension' && !facts.extends)
    return refuse(
      'already-decided',
      `The access that request ${String(request.number)} would extend has ended.`,
    );
  return null;
}

/** Shortened below the end that it has, an extension would give nothing and still say that it was approved. */
function shortOf({ request, role, extends: grant, today }: DecisionFacts, days: number): Refusal | null {
  return request.kind === 'extension' && grant
    ? extensionTooShort(role.name, grant, today, days, '/days')
    : null;
}

function nextOf(
  { stages }: DecisionFacts,
  sitting: Sitting,
): 'same-stage' | 'granted' | { position: number } {
  const stage = stages.find(({ position }) => position === sitting.position);
  const left =
    stage?.seats.some((seat) => seat.outcome === null && seat.personId !== sitting.seatOf) ?? false;
  if (stage?.rule === 'all' && left) return 'same-stage';
  const next = stages.find(({ state }) => state === 'waiting');
  return next ? { position: next.position } : 'granted';
}
