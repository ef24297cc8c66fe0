import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { problemOf } from '../platform/http/problem.filter.js';
import { cookieNames, cookieOptions } from './secrets.js';
import { SignInRefused } from './sign-in-refused.js';

/** A browser is under way here, not a program: it goes to a page that says what happened. */
@Catch()
export class SignInFailureFilter implements ExceptionFilter {
  constructor(@Inject(configToken) private readonly config: Config) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(error);
    const code = problem.status >= 500 ? 'provider-error' : problem.code.replace(/^sign-in-/, '');
    const reference =
      error instanceof SignInRefused ? error.reference : problem.instance.replace('urn:uuid:', '');
    const page = new URLSearchParams({ fel: code, ref: reference });
    const { flow } = cookieNames(this.config.http.publicUrl);
    void reply.clearCookie(flow, cookieOptions).redirect(`/logga-in?${page.toString()}`, 303);
  }
}
