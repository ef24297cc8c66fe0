import { Body, Catch, Controller, Header, HttpCode, Post, Req, UseFilters, UseGuards } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Clock } from '../platform/clock.js';
import { Public } from '../platform/http/actor.decorator.js';
import { ClientCertificate } from '../platform/http/client-certificate.js';
import { FormRoute } from '../platform/http/form-route.js';
import { problemOf } from '../platform/http/problem.filter.js';
import { TokenLimit } from '../platform/http/rate-limit.js';
import { Returns } from '../platform/http/returns.decorator.js';
import { Refused } from '../platform/refused.js';
import { tokenRequestSchema, tokenSchema } from './api-clients.schema.js';
import { IssueToken } from './issue-token.js';

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const errors: Readonly<Record<string, { status: number; error: string }>> = {
  'client-not-known': { status: 401, error: 'invalid_client' },
  'client-not-admitted': { status: 401, error: 'invalid_client' },
  'scope-unknown': { status: 400, error: 'invalid_scope' },
  'grant-unsupported': { status: 400, error: 'unsupported_grant_type' },
};

/** A program of OAuth's is asked here, so it is answered in OAuth's words (RFC 6749 §5.2). */
@Catch()
export class OAuthErrorFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(error);
    const known = errors[problem.code];
    const status = known?.status ?? problem.status;
    void reply
      .status(status)
      .header('cache-control', 'no-store')
      .send({
        error: known?.error ?? (status >= 500 ? 'server_error' : 'invalid_request'),
        error_description: problem.detail ?? problem.title,
      });
  }
}

@ApiTags('api-clients')
@Controller('oauth')
@Public()
export class TokenController {
  constructor(
    private readonly issue: IssueToken,
    private readonly certificate: ClientCertificate,
    private readonly clock: Clock,
  ) {}

  /** Client credentials, with a signed assertion (private_key_jwt) or the certificate that was shown to our proxy. */
  @Post('token')
  @HttpCode(200)
  @FormRoute()
  @UseGuards(TokenLimit)
  @UseFilters(OAuthErrorFilter)
  @Header('cache-control', 'no-store')
  @Returns(tokenSchema)
  async token(
    @Req() request: FastifyRequest,
    @Body({ schema: tokenRequestSchema }) body: z.output<typeof tokenRequestSchema>,
  ): Promise<z.input<typeof tokenSchema>> {
    if (body.grant_type !== 'client_credentials')
      throw Refused.because('grant-unsupported', 'The only grant is client_credentials.');
    const isSigned = body.client_assertion !== undefined;
    if (isSigned !== (body.client_assertion_type === jwtBearer))
      throw Refused.because(
        'client-not-known',
        `client_assertion goes with client_assertion_type=${jwtBearer}.`,
      );
    const { token, seconds, scopes } = await this.issue.run({
      assertion: body.client_assertion,
      clientId: body.client_id,
      scope: body.scope,
      thumbprint: isSigned ? null : this.certificate.thumbprintOf(request, this.clock.now()),
      address: request.ip,
    });
    return { access_token: token, token_type: 'Bearer', expires_in: seconds, scope: scopes.join(' ') };
  }
}
