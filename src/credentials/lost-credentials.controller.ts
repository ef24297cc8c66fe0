import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Database } from '../platform/database.js';
import { BeforeSigning, CurrentActor, Public } from '../platform/http/actor.decorator.js';
import { Demands } from '../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import {
  credentialReportListSchema,
  followedReportSchema,
  followReportSchema,
  meansListSchema,
  outsideReportedSchema,
  outsideReportSchema,
  ownReportListSchema,
  reportCredentialSchema,
  reportedCredentialSchema,
  reportIdSchema,
  reportsQuerySchema,
} from './lost-credentials.schema.js';
import { FollowReport } from './follow-report.js';
import { ReadMeans } from './read-means.js';
import { ReadReports } from './read-reports.js';
import { ReportCredential } from './report-credential.js';
import { ReportFromOutside } from './report-from-outside.js';

/** Lost and exposed credentials (H12.2.1–H12.2.3). */
@ApiTags('credentials')
@Controller('credential-reports')
export class LostCredentialsController {
  constructor(
    private readonly database: Database,
    private readonly means: ReadMeans,
    private readonly read: ReadReports,
    private readonly report: ReportCredential,
    private readonly fromOutside: ReportFromOutside,
    private readonly follow: FollowReport,
  ) {}

  /** What may be reported. */
  @BeforeSigning()
  @Demands('own.credential-report')
  @Get('means')
  @Returns(meansListSchema)
  listMeans(): z.input<typeof meansListSchema> {
    return { items: this.means.all(), next: null };
  }

  @BeforeSigning()
  @Demands('own.credential-report')
  @Get('mine')
  @Returns(ownReportListSchema)
  async mine(
    @CurrentActor() actor: PersonActor,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof ownReportListSchema>> {
    return { items: await this.read.own(this.database, actor, language), next: null };
  }

  @Demands('credential.read')
  @Get()
  @Returns(credentialReportListSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: reportsQuerySchema }) query: z.output<typeof reportsQuerySchema>,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof credentialReportListSchema>> {
    return this.read.list(this.database, actor, query, language);
  }

  @BeforeSigning()
  @Demands('own.credential-report')
  @Post()
  @Returns(reportedCredentialSchema, 201)
  add(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: reportCredentialSchema }) body: z.output<typeof reportCredentialSchema>,
  ): Promise<z.input<typeof reportedCredentialSchema>> {
    const { personId = actor.personId, means, cause, note } = body;
    return this.report.run(actor, { personId, ...means, cause, note });
  }

  @Public()
  @Post('outside')
  @HttpCode(202)
  @Returns(outsideReportedSchema, 202)
  async addFromOutside(
    @Body({ schema: outsideReportSchema }) body: z.output<typeof outsideReportSchema>,
    @Req() request: FastifyRequest,
  ): Promise<z.input<typeof outsideReportedSchema>> {
    await this.fromOutside.run(body, request.ip);
    return { received: true };
  }

  @Demands('credential.follow')
  @Post(':id/steps')
  @HttpCode(200)
  @Returns(followedReportSchema)
  async step(
    @CurrentActor() actor: PersonActor,
    @Param({ schema: reportIdSchema }) { id }: z.output<typeof reportIdSchema>,
    @Body({ schema: followReportSchema }) body: z.output<typeof followReportSchema>,
  ): Promise<z.input<typeof followedReportSchema>> {
    const means = body.kind === 'confirm' ? body.means : undefined;
    await this.follow.run(actor, id, body, { means, note: body.note });
    return { done: true };
  }
}
