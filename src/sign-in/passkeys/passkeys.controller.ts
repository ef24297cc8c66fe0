import { Body, Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
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
import { cookieNames, cookieOptions } from '../secrets.js';
import { ceremonyCookie } from './ceremony-cookie.js';
import { ChangePasskey } from './change-passkey.js';
import { EnrolPasskey } from './enrol-passkey.js';
import {
  beginPasskeySignInSchema,
  creationOptionsSchema,
  doneSchema,
  enrolPasskeySchema,
  finishPasskeySignInSchema,
  passkeyIdSchema,
  renamePasskeySchema,
  requestOptionsSchema,
} from './passkeys.schema.js';
import { SignInByPasskey } from './sign-in-by-passkey.js';

type Done = z.input<typeof doneSchema>;
const done: Done = { done: true };

@ApiTags('passkeys')
@Controller()
export class PasskeysController {
  readonly #session: string;
  readonly #ceremony: ReturnType<typeof ceremonyCookie>;

  constructor(
    private readonly signIn: SignInByPasskey,
    private readonly enrol: EnrolPasskey,
    private readonly change: ChangePasskey,
    @Inject(configToken) config: Config,
  ) {
    this.#session = cookieNames(config.http.publicUrl).session;
    this.#ceremony = ceremonyCookie(config.http.publicUrl);
  }

  @Public()
  @Post('auth/passkey/options')
  @HttpCode(200)
  @Returns(requestOptionsSchema)
  async signInOptions(
    @Body({ schema: beginPasskeySignInSchema }) body: z.output<typeof beginPasskeySignInSchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const { options, secret } = await this.signIn.begin(body.level ?? null);
    reply.setCookie(this.#ceremony.name, secret, this.#ceremony.options);
    return options;
  }

  @Public()
  @Post('auth/passkey/verify')
  @HttpCode(200)
  @Returns(doneSchema)
  async signInVerify(
    @Body({ schema: finishPasskeySignInSchema }) body: z.output<typeof finishPasskeySignInSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Done> {
    reply.clearCookie(this.#ceremony.name, this.#ceremony.options);
    const secret = await this.signIn.finish({
      response: { ...body.response, clientExtensionResults: {} },
      ceremony: request.cookies[this.#ceremony.name],
      session: request.cookies[this.#session],
      address: request.ip,
      device: request.headers['user-agent'] ?? null,
    });
    reply.setCookie(this.#session, secret, cookieOptions);
    return done;
  }

  @Demands('own.credential-change')
  @NeverKept()
  @Post('me/passkeys/options')
  @HttpCode(200)
  @Returns(creationOptionsSchema)
  async enrolOptions(
    @CurrentActor() actor: PersonActor,
    @Req() request: SignedInRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const { options, secret } = await this.enrol.begin(actor, request.sessionId);
    reply.setCookie(this.#ceremony.name, secret, this.#ceremony.options);
    return options;
  }

  @Demands('own.credential-change')
  @NeverKept()
  @Post('me/passkeys')
  @HttpCode(201)
  @Returns(doneSchema, 201)
  async enrolVerify(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: enrolPasskeySchema }) body: z.output<typeof enrolPasskeySchema>,
    @Req() request: SignedInRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Done> {
    reply.clearCookie(this.#ceremony.name, this.#ceremony.options);
    await this.enrol.finish(actor, request.sessionId, {
      response: { ...body.response, clientExtensionResults: {} },
      name: body.name,
      ceremony: request.cookies[this.#ceremony.name],
    });
    return done;
  }

  @Post('me/passkeys/:id/name')
  @HttpCode(200)
  @Returns(doneSchema)
  async rename(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: passkeyIdSchema }) id: string,
    @Body({ schema: renamePasskeySchema }) body: z.output<typeof renamePasskeySchema>,
  ): Promise<Done> {
    await this.change.rename(actor, id, body.name);
    return done;
  }

  @Demands('own.credential-change')
  @Post('me/passkeys/:id/removal')
  @HttpCode(200)
  @Returns(doneSchema)
  async remove(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: passkeyIdSchema }) id: string,
  ): Promise<Done> {
    await this.change.remove(actor, id);
    return done;
  }
}
