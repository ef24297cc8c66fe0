import type { QueueDefinition } from '../platform/jobs.js';

/** A task in it means "look for grants whose time is up"; sent ahead, it arrives when the time is. */
export const expireGrantsQueue: QueueDefinition<object> = {
  name: 'grants-expire',
  options: {
    policy: 'standard',
    retryLimit: 5,
    retryDelay: 1,
    retryBackoff: true,
    expireInSeconds: 300,
    notify: true,
  },
};
