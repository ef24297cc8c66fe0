import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { CurrentActor, Public, type SignedInRequest } from '../platform/http/actor.decorator.js';
import { Demands } from '../platform/http/demands.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { credentialsSchema, signInMethodsSchema, type CredentialsView } from './credentials.schema.js';
import { ReadCredentials } from './read-credentials.js';

@ApiTags('credentials')
@Controller()
export class CredentialsController {
  constructor(
    private readonly credentials: ReadCredentials,
    @Inject(configToken) private readonly config: Config,
  ) {}

  @Public()
  @Get('auth/methods')
  @Returns(signInMethodsSchema)
  methods(): z.input<typeof signInMethodsSchema> {
    const { passkeys, passwordAndCode } = this.config;
    return { passkey: passkeys.enabled, passwordAndCode: passwordAndCode.enabled };
  }

  @Demands('own.read')
  @Get('me/credentials')
  @Returns(credentialsSchema)
  own(@CurrentActor() actor: PersonActor, @Req() request: SignedInRequest): Promise<CredentialsView> {
    return this.credentials.run(actor, request.sessionId);
  }
}
