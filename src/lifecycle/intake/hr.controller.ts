import { setTimeout as sleep } from 'node:timers/promises';
import { Body, Controller, Get, HttpCode, Logger, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { sqlState } from '../../platform/database.js';
import { CurrentActor, type SignedInRequest } from '../../platform/http/actor.decorator.js';
import { Demands } from '../../platform/http/demands.decorator.js';
import { AnswerOnce } from '../../platform/http/answer-once.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { CancelImport } from './cancel-import.js';
import {
  differencesSchema,
  hrSourcesSchema,
  importIdSchema,
  importsQuerySchema,
  importsSchema,
  importViewSchema,
  pullSchema,
  sourceIdSchema,
  quarantineSchema,
  resolutionSchema,
  type ImportsQuery,
} from './hr.schema.js';
import { ReadImports, type ImportView } from './read-imports.js';
import { receiveUpload, type Upload } from './receive-upload.js';
import { PullSource } from './pull-source.js';
import { ReleaseImport } from './release-import.js';
import { TakeHrSnapshot } from './take-hr-snapshot.js';

/** How long an upload's answer waits for the end; a longer import is followed by asking for it. */
const patienceMs = 8000;

@ApiTags('hr')
@Controller('hr')
export class HrController {
  readonly #log = new Logger('HrImport');

  constructor(
    private readonly take: TakeHrSnapshot,
    private readonly pull: PullSource,
    private readonly imports: ReadImports,
    private readonly release: ReleaseImport,
    private readonly cancel: CancelImport,
    private readonly once: AnswerOnce,
  ) {}

  @Get('sources')
  @Returns(hrSourcesSchema)
  async sources(
    @CurrentActor() actor: PersonActor,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof hrSourcesSchema>> {
    return { items: await this.imports.sources(actor, language), next: null };
  }

  @Post('imports')
  @HttpCode(202)
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      properties: {
        source: { type: 'string' },
        asOf: { type: 'string', format: 'date' },
        dryRun: { type: 'string', enum: ['true', 'false'] },
        rows: { type: 'string', description: 'rows of the employments file, announced' },
        unitRows: { type: 'string', description: 'rows of the units file, announced' },
        files: { type: 'array', items: { type: 'string', format: 'binary' } },
      },
    },
  })
  @Returns(importViewSchema, 202)
  async upload(
    @CurrentActor() actor: PersonActor,
    @Req() request: SignedInRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @WantedLanguage() language: Language,
  ): Promise<unknown> {
    const key = this.once.keyOf(request);
    await this.take.authorise(actor); // before a byte of it is stored
    const upload = await receiveUpload(request);
    if (key === null) return this.#import(actor, upload, language);
    const work = { begun: false };
    try {
      return await this.once.run(key, upload.digest, reply, () => {
        work.begun = true;
        return this.#import(actor, upload, language);
      });
    } finally {
      if (!work.begun) await upload.discard();
    }
  }

  /** Asks the HR system for its snapshot. The answer is the import, which may still run. */
  @Post('sources/:id/pull')
  @HttpCode(202)
  @Returns(importViewSchema, 202)
  async fetch(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: sourceIdSchema }) id: string,
    @Body({ schema: pullSchema }) body: z.output<typeof pullSchema>,
    @WantedLanguage() language: Language,
  ): Promise<ImportView> {
    return this.#follow(actor, await this.pull.start(actor, id, body.dryRun), language);
  }

  /** Removes the files when it is through with them, which may be after the answer. */
  async #import(actor: PersonActor, upload: Upload, language: Language): Promise<ImportView> {
    const { delivery, stated, source, asOf, dryRun, discard } = upload;
    try {
      const started = await this.take.start(actor, {
        delivery,
        stated,
        source,
        asOf,
        dryRun,
        channel: 'page',
      });
      const done = started.done.finally(() => discard());
      return await this.#follow(actor, { id: started.id, done }, language);
    } catch (error) {
      await discard();
      throw error;
    }
  }

  /** Refused, it is told now; failing later, the import is gone and the log says why. */
  async #follow(
    actor: PersonActor,
    { id, done }: { id: string; done: Promise<unknown> },
    language: Language,
  ): Promise<ImportView> {
    const answered = await Promise.race([done.then(() => true), sleep(patienceMs, false, { ref: false })]);
    if (!answered) done.catch((error: unknown) => this.#failed(id, error));
    return this.imports.one(actor, id, language);
  }

  @Get('imports')
  @Returns(importsSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: importsQuerySchema }) query: ImportsQuery,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof importsSchema>> {
    return this.imports.page(actor, query.after, query.limit, language);
  }

  @Get('imports/:id')
  @Returns(importViewSchema)
  one(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: importIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<ImportView> {
    return this.imports.one(actor, id, language);
  }

  @Get('imports/:id/quarantine')
  @Returns(quarantineSchema)
  quarantine(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: importIdSchema }) id: string,
    @Query({ schema: importsQuerySchema }) query: ImportsQuery,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof quarantineSchema>> {
    return this.imports.quarantine(actor, id, query.after, query.limit, language);
  }

  @Get('imports/:id/differences')
  @Returns(differencesSchema)
  differences(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: importIdSchema }) id: string,
    @Query({ schema: importsQuerySchema }) query: ImportsQuery,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof differencesSchema>> {
    return this.imports.differences(actor, id, query.after, query.limit, language);
  }

  @Demands('import.resolve')
  @Post('imports/:id/release')
  @HttpCode(200)
  @Returns(importViewSchema)
  async letThrough(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: importIdSchema }) id: string,
    @Body({ schema: resolutionSchema }) body: z.output<typeof resolutionSchema>,
    @WantedLanguage() language: Language,
  ): Promise<ImportView> {
    await this.release.run(actor, id, body.reason);
    return this.imports.one(actor, id, language);
  }

  @Demands('import.resolve')
  @Post('imports/:id/cancellation')
  @HttpCode(200)
  @Returns(importViewSchema)
  async throwAway(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: importIdSchema }) id: string,
    @Body({ schema: resolutionSchema }) body: z.output<typeof resolutionSchema>,
    @WantedLanguage() language: Language,
  ): Promise<ImportView> {
    await this.cancel.run(actor, id, body.reason);
    return this.imports.one(actor, id, language);
  }

  /** The code only: a failed statement carries rows of the file. */
  #failed(importId: string, error: unknown): void {
    this.#log.error({
      import: importId,
      code: sqlState(error) ?? (error instanceof Error ? error.name : 'unknown'),
    });
  }
}
