import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { configToken } from '../config-token.js';
import { Metrics } from '../metrics.js';
import { Refused } from '../refused.js';
import { Public } from './actor.decorator.js';

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const addedByProxies = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/** For Prometheus: with the configured token; without one, only from the machine itself and through no proxy. */
@ApiExcludeController()
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    @Inject(configToken) private readonly config: Config,
  ) {}

  @Get()
  async read(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (!this.#admits(request))
      throw Refused.because('not-allowed', 'Figures are read with the token, or from the machine itself.');
    await reply.header('content-type', this.metrics.contentType).send(await this.metrics.text());
  }

  #admits(request: FastifyRequest): boolean {
    const token = this.config.http.metricsToken;
    if (token !== undefined) return isSame(request.headers.authorization ?? '', `Bearer ${token}`);
    // A proxy on the same machine looks like loopback too, and would open the figures to the world.
    return loopback.has(request.ip) && addedByProxies.every((name) => request.headers[name] === undefined);
  }
}

function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
