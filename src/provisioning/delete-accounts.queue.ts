import type { QueueDefinition } from '../platform/jobs.js';

/** Every hour, over all instances once: looks for accounts that have been disabled for long enough. */
export const deleteAccountsQueue: QueueDefinition<object> = {
  name: 'delete-accounts',
  options: { policy: 'stately', retryLimit: 3, retryDelay: 30, expireInSeconds: 3600 },
};
