import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  heldIdSchema,
  heldListSchema,
  heldLossesSchema,
  heldQuerySchema,
  heldViewSchema,
  resolveHeldSchema,
  type HeldQuery,
} from '../../breakers/held.schema.js';
import { ReadHeld, type HeldView } from '../../breakers/read-held.js';
import { ResolveHeld } from '../../breakers/resolve-held.js';
import { CurrentActor } from '../../platform/http/actor.decorator.js';
import { Demands } from '../../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ReleaseHeld } from './release-held.js';

/** Changes that a breaker stopped, beside deliveries: those are settled where they are shown, under /hr/imports. */
@ApiTags('held')
@Controller('held')
export class HeldController {
  constructor(
    private readonly held: ReadHeld,
    private readonly release: ReleaseHeld,
    private readonly resolve: ResolveHeld,
  ) {}

  @Get()
  @Returns(heldListSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: heldQuerySchema }) query: HeldQuery,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof heldListSchema>> {
    return this.held.page(actor, query.after, query.limit, language);
  }

  @Get(':id')
  @Returns(heldViewSchema)
  one(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: heldIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<HeldView> {
    return this.held.one(actor, id, language);
  }

  @Get(':id/losses')
  @Returns(heldLossesSchema)
  losses(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: heldIdSchema }) id: string,
    @Query({ schema: heldQuerySchema }) query: HeldQuery,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof heldLossesSchema>> {
    return this.held.lines(actor, id, query.after, query.limit, language);
  }

  @Demands('held.resolve')
  @Post(':id/release')
  @HttpCode(200)
  @Returns(heldViewSchema)
  async letThrough(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: heldIdSchema }) id: string,
    @Body({ schema: resolveHeldSchema }) body: z.output<typeof resolveHeldSchema>,
    @WantedLanguage() language: Language,
  ): Promise<HeldView> {
    await this.release.run(actor, id, body.reason);
    return this.held.one(actor, id, language);
  }

  @Demands('held.resolve')
  @Post(':id/cancellation')
  @HttpCode(200)
  @Returns(heldViewSchema)
  async throwAway(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: heldIdSchema }) id: string,
    @Body({ schema: resolveHeldSchema }) body: z.output<typeof resolveHeldSchema>,
    @WantedLanguage() language: Language,
  ): Promise<HeldView> {
    await this.resolve.run(actor, id, 'cancel', body.reason, () => Promise.resolve());
    return this.held.one(actor, id, language);
  }
}
