import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Clock } from '../../platform/clock.js';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import { Database } from '../../platform/database.js';
import {
  CurrentActor,
  NeverKept,
  Public,
  type SignedInRequest,
} from '../../platform/http/actor.decorator.js';
import { Demands } from '../../platform/http/demands.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import { Refused } from '../../platform/refused.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { cookieNames, cookieOptions, deviceCookieOptions } from '../secrets.js';
import {
  deviceIdSchema,
  devicesSchema,
  deviceSignInSchema,
  forgottenSchema,
  rememberedSchema,
  type DevicesView,
} from './devices.schema.js';
import { ForgetDevices } from './forget-devices.js';
import { ReadDevices } from './read-devices.js';
import { RememberDevice, type DeviceCookie } from './remember-device.js';
import { SignInByDevice } from './sign-in-by-device.js';

@ApiTags('devices')
@Controller()
export class DevicesController {
  readonly #cookies: ReturnType<typeof cookieNames>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly read: ReadDevices,
    private readonly remember: RememberDevice,
    private readonly forget: ForgetDevices,
    private readonly signIn: SignInByDevice,
    @Inject(configToken) config: Config,
  ) {
    this.#cookies = cookieNames(config.http.publicUrl);
  }

  @Public()
  @Post('auth/device')
  @HttpCode(200)
  @Returns(rememberedSchema)
  async signInByDevice(
    @Body({ schema: deviceSignInSchema }) body: z.output<typeof deviceSignInSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.input<typeof rememberedSchema>> {
    const { session, device } = await this.signIn.run({
      device: request.cookies[this.#cookies.device],
      session: request.cookies[this.#cookies.session],
      level: body.level ?? null,
      address: request.ip,
      userAgent: request.headers['user-agent'] ?? null,
    });
    reply.setCookie(this.#cookies.session, session, cookieOptions);
    return this.#set(reply, device);
  }

  @Demands('own.read')
  @Get('me/devices')
  @Returns(devicesSchema)
  own(@CurrentActor() actor: PersonActor, @Req() request: SignedInRequest): Promise<DevicesView> {
    const { sessionId, cookies } = request;
    return this.read.run(this.database, actor, { sessionId, device: cookies[this.#cookies.device] });
  }

  @Demands('own.credential-change')
  @NeverKept()
  @Post('me/devices')
  @HttpCode(201)
  @Returns(rememberedSchema, 201)
  async rememberThis(
    @CurrentActor() actor: PersonActor,
    @Req() request: SignedInRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.input<typeof rememberedSchema>> {
    const { sessionId, cookies, headers } = request;
    const cookie = await this.remember.run(actor, {
      sessionId,
      device: cookies[this.#cookies.device],
      userAgent: headers['user-agent'] ?? null,
    });
    return this.#set(reply, cookie);
  }

  @Demands('own.session-end')
  @Post('me/devices/:id/forget')
  @HttpCode(200)
  @Returns(forgottenSchema)
  async forgetOne(
    @CurrentActor() actor: PersonActor,
    @Param({ schema: deviceIdSchema }) { id }: z.output<typeof deviceIdSchema>,
  ): Promise<z.input<typeof forgottenSchema>> {
    const { personId } = actor;
    const forgotten = await this.database.transaction((tx) =>
      this.forget.run(tx, actor, { personId, id }, 'forgotten-by-self'),
    );
    if (forgotten === 0)
      throw Refused.because('not-found', 'No device of yours has this name, or it is forgotten.');
    return { forgotten };
  }

  #set(reply: FastifyReply, { secret, expiresAt }: DeviceCookie): z.input<typeof rememberedSchema> {
    const seconds = Math.max(0, Math.floor((expiresAt.getTime() - this.clock.now().getTime()) / 1000));
    reply.setCookie(this.#cookies.device, secret, { ...deviceCookieOptions, maxAge: seconds });
    return { until: expiresAt };
  }
}
