import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import {
  CurrentActor,
  NeverKept,
  Public,
  type SignedInRequest,
} from '../../platform/http/actor.decorator.js';
import { Demands } from '../../platform/http/demands.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { doneSchema } from '../passkeys/passkeys.schema.js';
import { cookieNames, cookieOptions } from '../secrets.js';
import { ChangeApp } from './change-app.js';
import { confirmAppSchema, newAppSchema, passwordSignInSchema, recoveryCodesSchema } from './codes.schema.js';
import { SignInByCode } from './sign-in-by-code.js';

type Done = z.input<typeof doneSchema>;
type Codes = z.input<typeof recoveryCodesSchema>;

@ApiTags('codes')
@Controller()
export class CodesController {
  readonly #session: string;

  constructor(
    private readonly signIn: SignInByCode,
    private readonly app: ChangeApp,
    @Inject(configToken) config: Config,
  ) {
    this.#session = cookieNames(config.http.publicUrl).session;
  }

  @Public()
  @Post('auth/password')
  @HttpCode(200)
  @Returns(doneSchema)
  async password(
    @Body({ schema: passwordSignInSchema }) body: z.output<typeof passwordSignInSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Done> {
    const secret = await this.signIn.run({
      ...body,
      level: body.level ?? null,
      session: request.cookies[this.#session],
      address: request.ip,
      device: request.headers['user-agent'] ?? null,
    });
    reply.setCookie(this.#session, secret, cookieOptions);
    return { done: true };
  }

  @Demands('own.credential-change')
  @NeverKept()
  @Post('me/authenticator-app')
  @HttpCode(201)
  @Returns(newAppSchema, 201)
  begin(
    @CurrentActor() actor: PersonActor,
    @Req() request: SignedInRequest,
  ): Promise<z.input<typeof newAppSchema>> {
    return this.app.begin(actor, request.sessionId);
  }

  @Demands('own.credential-change')
  @NeverKept()
  @Post('me/authenticator-app/confirmation')
  @HttpCode(200)
  @Returns(recoveryCodesSchema)
  async confirm(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: confirmAppSchema }) body: z.output<typeof confirmAppSchema>,
    @Req() request: SignedInRequest,
  ): Promise<Codes> {
    return { codes: await this.app.confirm(actor, request.sessionId, body.code) };
  }

  @Demands('own.credential-change')
  @Post('me/authenticator-app/removal')
  @HttpCode(200)
  @Returns(doneSchema)
  async remove(@CurrentActor() actor: PersonActor): Promise<Done> {
    await this.app.remove(actor);
    return { done: true };
  }

  @Demands('own.credential-change')
  @NeverKept()
  @Post('me/recovery-codes')
  @HttpCode(200)
  @Returns(recoveryCodesSchema)
  async renew(@CurrentActor() actor: PersonActor, @Req() request: SignedInRequest): Promise<Codes> {
    return { codes: await this.app.renewRecoveryCodes(actor, request.sessionId) };
  }
}
