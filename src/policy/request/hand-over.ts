import { nextInLine, type StageFacts } from './choose-approvers.js';
import type { StandingStage } from './sit-in-stage.js';

/** A seat that goes to somebody else, or is taken away because others of the same stage can answer. */
export interface SeatMove {
  readonly position: number;
  readonly from: string;
  readonly to: string | null;
}

/**
 * Who takes the seats of those who answer no more, in every stage that is still to be passed. Null when a stage would be
 * left with nobody who can pass it: the request can only be closed. Answers already given stay.
 * @param facts in which those who are gone count as not employed
 */
export function handOver(
  stages: readonly StandingStage[],
  facts: StageFacts,
  gone: ReadonlySet<string>,
): SeatMove[] | null {
  const moves: SeatMove[] = [];
  let standing = stages;
  for (const { position } of stages) {
    for (;;) {
      const stage = standing.find((each) => each.position === position);
      if (!stage || (stage.state !== 'waiting' && stage.state !== 'open')) break;
      const empty = stage.seats.find((seat) => seat.outcome === null && gone.has(seat.personId));
      if (!empty) break;
      const to = nextInLine(stage, standing, facts);
      const others = stage.seats.filter((seat) => seat !== empty);
      if (to === null && (stage.rule === 'all' || others.length === 0)) return null;
      moves.push({ position, from: empty.personId, to });
      const seats = to === null ? others : [...others, { ...empty, personId: to }];
      standing = standing.map((each) => (each.position === position ? { ...each, seats } : each));
    }
  }
  return moves;
}
