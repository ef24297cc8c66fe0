import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Database } from '../platform/database.js';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { freeText } from '../platform/http/free-text.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { AnswerQuestion } from './answer-question.js';
import { AskQuestion } from './ask-question.js';
import { EditRequest } from './edit-request.js';
import { ReadRequests } from './read-requests.js';
import { requestViewSchema, submitSchema, type RequestView } from './requests.schema.js';

const questionSchema = z.strictObject({ question: freeText(5, 1000) }).meta({ id: 'AskQuestion' });
const answerSchema = z.strictObject({ answer: freeText(2, 2000) }).meta({ id: 'AnswerQuestion' });
const editSchema = z
  .strictObject({
    /** Which revision was changed; another one since then is not overwritten. */
    revision: z.int().min(1),
    assessment: submitSchema.shape.assessment,
  })
  .meta({ id: 'EditRequest' });

/** What may happen to a request that has been sent and not decided. */
@ApiTags('requests')
@Controller('requests')
export class PendingController {
  constructor(
    private readonly database: Database,
    private readonly requests: ReadRequests,
    private readonly ask: AskQuestion,
    private readonly answer: AnswerQuestion,
    private readonly edit: EditRequest,
  ) {}

  @Post(':id/questions')
  @Returns(requestViewSchema, 201)
  async askQuestion(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: questionSchema }) body: z.output<typeof questionSchema>,
    @WantedLanguage() language: Language,
  ): Promise<RequestView> {
    await this.ask.run(actor, id, body.question);
    return this.requests.one(this.database, actor, id, language);
  }

  @Post(':id/answers')
  @Returns(requestViewSchema, 201)
  async answerQuestion(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: answerSchema }) body: z.output<typeof answerSchema>,
    @WantedLanguage() language: Language,
  ): Promise<RequestView> {
    await this.answer.run(actor, id, body.answer);
    return this.requests.one(this.database, actor, id, language);
  }

  @Post(':id/edits')
  @HttpCode(200)
  @Returns(requestViewSchema)
  async editRequest(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: editSchema }) body: z.output<typeof editSchema>,
    @WantedLanguage() language: Language,
  ): Promise<RequestView> {
    await this.edit.run(actor, id, body);
    return this.requests.one(this.database, actor, id, language);
  }
}
