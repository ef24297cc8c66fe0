import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { CurrentActor } from '../../platform/http/actor.decorator.js';
import { Demands } from '../../platform/http/demands.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { OverseeSessions } from './oversee-sessions.js';
import { sessionIdSchema, sessionListSchema, sessionsEndedSchema } from './sessions.schema.js';

/** Where somebody else is signed in. */
@ApiTags('sessions')
@Controller('people/:id/sessions')
export class PersonSessionsController {
  constructor(private readonly oversee: OverseeSessions) {}

  @Demands('session.read-others')
  @Get()
  @Returns(sessionListSchema)
  async list(
    @CurrentActor() actor: PersonActor,
    @Param({ schema: sessionIdSchema }) { id }: z.output<typeof sessionIdSchema>,
  ): Promise<z.input<typeof sessionListSchema>> {
    return { items: await this.oversee.list(actor, id), next: null };
  }

  @Demands('session.end-others')
  @Post('end')
  @HttpCode(200)
  @Returns(sessionsEndedSchema)
  end(
    @CurrentActor() actor: PersonActor,
    @Param({ schema: sessionIdSchema }) { id }: z.output<typeof sessionIdSchema>,
  ): Promise<z.input<typeof sessionsEndedSchema>> {
    return this.oversee.endAll(actor, id);
  }
}
