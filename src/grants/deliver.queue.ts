import type { QueueDefinition } from '../platform/jobs.js';

/** Persons whose account in a target must be brought to what their grants say now. */
export interface DeliverTask {
  readonly target: string;
  readonly personIds: readonly string[];
}

// A task brings accounts to the present wanted state, so repeating or reordering tasks cannot do harm; a target
// that is down is tried again for ever, at most 30 s apart (invariant 8).
const options: QueueDefinition<DeliverTask>['options'] = {
  policy: 'standard',
  retryLimit: 1_000_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 30,
  expireInSeconds: 600,
  heartbeatSeconds: 10,
  notify: true,
};

/** Leavers by "Avsluta nu" have a lane of their own: never behind a night's batch. */
export const deliverUrgentlyQueue: QueueDefinition<DeliverTask> = { name: 'deliver-urgently', options };
/** Everything else; removals carry a higher priority than additions. */
export const deliverQueue: QueueDefinition<DeliverTask> = { name: 'deliver', options };

export const removalPriority = 10;
/** Persons in one task: enough to batch group changes, few enough to try again. */
export const personsPerTask = 500;

/** A task in it means "look for what a target has not confirmed in time"; sent ahead, it arrives when the time is. */
export const deliveryAlarmsQueue: QueueDefinition<object> = {
  name: 'delivery-alarms',
  options: { policy: 'standard', retryLimit: 3, retryDelay: 2, expireInSeconds: 120 },
};
