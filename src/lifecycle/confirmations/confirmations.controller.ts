import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../../platform/database.js';
import { CurrentActor } from '../../platform/http/actor.decorator.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { AnswerCorrection } from './answer-correction.js';
import { ConfirmStaff } from './confirm-staff.js';
import {
  confirmedSchema,
  confirmSchema,
  correctionAnswerSchema,
  correctionIdSchema,
  correctionListSchema,
  reportedSchema,
  reportSchema,
  staffListSchema,
  staffQuerySchema,
  type StaffQuery,
} from './confirmations.schema.js';
import { ReadConfirmations } from './read-confirmations.js';
import { ReportCorrection } from './report-correction.js';

@ApiTags('staff')
@Controller('staff')
export class ConfirmationsController {
  constructor(
    private readonly database: Database,
    private readonly reads: ReadConfirmations,
    private readonly confirmStaff: ConfirmStaff,
    private readonly reportCorrection: ReportCorrection,
    private readonly answerCorrection: AnswerCorrection,
  ) {}

  @Get('confirmations')
  @Returns(staffListSchema)
  staff(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: staffQuerySchema }) query: StaffQuery,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof staffListSchema>> {
    return this.reads.staff(this.database, actor, query, language);
  }

  @Post('confirmations')
  @HttpCode(200)
  @Returns(confirmedSchema)
  async confirm(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: confirmSchema }) body: z.output<typeof confirmSchema>,
  ): Promise<z.input<typeof confirmedSchema>> {
    return { confirmed: await this.confirmStaff.run(actor, body.staff) };
  }

  @Get('corrections')
  @Returns(correctionListSchema)
  corrections(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: staffQuerySchema }) query: StaffQuery,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof correctionListSchema>> {
    return this.reads.corrections(this.database, actor, query, language);
  }

  @Post('corrections')
  @HttpCode(201)
  @Returns(reportedSchema, 201)
  async report(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: reportSchema }) body: z.output<typeof reportSchema>,
  ): Promise<z.input<typeof reportedSchema>> {
    return { id: await this.reportCorrection.run(actor, body) };
  }

  @Post('corrections/:id/answer')
  @HttpCode(200)
  @Returns(reportedSchema)
  async answer(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: correctionIdSchema }) id: string,
    @Body({ schema: correctionAnswerSchema }) body: z.output<typeof correctionAnswerSchema>,
  ): Promise<z.input<typeof reportedSchema>> {
    await this.answerCorrection.run(actor, id, body);
    return { id };
  }
}
