import { Injectable } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { FinishSignIn } from './finish-sign-in.js';
import { flowCookie, sessionCookie } from './secrets.js';

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
  constructor(private readonly finish: FinishSignIn) {
    super();
  }

  async authenticate(request: FastifyRequest): Promise<void> {
    const [, query = ''] = request.url.split('?', 2);
    try {
      const started = await this.finish.run({
        parameters: new URLSearchParams(query),
        flowSecret: request.cookies[flowCookie],
        sessionSecret: request.cookies[sessionCookie],
        address: request.ip,
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
