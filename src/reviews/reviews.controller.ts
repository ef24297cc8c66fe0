import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { PersonActor } from '../policy/model/actor.js';
import { Database } from '../platform/database.js';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { Demands } from '../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import { CloseCampaign } from './close-campaign.js';
import { DecideItems } from './decide-items.js';
import { OpenCampaign } from './open-campaign.js';
import { ReadCampaigns } from './read-campaigns.js';
import { ReadItems } from './read-items.js';
import { ReadUnits } from './read-units.js';
import {
  campaignListSchema,
  campaignViewSchema,
  decidedSchema,
  decideItemsSchema,
  openCampaignSchema,
  reviewIdSchema,
  reviewItemListSchema,
  reviewItemsQuerySchema,
  reviewsQuerySchema,
  reviewUnitListSchema,
  reviewUnitsQuerySchema,
} from './reviews.schema.js';
import { SignOff } from './sign-off.js';

type Answer<Schema extends z.ZodType> = Promise<z.input<Schema>>;

@ApiTags('reviews')
@Controller('reviews')
export class ReviewsController {
  constructor(
    private readonly database: Database,
    private readonly campaigns: ReadCampaigns,
    private readonly items: ReadItems,
    private readonly units: ReadUnits,
    private readonly open: OpenCampaign,
    private readonly decide: DecideItems,
    private readonly sign: SignOff,
    private readonly close: CloseCampaign,
  ) {}

  @Get()
  @Returns(campaignListSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: reviewsQuerySchema }) query: z.output<typeof reviewsQuerySchema>,
    @WantedLanguage() language: Language,
  ): Answer<typeof campaignListSchema> {
    return this.campaigns.list(this.database, actor, query, language);
  }

  @Post()
  @Returns(campaignViewSchema, 201)
  async openCampaign(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: openCampaignSchema }) body: z.output<typeof openCampaignSchema>,
    @WantedLanguage() language: Language,
  ): Answer<typeof campaignViewSchema> {
    return this.campaigns.one(this.database, actor, await this.open.run(actor, body), language);
  }

  @Get('units')
  @Returns(reviewUnitListSchema)
  listUnits(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: reviewUnitsQuerySchema }) query: z.output<typeof reviewUnitsQuerySchema>,
  ): Answer<typeof reviewUnitListSchema> {
    return this.units.run(this.database, actor, query);
  }

  @Get(':id')
  @Returns(campaignViewSchema)
  one(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: reviewIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Answer<typeof campaignViewSchema> {
    return this.campaigns.one(this.database, actor, id, language);
  }

  @Get(':id/items')
  @Returns(reviewItemListSchema)
  async listItems(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: reviewIdSchema }) id: string,
    @Query({ schema: reviewItemsQuerySchema }) query: z.output<typeof reviewItemsQuerySchema>,
    @WantedLanguage() language: Language,
  ): Answer<typeof reviewItemListSchema> {
    await this.campaigns.one(this.database, actor, id, language);
    return this.items.run(this.database, actor, id, query, language);
  }

  @Post(':id/decisions')
  @HttpCode(200)
  @Returns(decidedSchema)
  async decideItems(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: reviewIdSchema }) id: string,
    @Body({ schema: decideItemsSchema }) body: z.output<typeof decideItemsSchema>,
    @WantedLanguage() language: Language,
  ): Answer<typeof decidedSchema> {
    const decisions = body.decisions.map((d) => ({ ...d, reason: d.reason ?? null }));
    const decided = await this.decide.run(actor, { campaignId: id, decisions });
    return { decided, campaign: await this.campaigns.one(this.database, actor, id, language) };
  }

  @Post(':id/sign-off')
  @HttpCode(200)
  @Returns(campaignViewSchema)
  async signOff(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: reviewIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Answer<typeof campaignViewSchema> {
    await this.sign.run(actor, id);
    return this.campaigns.one(this.database, actor, id, language);
  }

  @Demands('campaign.close')
  @Post(':id/closing')
  @HttpCode(200)
  @Returns(campaignViewSchema)
  async closeCampaign(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: reviewIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Answer<typeof campaignViewSchema> {
    await this.close.run(actor, id);
    return this.campaigns.one(this.database, actor, id, language);
  }
}
