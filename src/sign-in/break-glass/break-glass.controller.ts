import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import { CurrentActor, Public } from '../../platform/http/actor.decorator.js';
import { Demands } from '../../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { doneSchema } from '../passkeys/passkeys.schema.js';
import { cookieNames, cookieOptions } from '../secrets.js';
import {
  emergenciesQuerySchema,
  emergencyIdSchema,
  emergencyListSchema,
  emergencySignInSchema,
  oneEmergencySchema,
  reviewEmergencySchema,
  type EmergencyListView,
  type OneEmergencyView,
} from './break-glass.schema.js';
import { ReadEmergencies } from './read-emergencies.js';
import { ReviewOpening } from './review-opening.js';
import { SignInByEmergency } from './sign-in-by-emergency.js';

@ApiTags('emergencies')
@Controller()
export class BreakGlassController {
  readonly #session: string;

  constructor(
    private readonly signIn: SignInByEmergency,
    private readonly emergencies: ReadEmergencies,
    private readonly review: ReviewOpening,
    @Inject(configToken) config: Config,
  ) {
    this.#session = cookieNames(config.http.publicUrl).session;
  }

  @Public()
  @Post('auth/emergency')
  @HttpCode(200)
  @Returns(doneSchema)
  async emergency(
    @Body({ schema: emergencySignInSchema }) body: z.output<typeof emergencySignInSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.input<typeof doneSchema>> {
    const secret = await this.signIn.run({
      ...body,
      session: request.cookies[this.#session],
      address: request.ip,
      device: request.headers['user-agent'] ?? null,
    });
    reply.setCookie(this.#session, secret, cookieOptions);
    return { done: true };
  }

  @Demands('emergency.read')
  @Get('emergencies')
  @Returns(emergencyListSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: emergenciesQuerySchema }) query: z.output<typeof emergenciesQuerySchema>,
    @WantedLanguage() language: Language,
  ): Promise<EmergencyListView> {
    return this.emergencies.list(actor, query, language);
  }

  @Demands('emergency.read')
  @Get('emergencies/:id')
  @Returns(oneEmergencySchema)
  one(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: emergencyIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<OneEmergencyView> {
    return this.emergencies.one(actor, id, language);
  }

  @Demands('emergency.review')
  @Post('emergencies/:id/review')
  @HttpCode(200)
  @Returns(oneEmergencySchema)
  async judge(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: emergencyIdSchema }) id: string,
    @Body({ schema: reviewEmergencySchema }) body: z.output<typeof reviewEmergencySchema>,
    @WantedLanguage() language: Language,
  ): Promise<OneEmergencyView> {
    await this.review.run(actor, id, body);
    return this.emergencies.one(actor, id, language);
  }
}
