import type { Change, Grant, SuspensionCause } from '../model/access.js';

/**
 * What makes live grants rest or work again: the difference between why each rests and why it should. A cause that is
 * gone wakes the grant without a new decision; only when none is left does it work.
 */
export function planSuspension(
  grants: readonly Grant[],
  wanted: (grant: Grant) => ReadonlySet<SuspensionCause>,
): Change[] {
  return grants.flatMap((grant): Change[] => {
    const { id: grantId, personId } = grant;
    const causes = wanted(grant);
    const rests = [...causes].filter((cause) => !grant.suspendedFor.includes(cause));
    const wakes = grant.suspendedFor.filter((cause) => !causes.has(cause));
    return [
      ...rests.map((cause): Change => ({ kind: 'suspend', grantId, personId, cause })),
      ...wakes.map((cause): Change => ({ kind: 'resume', grantId, personId, cause })),
    ];
  });
}
