import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { CurrentActor, Public, type SignedInRequest } from '../platform/http/actor.decorator.js';
import { Demands } from '../platform/http/demands.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { credentialsSchema, signInMethodsSchema, type CredentialsView } from './credentials.schema.js';
import { SignInByDevice } from './devices/sign-in-by-device.js';
import { ReadCredentials } from './read-credentials.js';
import { cookieNames } from './secrets.js';

@ApiTags('credentials')
@Controller()
export class CredentialsController {
  readonly #device: string;

  constructor(
    private readonly credentials: ReadCredentials,
    private readonly devices: SignInByDevice,
    @Inject(configToken) private readonly config: Config,
  ) {
    this.#device = cookieNames(config.http.publicUrl).device;
  }

  @Public()
  @Get('auth/methods')
  @Returns(signInMethodsSchema)
  async methods(@Req() request: FastifyRequest): Promise<z.input<typeof signInMethodsSchema>> {
    const { passkeys, passwordAndCode } = this.config;
    return {
      passkey: passkeys.enabled,
      passwordAndCode: passwordAndCode.enabled,
      knownUntil: await this.devices.knownUntil(request.cookies[this.#device]),
    };
  }

  @Demands('own.read')
  @Get('me/credentials')
  @Returns(credentialsSchema)
  own(@CurrentActor() actor: PersonActor, @Req() request: SignedInRequest): Promise<CredentialsView> {
    return this.credentials.run(actor, request.sessionId);
  }
}
