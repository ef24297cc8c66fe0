import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../platform/database.js';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import {
  colleaguesQuerySchema,
  colleaguesSchema,
  delegationIdSchema,
  delegationsSchema,
  endDelegationSchema,
  giveDelegationSchema,
  type ColleaguesView,
  type DelegationsView,
} from './delegations.schema.js';
import { EndDelegation } from './end-delegation.js';
import { GiveDelegation } from './give-delegation.js';
import { ReadDelegations } from './read-delegations.js';

@ApiTags('delegations')
@Controller('delegations')
export class DelegationsController {
  constructor(
    private readonly database: Database,
    private readonly delegations: ReadDelegations,
    private readonly give: GiveDelegation,
    private readonly end: EndDelegation,
  ) {}

  @Get()
  @Returns(delegationsSchema)
  list(@CurrentActor() actor: PersonActor, @WantedLanguage() language: Language): Promise<DelegationsView> {
    return this.delegations.run(this.database, actor, language);
  }

  @Get('colleagues')
  @Returns(colleaguesSchema)
  colleagues(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: colleaguesQuerySchema }) { q }: z.output<typeof colleaguesQuerySchema>,
    @WantedLanguage() language: Language,
  ): Promise<ColleaguesView> {
    return this.delegations.colleagues(this.database, actor, q, language);
  }

  @Post()
  @Returns(delegationsSchema, 201)
  async giveDelegation(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: giveDelegationSchema }) body: z.output<typeof giveDelegationSchema>,
    @WantedLanguage() language: Language,
  ): Promise<DelegationsView> {
    const { covers, ...wanted } = body;
    await this.give.run(actor, {
      ...wanted,
      systemId: body.systemId ?? null,
      roleId: body.roleId ?? null,
      ofRequests: covers.includes('requests'),
      ofReviews: covers.includes('reviews'),
    });
    return this.delegations.run(this.database, actor, language);
  }

  @Post(':id/ending')
  @HttpCode(200)
  @Returns(delegationsSchema)
  async endDelegation(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: delegationIdSchema }) id: string,
    @Body({ schema: endDelegationSchema }) _body: z.output<typeof endDelegationSchema>,
    @WantedLanguage() language: Language,
  ): Promise<DelegationsView> {
    await this.end.run(actor, id);
    return this.delegations.run(this.database, actor, language);
  }
}
