import { Body, Controller, Get, Header, HttpCode, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { Public } from '../platform/http/actor.decorator.js';
import { FormRoute } from '../platform/http/form-route.js';
import { TokenLimit } from '../platform/http/rate-limit.js';
import { Returns } from '../platform/http/returns.decorator.js';
import { FollowLogout } from './follow-logout.js';
import { ClientKeys } from './providers/client-keys.js';

const logoutSchema = z.object({ logout_token: z.string().min(1).max(20_000) });
const followedSchema = z.object({ ok: z.literal(true) }).meta({ id: 'LogoutFollowed' });
const keysSchema = z.object({ keys: z.array(z.record(z.string(), z.string())) }).meta({ id: 'ClientKeys' });

/** What identity providers call, by no browser. */
@Controller('auth')
@Public()
export class ProviderLogoutController {
  constructor(
    private readonly follow: FollowLogout,
    private readonly keys: ClientKeys,
  ) {}

  /** OpenID Connect Back-Channel Logout 1.0: the token says who sent it and whose sessions end. */
  @Post('backchannel-logout')
  @HttpCode(200)
  @FormRoute()
  @UseGuards(TokenLimit)
  @Header('cache-control', 'no-store')
  @Returns(followedSchema)
  async logout(@Body({ schema: logoutSchema }) body: z.output<typeof logoutSchema>): Promise<{ ok: true }> {
    await this.follow.run(body.logout_token);
    return { ok: true };
  }

  /** Our public keys, for providers that check our signature or encrypt for us. */
  @Get('jwks')
  @Returns(keysSchema)
  jwks(): z.input<typeof keysSchema> {
    return { keys: this.keys.published() };
  }
}
