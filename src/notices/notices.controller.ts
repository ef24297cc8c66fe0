import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { PersonActor } from '../policy/model/actor.js';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { Demands } from '../platform/http/demands.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import { MarkRead } from './mark-read.js';
import { markedReadSchema, markReadSchema } from './notices.schema.js';

@ApiTags('notices')
@Controller('notices')
export class NoticesController {
  constructor(private readonly markRead: MarkRead) {}

  @Demands('own.read')
  @Post('read')
  @HttpCode(200)
  @Returns(markedReadSchema)
  read(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: markReadSchema }) body: z.output<typeof markReadSchema>,
  ): Promise<z.input<typeof markedReadSchema>> {
    return this.markRead.run(actor, body.ids);
  }
}
