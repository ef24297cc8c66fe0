import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { BreakersModule } from '../breakers/breakers.module.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { GrantsModule } from '../grants/grants.module.js';
import { PeopleModule } from '../people/people.module.js';
import { CloseCampaign } from './close-campaign.js';
import { CloseDueCampaigns } from './close-due-campaigns.js';
import { CertifyForgotten } from './certify-forgotten.js';
import { DecideItems } from './decide-items.js';
import { HandOverStore } from './hand-over.store.js';
import { HandOverReviews } from './hand-over-reviews.js';
import { LoadSchedules } from './load-schedules.js';
import { OpenCampaign } from './open-campaign.js';
import { MicrocertificationStore } from './microcertification.store.js';
import { OpenDueCampaigns } from './open-due-campaigns.js';
import { OpenMicrocertification } from './open-microcertification.js';
import { ReadCampaigns } from './read-campaigns.js';
import { ReadItems } from './read-items.js';
import { ReadUnits } from './read-units.js';
import { ReviewPagesStore } from './review-pages.store.js';
import { ReviewLapsed } from './review-lapsed.js';
import { ReviewsController } from './reviews.controller.js';
import { OpenSystemReview } from './open-system-review.js';
import { SystemReviewsStore } from './system-reviews.store.js';
import { ReviewsJobs } from './reviews.jobs.js';
import { ReviewsStore } from './reviews.store.js';
import { SchedulesStore } from './schedules.store.js';
import { SignOff } from './sign-off.js';
import { StartCampaign } from './start-campaign.js';

@Module({
  imports: [AuditModule, BreakersModule, PeopleModule, CatalogueModule, GrantsModule],
  controllers: [ReviewsController],
  providers: [
    ReviewsStore,
    SchedulesStore,
    ReviewPagesStore,
    HandOverStore,
    MicrocertificationStore,
    StartCampaign,
    OpenMicrocertification,
    CertifyForgotten,
    ReviewLapsed,
    OpenCampaign,
    OpenDueCampaigns,
    DecideItems,
    SignOff,
    CloseCampaign,
    CloseDueCampaigns,
    HandOverReviews,
    LoadSchedules,
    ReadCampaigns,
    ReadItems,
    ReadUnits,
    OpenSystemReview,
    SystemReviewsStore,
    ReviewsJobs,
  ],
  exports: [
    CloseCampaign,
    HandOverReviews,
    LoadSchedules,
    OpenMicrocertification,
    ReadCampaigns,
    ReviewsJobs,
    StartCampaign,
  ],
})
export class ReviewsModule {}
