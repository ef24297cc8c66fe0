import { Inject, Injectable } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { FinishSignIn } from './finish-sign-in.js';
import { cookieNames } from './secrets.js';

/** What passport lends a strategy for one request: exactly one of the two is called. */
abstract class Strategy {
  declare success: (user: object) => void;
  declare error: (error: unknown) => void;
}

/**
 * openid-client as a passport strategy. It never redirects and keeps nothing in a framework's session, so it needs
 * nothing of Express; beginning a sign-in is a route of its own.
 */
@Injectable()
export class OidcStrategy extends PassportStrategy(Strategy as new () => Strategy, 'oidc') {
  // No #field: passport calls us on an object that only inherits from this one.
  private readonly cookies: ReturnType<typeof cookieNames>;

  constructor(
    private readonly finish: FinishSignIn,
    @Inject(configToken) config: Config,
  ) {
    super();
    this.cookies = cookieNames(config.http.publicUrl);
  }

  async authenticate(request: FastifyRequest): Promise<void> {
    const [, query = ''] = request.url.split('?', 2);
    try {
      const started = await this.finish.run({
        parameters: new URLSearchParams(query),
        flowSecret: request.cookies[this.cookies.flow],
        sessionSecret: request.cookies[this.cookies.session],
        address: request.ip,
        userAgent: request.headers['user-agent'],
      });
      this.success(started);
    } catch (error) {
      this.error(error);
    }
  }

  /** Passport's hook for strategies that leave the person to the caller; ours has found the person already. */
  validate(): never {
    throw new Error('the OIDC strategy validates by itself');
  }
}

export const OidcGuard = AuthGuard('oidc');
