import type { QueueDefinition } from '../platform/jobs.js';

/** Roles demand other prerequisites than before: whether their grants rest is decided anew. Worked by the room lifecycle. */
export interface FollowRolesTask {
  readonly roleIds: readonly string[];
}

export const followRolesQueue: QueueDefinition<FollowRolesTask> = {
  name: 'follow-roles',
  options: { policy: 'standard', retryLimit: 20, retryDelay: 10, retryBackoff: true, expireInSeconds: 3600 },
};
