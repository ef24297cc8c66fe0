import type { Day } from '../model/day.js';
import { addWorkingDays } from '../model/working-days.js';
import { termsOf, type ApprovalPolicy, type StageTerms } from './approval-policy.js';
import { keepsSeat, nextInLine, type StageFacts } from './choose-approvers.js';
import type { StandingStage } from './sit-in-stage.js';
import { handOver, type SeatMove } from './hand-over.js';

/** An open stage as time sees it. */
export interface WaitingStage extends StandingStage {
  /** Since when it is open, or has been with those who sit there now. */
  readonly openedOn: Day;
  /** The last day to answer. */
  readonly dueOn: Day;
  readonly reminded: boolean;
}

export type StageStep =
  | { readonly kind: 'none' | 'remind' }
  /** Those who would not be asked any more give their seats away. */
  | { readonly kind: 'hand-over'; readonly moves: readonly SeatMove[] }
  /** Unanswered: somebody next up is asked beside them, or instead where all must approve. */
  | {
      readonly kind: 'escalate';
      readonly added: readonly string[];
      readonly moves: readonly SeatMove[];
      readonly dueOn: Day;
    }
  | { readonly kind: 'close'; readonly reason: 'no-approver' | 'unanswered' };

/** Unanswered twice is refused: a request goes to somebody next up once. */
const mostEscalations = 1;

/** What happens when the stage's last day has passed without an answer. */
export function whenUnanswered(
  policy: ApprovalPolicy,
  stage: Pick<StandingStage, 'kind' | 'escalations'>,
): StageTerms['unanswered'] {
  return stage.escalations >= mostEscalations ? 'refuse' : termsOf(policy, stage.kind).unanswered;
}

/**
 * What a day brings to a request that waits: seats of those who no longer decide go on, who has not answered is reminded,
 * then somebody next up is asked, and in the end the request is refused. Silence never approves.
 */
export function followStage(
  stage: WaitingStage,
  stages: readonly StandingStage[],
  facts: StageFacts,
  today: Day,
): StageStep {
  const stale = new Set(
    stages.flatMap((each) =>
      each.state === 'waiting' || each.state === 'open'
        ? each.seats
            .filter((seat) => seat.outcome === null)
            .map(({ personId }) => personId)
            .filter(
              (personId) =>
                !keepsSeat(
                  personId,
                  each,
                  stages.filter((other) => other !== each),
                  facts,
                ),
            )
        : [],
    ),
  );
  if (stale.size > 0) {
    const moves = handOver(stages, facts, stale);
    return moves === null ? { kind: 'close', reason: 'no-approver' } : { kind: 'hand-over', moves };
  }
  const terms = termsOf(facts.policy, stage.kind);
  if (today > stage.dueOn) {
    if (whenUnanswered(facts.policy, stage) === 'refuse') return { kind: 'close', reason: 'unanswered' };
    const dueOn = addWorkingDays(today, terms.answerWithinDays, facts.policy.calendar);
    const asked = next(stage, stages, facts);
    return asked ? { kind: 'escalate', dueOn, ...asked } : { kind: 'close', reason: 'unanswered' };
  }
  const remindOn = addWorkingDays(stage.openedOn, terms.remindAfterDays, facts.policy.calendar);
  return { kind: !stage.reminded && today >= remindOn ? 'remind' : 'none' };
}

/** Where any may approve one more is asked; where all must, one instead of each who has not answered. */
function next(
  stage: StandingStage,
  stages: readonly StandingStage[],
  facts: StageFacts,
): { added: string[]; moves: SeatMove[] } | null {
  if (stage.rule === 'any') {
    const to = nextInLine(stage, stages, facts);
    return to === null ? null : { added: [to], moves: [] };
  }
  const moves: SeatMove[] = [];
  let standing = stages;
  for (const seat of stage.seats.filter(({ outcome }) => outcome === null)) {
    const to = nextInLine(stage, standing, facts);
    if (to === null) return null;
    moves.push({ position: stage.position, from: seat.personId, to });
    standing = [...standing, { ...stage, position: 0, seats: [{ ...seat, personId: to }] }];
  }
  return moves.length > 0 ? { added: [], moves } : null;
}
