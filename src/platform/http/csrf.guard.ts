import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Refused } from '../refused.js';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A change comes from our own pages or from no browser at all: browsers say where a request comes from in
 * Sec-Fetch-Site, older ones in Origin, and no page can forge either. Neither is a refusal.
 */
export class CsrfGuard implements CanActivate {
  readonly #origin: string;

  constructor(publicUrl: string) {
    this.#origin = new URL(publicUrl).origin;
  }

  canActivate(context: ExecutionContext): boolean {
    const { method, headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (safe.has(method)) return true;
    const site = headers['sec-fetch-site'];
    if (site === undefined ? headers.origin === this.#origin : site === 'same-origin') return true;
    throw Refused.because('cross-site', `Changes are accepted from ${this.#origin} only.`);
  }
}
