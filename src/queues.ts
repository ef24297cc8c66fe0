import { apiClientsQueue } from './api-clients/api-clients.jobs.js';
import { sealQueue } from './audit/audit.jobs.js';
import { catalogueDailyQueue } from './catalogue/catalogue.jobs.js';
import { followRolesQueue } from './catalogue/follow-roles.queue.js';
import { systemReviewQueue } from './catalogue/system-review.queue.js';
import { analysesQueue } from './catalogue/analyses/analyses.jobs.js';
import { deliverQueue, deliverUrgentlyQueue, deliveryAlarmsQueue } from './grants/deliver.queue.js';
import { handlingQueue } from './grants/handling.queue.js';
import { expireGrantsQueue } from './grants/expire.queue.js';
import { hrEventsQueue } from './lifecycle/intake/hr-events.queue.js';
import { leavingQueue } from './lifecycle/leaving/leaving.jobs.js';
import { pullQueue } from './lifecycle/intake/pull.queue.js';
import { midnightQueue } from './lifecycle/lifecycle.jobs.js';
import { lapsePrerequisitesQueue } from './lifecycle/prerequisites/prerequisites.jobs.js';
import { prepareQueue, shiftsQueue } from './lifecycle/shifts/shifts.jobs.js';
import { exceptionsQueue } from './credentials/exceptions/exceptions.jobs.js';
import { lostCredentialsQueue } from './credentials/lost-credentials.jobs.js';
import type { QueueDefinition } from './platform/jobs.js';
import { deleteAccountsQueue } from './provisioning/delete-accounts.queue.js';
import { deliverSweepQueue } from './provisioning/deliver-sweep.queue.js';
import { approvalsQueue } from './requests/requests.jobs.js';
import { reviewsNightlyQueue } from './reviews/reviews.jobs.js';
import { separationQueue } from './separation/separation.jobs.js';
import { emergenciesQueue } from './sign-in/break-glass/break-glass.jobs.js';
import { credentialsCleanUpQueue } from './sign-in/credentials.jobs.js';
import { signInCleanUpQueue } from './sign-in/sign-in.jobs.js';
import { settleTakeoverQueue } from './takeover/takeover.jobs.js';

/** Every queue of every room: the migration makes them, as the service's role may not. */
export const queues: readonly QueueDefinition<object>[] = [
  sealQueue,
  apiClientsQueue,
  deliverUrgentlyQueue,
  deliverQueue,
  deliverSweepQueue,
  deliveryAlarmsQueue,
  deleteAccountsQueue,
  expireGrantsQueue,
  handlingQueue,
  approvalsQueue,
  analysesQueue,
  reviewsNightlyQueue,
  midnightQueue,
  leavingQueue,
  pullQueue,
  hrEventsQueue,
  lapsePrerequisitesQueue,
  shiftsQueue,
  prepareQueue,
  signInCleanUpQueue,
  lostCredentialsQueue,
  exceptionsQueue,
  separationQueue,
  credentialsCleanUpQueue,
  emergenciesQueue,
  settleTakeoverQueue,
  catalogueDailyQueue,
  followRolesQueue,
  systemReviewQueue,
];
