import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../platform/database.js';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { AnswerBatch } from './answer-batch.js';
import { AskRemoval } from './ask-removal.js';
import {
  batchAnswerSchema,
  batchPreviewSchema,
  batchPreviewViewSchema,
  batchSchema,
  likeQuerySchema,
  likeSchema,
  removalAnswerSchema,
  removalSchema,
  type BatchAnswer,
  type BatchPreview,
  type LikeColleague,
} from './asking.schema.js';
import { PreviewBatch } from './preview-batch.js';
import { ReadLike } from './read-like.js';

/** Other ways to ask than for one role for one person. */
@ApiTags('requests')
@Controller('requests')
export class AskingController {
  constructor(
    private readonly database: Database,
    private readonly like: ReadLike,
    private readonly preview: PreviewBatch,
    private readonly batch: AnswerBatch,
    private readonly removal: AskRemoval,
  ) {}

  @Get('like')
  @Returns(likeSchema)
  likeColleague(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: likeQuerySchema }) query: z.output<typeof likeQuerySchema>,
    @WantedLanguage() language: Language,
  ): Promise<LikeColleague> {
    return this.like.run(this.database, actor, query, language);
  }

  @Post('batch/preview')
  @HttpCode(200)
  @Returns(batchPreviewViewSchema)
  previewBatch(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: batchPreviewSchema }) body: z.output<typeof batchPreviewSchema>,
    @WantedLanguage() language: Language,
  ): Promise<BatchPreview> {
    return this.preview.run(this.database, actor, body, language);
  }

  @Post('batch')
  @Returns(batchAnswerSchema, 201)
  submitBatch(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: batchSchema }) body: z.output<typeof batchSchema>,
    @WantedLanguage() language: Language,
  ): Promise<BatchAnswer> {
    return this.batch.run(actor, body, language);
  }

  /** Ends a grant that is no longer needed, at once. */
  @Post('removals')
  @Returns(removalAnswerSchema, 201)
  async removeAccess(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: removalSchema }) body: z.output<typeof removalSchema>,
  ): Promise<z.input<typeof removalAnswerSchema>> {
    return this.removal.run(actor, body);
  }
}
