import { Injectable } from '@nestjs/common';
import type { Actor } from '../policy/model/actor.js';
import { Jobs, type QueueDefinition } from '../platform/jobs.js';
import { CertifyForgotten } from './certify-forgotten.js';
import { CloseDueCampaigns } from './close-due-campaigns.js';
import { HandOverReviews } from './hand-over-reviews.js';
import { systemReviewQueue } from '../catalogue/system-review.queue.js';
import { ReviewLapsed } from './review-lapsed.js';
import { OpenDueCampaigns } from './open-due-campaigns.js';
import { OpenSystemReview } from './open-system-review.js';

export const reviewsNightlyQueue: QueueDefinition<object> = {
  name: 'reviews-nightly',
  options: { policy: 'standard', retryLimit: 5, retryDelay: 30, retryBackoff: true, expireInSeconds: 3600 },
};

const actor: Actor = { kind: 'system', name: 'reviews', channel: 'schedule' };

/** Each night: ends the campaigns whose last day has passed, opens those whose day has come, hands over the stranded. */
@Injectable()
export class ReviewsJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly close: CloseDueCampaigns,
    private readonly open: OpenDueCampaigns,
    private readonly handOver: HandOverReviews,
    private readonly forgotten: CertifyForgotten,
    private readonly system: OpenSystemReview,
    private readonly lapsed: ReviewLapsed,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(reviewsNightlyQueue, {}, async () => {
      await this.run();
    });
    await this.jobs.work(systemReviewQueue, {}, async (tasks) => {
      for (const { data } of tasks) await this.system.run(actor, data);
    });
    // After midnight's joiners, movers and leavers; and again during the day, should the night have been missed.
    await this.jobs.schedule(reviewsNightlyQueue, '20 * * * *');
  }

  /** One round; repeating it the same day does nothing more. */
  async run(): Promise<void> {
    await this.close.run(actor);
    await this.open.run(actor);
    await this.forgotten.run(actor);
    await this.lapsed.run(actor);
    await this.handOver.run(actor);
  }
}
