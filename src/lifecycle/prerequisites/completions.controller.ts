import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { CurrentActor, type SignedInRequest } from '../../platform/http/actor.decorator.js';
import { AnswerOnce } from '../../platform/http/answer-once.js';
import { InvalidInput } from '../../platform/http/invalid-input.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import { saveUpload } from '../../platform/http/save-upload.js';
import { openPrivateFolder } from '../../platform/private-folder.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { importIdSchema, importsQuerySchema, type ImportsQuery } from '../intake/hr.schema.js';
import {
  completionAsidesSchema,
  completionImportSchema,
  completionImportsSchema,
  completionSourcesSchema,
  completionUploadSchema,
  sentCompletionsSchema,
  type CompletionImportView,
} from './prerequisites.schema.js';
import { ReadCompletions } from './read-completions.js';
import { TakeCompletions } from './take-completions.js';

@ApiTags('prerequisites')
@Controller('prerequisites')
export class CompletionsController {
  constructor(
    private readonly take: TakeCompletions,
    private readonly read: ReadCompletions,
    private readonly once: AnswerOnce,
  ) {}

  @Get('sources')
  @Returns(completionSourcesSchema)
  sources(@CurrentActor() actor: PersonActor): Promise<z.input<typeof completionSourcesSchema>> {
    return this.read.sources(actor);
  }

  /** Completions one by one, by another system or by hand. */
  @Post('completions')
  @HttpCode(200)
  @Returns(completionImportSchema)
  async send(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: sentCompletionsSchema }) body: z.output<typeof sentCompletionsSchema>,
    @WantedLanguage() language: Language,
  ): Promise<CompletionImportView> {
    const { source, dryRun, items } = body;
    const { id } = await this.take.run(actor, { source, dryRun, channel: 'api', content: items });
    return this.read.one(actor, id, language);
  }

  /** A file of completions. */
  @Post('imports')
  @HttpCode(200)
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      properties: {
        source: { type: 'string' },
        dryRun: { type: 'string', enum: ['true', 'false'] },
        file: { type: 'string', format: 'binary' },
      },
    },
  })
  @Returns(completionImportSchema)
  async upload(
    @CurrentActor() actor: PersonActor,
    @Req() request: SignedInRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @WantedLanguage() language: Language,
  ): Promise<unknown> {
    const key = this.once.keyOf(request);
    await this.take.authorise(actor); // before a byte of it is stored
    const folder = await openPrivateFolder();
    try {
      const { fields, files } = await saveUpload(request, folder.path);
      const given = completionUploadSchema.safeParse(Object.fromEntries(fields));
      if (!given.success) throw InvalidInput.from(given.error.issues);
      const [file, ...more] = files;
      if (!file || more.length > 0)
        throw new InvalidInput([{ pointer: '/file', code: 'invalid', detail: 'send exactly one file' }]);
      const dryRun = given.data.dryRun === 'true';
      const work = async (): Promise<CompletionImportView> => {
        const content = { name: path.basename(file.name.replaceAll('\\', '/')), path: file.path };
        const { source } = given.data;
        const { id } = await this.take.run(actor, { source, dryRun, channel: 'page', content });
        return this.read.one(actor, id, language);
      };
      if (key === null) return await work();
      const digest = createHash('sha256').update(JSON.stringify(given.data));
      await pipeline(createReadStream(file.path), digest, { end: false });
      return await this.once.run(key, digest.digest(), reply, work);
    } finally {
      await folder.remove();
    }
  }

  @Get('imports')
  @Returns(completionImportsSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: importsQuerySchema }) query: ImportsQuery,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof completionImportsSchema>> {
    return this.read.page(actor, query.after, query.limit, language);
  }

  @Get('imports/:id')
  @Returns(completionImportSchema)
  one(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: importIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<CompletionImportView> {
    return this.read.one(actor, id, language);
  }

  @Get('imports/:id/asides')
  @Returns(completionAsidesSchema)
  asides(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: importIdSchema }) id: string,
    @Query({ schema: importsQuerySchema }) query: ImportsQuery,
  ): Promise<z.input<typeof completionAsidesSchema>> {
    return this.read.asides(actor, id, query.after, query.limit);
  }
}
