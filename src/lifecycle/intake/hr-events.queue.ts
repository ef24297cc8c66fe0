import type { QueueDefinition } from '../../platform/jobs.js';

/** Tries again the events that wait: for a delivery to end, for a unit or a person to become known. */
export const hrEventsQueue: QueueDefinition<object> = {
  name: 'hr-events',
  options: {
    policy: 'standard',
    retryLimit: 20,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 300,
    expireInSeconds: 3600,
  },
};
