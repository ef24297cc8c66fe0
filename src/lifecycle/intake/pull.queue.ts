import type { QueueDefinition } from '../../platform/jobs.js';

/** A source's own hour has come. Not tried again by itself: the fetching has its attempts, and the next hour comes. */
export const pullQueue: QueueDefinition<{ source: string }> = {
  name: 'hr-pull',
  options: { policy: 'standard', retryLimit: 0, expireInSeconds: 4 * 3600 },
};
