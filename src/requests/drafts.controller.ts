import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { Database } from '../platform/database.js';
import { CurrentActor, type SignedInRequest } from '../platform/http/actor.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import { Refused } from '../platform/refused.js';
import type { PersonActor } from '../policy/model/actor.js';
import { AttachFile } from './attach-file.js';
import { AttachmentsStore } from './attachments.store.js';
import {
  draftRemovalSchema,
  draftSchema,
  draftsListSchema,
  newDraftSchema,
  saveDraftSchema,
  type DraftsList,
  type DraftView,
} from './drafts.schema.js';
import { ReadDrafts } from './read-drafts.js';
import { receiveFile } from './receive-file.js';
import { SaveDraft } from './save-draft.js';
import { sendFile } from './send-file.js';

const idSchema = z.uuid();

/** The caller's begun requests, kept by the service. */
@ApiTags('requests')
@Controller('requests/drafts')
export class DraftsController {
  constructor(
    private readonly database: Database,
    private readonly drafts: ReadDrafts,
    private readonly save: SaveDraft,
    private readonly attach: AttachFile,
    private readonly files: AttachmentsStore,
    @Inject(configToken) private readonly config: Config,
  ) {}

  @Get()
  @Returns(draftsListSchema)
  list(@CurrentActor() actor: PersonActor, @WantedLanguage() language: Language): Promise<DraftsList> {
    return this.drafts.list(this.database, actor, language);
  }

  @Post()
  @Returns(draftSchema, 201)
  async begin(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: newDraftSchema }) body: z.output<typeof newDraftSchema>,
  ): Promise<DraftView> {
    const { id } = await this.save.begin(actor, body.content);
    return this.drafts.one(this.database, actor, id);
  }

  @Get(':id')
  @Returns(draftSchema)
  one(@CurrentActor() actor: PersonActor, @Param('id', { schema: idSchema }) id: string): Promise<DraftView> {
    return this.drafts.one(this.database, actor, id);
  }

  @Post(':id')
  @HttpCode(200)
  @Returns(draftSchema)
  async saveDraft(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: saveDraftSchema }) body: z.output<typeof saveDraftSchema>,
  ): Promise<DraftView> {
    await this.save.run(actor, { id, ...body });
    return this.drafts.one(this.database, actor, id);
  }

  @Post(':id/removal')
  @HttpCode(200)
  @Returns(draftsListSchema)
  async removeDraft(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: draftRemovalSchema }) _body: z.output<typeof draftRemovalSchema>,
    @WantedLanguage() language: Language,
  ): Promise<DraftsList> {
    await this.save.remove(actor, id);
    return this.drafts.list(this.database, actor, language);
  }

  @Post(':id/attachments')
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      properties: { file: { type: 'string', format: 'binary' } },
      required: ['file'],
    },
  })
  @Returns(draftSchema, 201)
  async attachFile(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: idSchema }) id: string,
    @Req() request: SignedInRequest,
  ): Promise<DraftView> {
    await this.drafts.one(this.database, actor, id); // before anything is read from a stranger
    const file = await receiveFile(request, this.config.requests.attachments.maxBytes);
    await this.attach.run(actor, id, file);
    return this.drafts.one(this.database, actor, id);
  }

  @Get(':id/attachments/:attachmentId')
  @ApiProduces('application/octet-stream')
  async download(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: idSchema }) id: string,
    @Param('attachmentId', { schema: idSchema }) attachmentId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const draft = await this.drafts.one(this.database, actor, id);
    const file = await this.files.ofDraft(this.database, draft.id, attachmentId);
    if (!file) throw Refused.because('not-found', 'There is no such attachment, or you may not see it.');
    await sendFile(reply, file);
  }

  @Post(':id/attachments/:attachmentId/removal')
  @HttpCode(200)
  @Returns(draftSchema)
  async removeFile(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: idSchema }) id: string,
    @Param('attachmentId', { schema: idSchema }) attachmentId: string,
    @Body({ schema: draftRemovalSchema }) _body: z.output<typeof draftRemovalSchema>,
  ): Promise<DraftView> {
    await this.attach.remove(actor, id, attachmentId);
    return this.drafts.one(this.database, actor, id);
  }
}
