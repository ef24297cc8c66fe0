import { Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../../platform/database.js';
import { CurrentActor, type SignedInRequest } from '../../platform/http/actor.decorator.js';
import { Demands } from '../../platform/http/demands.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import { Refused } from '../../platform/refused.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { EndOwnSessions } from './end-own-sessions.js';
import { ReadSessions } from './read-sessions.js';
import { sessionIdSchema, sessionListSchema, sessionsEndedSchema } from './sessions.schema.js';

/** Where one is signed in oneself. */
@ApiTags('sessions')
@Controller('me/sessions')
export class SessionsController {
  constructor(
    private readonly database: Database,
    private readonly read: ReadSessions,
    private readonly end: EndOwnSessions,
  ) {}

  @Demands('own.read')
  @Get()
  @Returns(sessionListSchema)
  async list(
    @CurrentActor() actor: PersonActor,
    @Req() request: SignedInRequest,
  ): Promise<z.input<typeof sessionListSchema>> {
    return { items: await this.read.run(this.database, actor.personId, request.sessionId), next: null };
  }

  @Demands('own.session-end')
  @Post(':id/end')
  @HttpCode(200)
  @Returns(sessionsEndedSchema)
  endOne(
    @CurrentActor() actor: PersonActor,
    @Param({ schema: sessionIdSchema }) { id }: z.output<typeof sessionIdSchema>,
  ): Promise<z.input<typeof sessionsEndedSchema>> {
    return this.end.one(actor, id);
  }

  @Demands('own.session-end')
  @Post('end-others')
  @HttpCode(200)
  @Returns(sessionsEndedSchema)
  endOthers(
    @CurrentActor() actor: PersonActor,
    @Req() request: SignedInRequest,
  ): Promise<z.input<typeof sessionsEndedSchema>> {
    if (!request.sessionId) throw Refused.because('not-signed-in', 'Nobody is signed in.');
    return this.end.others(actor, request.sessionId);
  }
}
