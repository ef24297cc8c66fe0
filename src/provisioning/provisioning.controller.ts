import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { KeepAccount, type AccountKeeping } from './keep-account.js';
import { accountKeepingSchema, keepAccountSchema, personIdSchema } from './provisioning.schema.js';

@ApiTags('accounts')
@Controller('people/:id/account-hold')
export class ProvisioningController {
  constructor(private readonly keep: KeepAccount) {}

  @Get()
  @Returns(accountKeepingSchema)
  read(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: personIdSchema }) id: string,
  ): Promise<AccountKeeping> {
    return this.keep.read(actor, id);
  }

  @Post()
  @HttpCode(200)
  @Returns(accountKeepingSchema)
  async hold(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: personIdSchema }) id: string,
    @Body({ schema: keepAccountSchema }) body: z.output<typeof keepAccountSchema>,
  ): Promise<AccountKeeping> {
    await this.keep.run(actor, id, body);
    return this.keep.read(actor, id);
  }

  @Post('release')
  @HttpCode(200)
  @Returns(accountKeepingSchema)
  async release(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: personIdSchema }) id: string,
  ): Promise<AccountKeeping> {
    await this.keep.release(actor, id);
    return this.keep.read(actor, id);
  }
}
