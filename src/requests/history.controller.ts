import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Database } from '../platform/database.js';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import { Refused } from '../platform/refused.js';
import type { PersonActor } from '../policy/model/actor.js';
import { AttachmentsStore } from './attachments.store.js';
import {
  historyListSchema,
  historyQuerySchema,
  type HistoryList,
  type HistoryQuery,
} from './history.schema.js';
import { ReadRequests } from './read-requests.js';
import { SearchHistory } from './search-history.js';
import { sendFile } from './send-file.js';

/** What was asked for, and the files that came with it. */
@ApiTags('requests')
@Controller('requests')
export class HistoryController {
  constructor(
    private readonly database: Database,
    private readonly history: SearchHistory,
    private readonly requests: ReadRequests,
    private readonly files: AttachmentsStore,
  ) {}

  @Get('history')
  @Returns(historyListSchema)
  search(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: historyQuerySchema }) query: HistoryQuery,
    @WantedLanguage() language: Language,
  ): Promise<HistoryList> {
    return this.history.run(this.database, actor, query, language);
  }

  @Get(':id/attachments/:attachmentId')
  @ApiProduces('application/octet-stream')
  async download(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Param('attachmentId', { schema: z.uuid() }) attachmentId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.requests.one(this.database, actor, id, 'sv'); // whoever may read the request may read what came with it
    const file = await this.files.ofRequest(this.database, id, attachmentId);
    if (!file) throw Refused.because('not-found', 'There is no such attachment, or you may not see it.');
    await sendFile(reply, file);
  }
}
