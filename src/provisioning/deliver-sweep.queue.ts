import type { QueueDefinition } from '../platform/jobs.js';

/** Every minute, over all instances once: looks for accounts that wait without a task. */
export const deliverSweepQueue: QueueDefinition<object> = {
  name: 'deliver-sweep',
  options: { policy: 'stately', retryLimit: 0, expireInSeconds: 120 },
};
