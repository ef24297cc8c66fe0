import type { QueueDefinition } from '../platform/jobs.js';

/** What is to be done by hand is followed: each hour, and at once when something urgent has been ordered. */
export const handlingQueue: QueueDefinition<object> = {
  name: 'handling',
  options: { policy: 'stately', retryLimit: 3, retryDelay: 30, retryBackoff: true, expireInSeconds: 600 },
};
