import type { Change, EndReason, Grant } from '../model/access.js';
import type { Day } from '../model/day.js';
import { isInForce, type Employment } from '../model/people.js';

/** LEAVER. When an employment is not in force, every grant on it ends, whatever its source (invariant 4). */
export function planLeaver(
  employment: Employment | undefined,
  grants: readonly Grant[],
  today: Day,
): Change[] {
  if (employment !== undefined && isInForce(employment, today)) return [];
  const reason: EndReason = employment?.terminated ? 'terminated' : 'employment-ended';
  return grants.map((grant) => ({ kind: 'end', grantId: grant.id, personId: grant.personId, reason }));
}
