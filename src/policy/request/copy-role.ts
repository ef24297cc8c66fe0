import { refuse, type Refusal } from '../model/refusal.js';
import { obstacles, type SubmissionFacts } from './submit-request.js';

/**
 * Why a role that a colleague has cannot be taken over to somebody else; null when it can be asked for. A copy is no way
 * round any rule: what stands in the way of asking stands in its way too, and privileged access is asked for by itself.
 */
export function copyObstacle(facts: SubmissionFacts, role: { readonly privileged: boolean }): Refusal | null {
  if (role.privileged)
    return refuse('not-copied', `${facts.role.name} is privileged: it is asked for by itself.`);
  return obstacles(facts)[0] ?? null;
}
