import type { QueueDefinition } from '../platform/jobs.js';

/** A new version of a system is in force, and all access to it is to be reviewed (H13.1.4). Worked by the room reviews. */
export interface SystemReviewTask {
  readonly systemId: string;
  readonly version: number;
}

export const systemReviewQueue: QueueDefinition<SystemReviewTask> = {
  name: 'system-review',
  options: { policy: 'standard', retryLimit: 20, retryDelay: 30, retryBackoff: true, expireInSeconds: 3600 },
};
