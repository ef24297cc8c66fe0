import {
  Controller,
  Get,
  HttpCode,
  Inject,
  Post,
  Query,
  Req,
  Res,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { ApiExcludeEndpoint, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import {
  BeforeSigning,
  CurrentActor,
  Public,
  type SignedInRequest,
} from '../platform/http/actor.decorator.js';
import { Demands } from '../platform/http/demands.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import { Refused } from '../platform/refused.js';
import { highestLevel } from '../policy/assurance/assurance-of-sign-in.js';
import { SignInLimit } from '../platform/http/rate-limit.js';
import type { PersonActor } from '../policy/model/actor.js';
import { BeginSignIn, flowMinutes } from './begin-sign-in.js';
import type { Finished as FinishedSignIn } from './finish-sign-in.js';
import { OidcGuard } from './oidc.strategy.js';
import { cookieList, triedMinutes } from './cookie-list.js';
import { cookieNames, cookieOptions, methodCookieOptions, type CookieNames } from './secrets.js';
import { SignInFailureFilter } from './sign-in-failure.filter.js';
import { cookiesSchema, loginQuerySchema, providersSchema, signedOutSchema } from './sign-in.schema.js';
import { SignOut } from './sign-out.js';

type Finished = FastifyRequest & { user: FinishedSignIn };

@Controller('auth')
export class SignInController {
  readonly #cookies: CookieNames;

  constructor(
    private readonly begin: BeginSignIn,
    private readonly signOut: SignOut,
    @Inject(configToken) private readonly config: Config,
  ) {
    this.#cookies = cookieNames(config.http.publicUrl);
  }

  /** What the sign-in page needs before anybody is known. */
  @Public()
  @Get('providers')
  @Returns(providersSchema)
  providers(@Req() request: FastifyRequest): z.input<typeof providersSchema> {
    const { environment, organisation, identityProviders, support } = this.config;
    const items = identityProviders.map(({ id, name, icon, levels }) => ({
      id,
      name,
      icon,
      level: highestLevel(levels),
    }));
    return {
      environment,
      organisation: organisation.name,
      support: { phone: support.phone ?? null, email: support.email ?? null, hours: support.hours ?? null },
      last: request.cookies[this.#cookies.method]?.slice(0, 100) ?? null,
      items,
      next: null,
    };
  }

  /** Every cookie that the service sets, for the page that tells of them. */
  @Public()
  @Get('cookies')
  @Returns(cookiesSchema)
  cookies(): z.input<typeof cookiesSchema> {
    return { items: cookieList(this.config.http.publicUrl, { flowMinutes }), next: null };
  }

  @Public()
  @Get('login')
  @ApiResponse({ status: 302, description: 'To the identity provider' })
  @UseGuards(SignInLimit)
  @UseFilters(SignInFailureFilter)
  async login(
    @Query({ schema: loginQuerySchema }) query: z.output<typeof loginQuerySchema>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { url, secret } = await this.begin.run({ ...query, fresh: query.fresh === '1' });
    await reply
      .setCookie(this.#cookies.flow, secret, { ...cookieOptions, maxAge: flowMinutes * 60 })
      .redirect(url, 302);
  }

  /** Where the provider sends the browser back. A new session id at every sign-in: one set before never survives. */
  @Public()
  @Get('callback')
  @ApiExcludeEndpoint()
  @UseGuards(OidcGuard)
  @UseFilters(SignInFailureFilter)
  async callback(@Req() { user }: Finished, @Res() reply: FastifyReply): Promise<void> {
    reply.clearCookie(this.#cookies.flow, cookieOptions);
    if (user.kind === 'session')
      reply
        .setCookie(this.#cookies.session, user.secret, cookieOptions)
        .setCookie(this.#cookies.method, user.provider, methodCookieOptions);
    else reply.setCookie(this.#cookies.tried, user.sealed, { ...cookieOptions, maxAge: triedMinutes * 60 });
    await reply.redirect(user.returnTo, 303);
  }

  @BeforeSigning()
  @Demands('own.session-end')
  @Post('logout')
  @HttpCode(200)
  @Returns(signedOutSchema)
  async logout(
    @CurrentActor() actor: PersonActor,
    @Req() request: SignedInRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.input<typeof signedOutSchema>> {
    if (!request.sessionId) throw Refused.because('not-signed-in', 'Nobody is signed in.');
    const url = await this.signOut.run(actor, request.sessionId);
    reply.clearCookie(this.#cookies.session, cookieOptions);
    return { url };
  }
}
