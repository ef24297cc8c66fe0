import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Health } from '../health.js';
import { Public } from './actor.decorator.js';
import { Returns } from './returns.decorator.js';

const liveSchema = z.object({ status: z.literal('live') }).meta({ id: 'Liveness' });
const readySchema = z
  .object({ ready: z.boolean(), checks: z.record(z.string(), z.enum(['up', 'down'])) })
  .meta({ id: 'Readiness' });

/** For whatever keeps the service running. Names of dependencies only: no addresses, no versions, no errors. */
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  /** The process runs: restarting it would help nothing. */
  @Get('live')
  @Returns(liveSchema)
  live(): z.input<typeof liveSchema> {
    return { status: 'live' };
  }

  /** 503 while the database cannot be reached or lacks migrations: send no traffic here. */
  @Get('ready')
  @Returns(readySchema)
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<z.input<typeof readySchema>> {
    const report = await this.health.report();
    if (!report.ready) reply.status(503);
    return report;
  }
}
