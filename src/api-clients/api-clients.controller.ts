import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { Demands } from '../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import {
  apiClientListSchema,
  apiClientSchema,
  changeSchema,
  clientIdSchema,
  listQuerySchema,
  registerSchema,
} from './api-clients.schema.js';
import { ChangeClient } from './change-client.js';
import { ListClients } from './list-clients.js';
import { RegisterClient } from './register-client.js';

@ApiTags('api-clients')
@Controller('api-clients')
export class ApiClientsController {
  constructor(
    private readonly clients: ListClients,
    private readonly register: RegisterClient,
    private readonly change: ChangeClient,
  ) {}

  @Get()
  @Returns(apiClientListSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: listQuerySchema }) { after }: z.output<typeof listQuerySchema>,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof apiClientListSchema>> {
    return this.clients.page(actor, after, language);
  }

  @Demands('api-client.manage')
  @Post()
  @Returns(apiClientSchema, 201)
  async add(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: registerSchema }) body: z.output<typeof registerSchema>,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof apiClientSchema>> {
    return this.clients.one(actor, await this.register.run(actor, body), language);
  }

  @Demands('api-client.manage')
  @Post(':id/changes')
  @HttpCode(200)
  @Returns(apiClientSchema)
  async alter(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: clientIdSchema }) id: string,
    @Body({ schema: changeSchema }) body: z.output<typeof changeSchema>,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof apiClientSchema>> {
    await this.change.run(actor, id, body);
    return this.clients.one(actor, id, language);
  }
}
