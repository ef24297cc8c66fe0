import { may, type Ground, type Verb } from '../authority/authority.js';
import { refuse, type Refusal } from '../model/refusal.js';
import type { SystemState } from './states.js';

/** The steps of a system's life beside classifying and approving it, which settle a version. */
export const systemMoves = ['take-in-use', 'send-back', 'retire', 'resume', 'close', 'discard'] as const;
export type SystemMove = (typeof systemMoves)[number];

interface Step {
  readonly from: readonly SystemState[];
  readonly to: SystemState;
  readonly verb: Verb;
}

/**
 * THE LIFE OF A SYSTEM (H11.2.3, H17.1.2): draft → classified → approved by the information owner → in use → being
 * retired → retired. Nothing in it can be asked for but while it is in use; a step that is not here cannot be taken.
 */
export const systemSteps: Readonly<Record<SystemMove, Step>> = {
  'send-back': { from: ['classified'], to: 'draft', verb: 'system.approve' },
  'take-in-use': { from: ['approved'], to: 'in-use', verb: 'system.run' },
  retire: { from: ['in-use'], to: 'retiring', verb: 'system.run' },
  resume: { from: ['retiring'], to: 'in-use', verb: 'system.approve' },
  close: { from: ['retiring'], to: 'retired', verb: 'system.run' },
  discard: { from: ['draft', 'classified', 'approved'], to: 'retired', verb: 'system.write' },
};

export interface MovingSystem {
  readonly name: string;
  readonly state: SystemState;
  /** Live grants that reach something in it. */
  readonly liveGrants: number;
}

/** The state after the step, or why it cannot be taken. */
export function moveSystem(
  system: MovingSystem,
  move: SystemMove,
  grounds: ReadonlySet<Ground>,
): SystemState | Refusal {
  const step = systemSteps[move];
  const barred = may(step.verb, grounds, 'system');
  if (barred) return barred;
  if (!step.from.includes(system.state))
    return refuse('wrong-state', `${system.name} is ${system.state}: the step ${move} is not open.`, {
      facts: { state: system.state },
    });
  if (move === 'close' && system.liveGrants > 0)
    return refuse(
      'still-held',
      `${String(system.liveGrants)} grants still reach ${system.name}: end them before it is closed.`,
      { facts: { count: system.liveGrants } },
    );
  return step.to;
}

/** The steps that somebody may take now. */
export function openMoves(system: MovingSystem, grounds: ReadonlySet<Ground>): SystemMove[] {
  return systemMoves.filter((move) => typeof moveSystem(system, move, grounds) === 'string');
}
