import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import { CurrentActor, NeverKept, Public } from '../../platform/http/actor.decorator.js';
import { Demands } from '../../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ceremonyCookie } from '../passkeys/ceremony-cookie.js';
import { creationOptionsSchema, doneSchema } from '../passkeys/passkeys.schema.js';
import { AcceptInvitation } from './accept-invitation.js';
import {
  beginInvitationSchema,
  finishInvitationSchema,
  issuedInvitationSchema,
  issueInvitationSchema,
  personIdSchema,
  serviceQuerySchema,
  serviceSchema,
  unlockSchema,
} from './invitations.schema.js';
import { invitationAddress } from './invitation-address.js';
import { IssueInvitation } from './issue-invitation.js';
import { ReadService } from './read-service.js';
import { UnlockSignIn } from './unlock-sign-in.js';

type Done = z.input<typeof doneSchema>;
const done: Done = { done: true };

/** The desk that helps people to sign in, and the page where an invitation is accepted. */
@ApiTags('invitations')
@Controller()
export class InvitationsController {
  readonly #ceremony: ReturnType<typeof ceremonyCookie>;

  constructor(
    private readonly service: ReadService,
    private readonly issue: IssueInvitation,
    private readonly accept: AcceptInvitation,
    private readonly unlock: UnlockSignIn,
    @Inject(configToken) private readonly config: Config,
  ) {
    this.#ceremony = ceremonyCookie(config.http.publicUrl);
  }

  @Get('sign-in-help')
  @Returns(serviceSchema)
  async read(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: serviceQuerySchema }) query: z.output<typeof serviceQuerySchema>,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof serviceSchema>> {
    const by = query.person === undefined ? { key: query.key ?? '' } : { personId: query.person };
    return this.service.run(actor, by, language);
  }

  @Demands('invitation.issue')
  @NeverKept()
  @Post('sign-in-help/:personId/invitation')
  @HttpCode(201)
  @Returns(issuedInvitationSchema, 201)
  async invite(
    @CurrentActor() actor: PersonActor,
    @Param('personId', { schema: personIdSchema }) personId: string,
    @Body({ schema: issueInvitationSchema }) body: z.output<typeof issueInvitationSchema>,
  ): Promise<z.input<typeof issuedInvitationSchema>> {
    const { code, expiresAt } = await this.issue.run(actor, { personId, document: body.document });
    return { code, url: invitationAddress(this.config.http.publicUrl, code), expiresAt };
  }

  @Post('sign-in-help/:personId/invitation/withdrawal')
  @HttpCode(200)
  @Returns(doneSchema)
  async withdraw(
    @CurrentActor() actor: PersonActor,
    @Param('personId', { schema: personIdSchema }) personId: string,
  ): Promise<Done> {
    await this.issue.withdraw(actor, personId);
    return done;
  }

  @Demands('sign-in.unlock')
  @Post('sign-in-help/:personId/unlocking')
  @HttpCode(200)
  @Returns(doneSchema)
  async open(
    @CurrentActor() actor: PersonActor,
    @Param('personId', { schema: personIdSchema }) personId: string,
    @Body({ schema: unlockSchema }) body: z.output<typeof unlockSchema>,
  ): Promise<Done> {
    await this.unlock.run(actor, personId, body.reason);
    return done;
  }

  @Public()
  @Post('auth/invitation/options')
  @HttpCode(200)
  @Returns(creationOptionsSchema)
  async options(
    @Body({ schema: beginInvitationSchema }) body: z.output<typeof beginInvitationSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const { options, secret } = await this.accept.begin(body.code, request.ip);
    reply.setCookie(this.#ceremony.name, secret, this.#ceremony.options);
    return options;
  }

  @Public()
  @Post('auth/invitation/verify')
  @HttpCode(201)
  @Returns(doneSchema, 201)
  async verify(
    @Body({ schema: finishInvitationSchema }) body: z.output<typeof finishInvitationSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Done> {
    reply.clearCookie(this.#ceremony.name, this.#ceremony.options);
    await this.accept.finish({
      response: { ...body.response, clientExtensionResults: {} },
      name: body.name,
      ceremony: request.cookies[this.#ceremony.name],
      address: request.ip,
    });
    return done;
  }
}
