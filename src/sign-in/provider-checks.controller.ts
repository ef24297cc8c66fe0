import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { Demands } from '../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { flowMinutes } from './begin-sign-in.js';
import { CheckProvider } from './check-provider.js';
import {
  providerCheckSchema,
  providerIdSchema,
  providerSetUpsSchema,
  providerTestSchema,
  triedSchema,
} from './provider-checks.schema.js';
import { cookieNames, cookieOptions, type CookieNames } from './secrets.js';

@ApiTags('identity-providers')
@Controller('identity-providers')
export class ProviderChecksController {
  readonly #cookies: CookieNames;

  constructor(
    private readonly check: CheckProvider,
    @Inject(configToken) config: Config,
  ) {
    this.#cookies = cookieNames(config.http.publicUrl);
  }

  @Demands('provider.read')
  @Get()
  @Returns(providerSetUpsSchema)
  list(@CurrentActor() actor: PersonActor): Promise<z.input<typeof providerSetUpsSchema>> {
    return this.check.list(actor);
  }

  /** What came of trying one out; told once, from the browser's own sealed cookie. */
  @Demands('provider.test')
  @Post('tests/result')
  @HttpCode(200)
  @Returns(triedSchema)
  result(
    @CurrentActor() actor: PersonActor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof triedSchema>> {
    reply.clearCookie(this.#cookies.tried, cookieOptions);
    return this.check.result(actor, request.cookies[this.#cookies.tried], language);
  }

  @Demands('provider.test')
  @Post(':id/checks')
  @HttpCode(200)
  @Returns(providerCheckSchema)
  look(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: providerIdSchema }) id: string,
  ): Promise<z.input<typeof providerCheckSchema>> {
    return this.check.look(actor, id);
  }

  @Demands('provider.test')
  @Post(':id/tests')
  @HttpCode(200)
  @Returns(providerTestSchema)
  async try(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: providerIdSchema }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.input<typeof providerTestSchema>> {
    const { url, secret } = await this.check.try(actor, id);
    reply.setCookie(this.#cookies.flow, secret, { ...cookieOptions, maxAge: flowMinutes * 60 });
    return { url };
  }
}
