import { Inject, Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { Database } from '../platform/database.js';
import { IdentityProviders } from './providers/identity-providers.js';
import { ownPath } from './return-path.js';
import { digestOf, newSecret } from './secrets.js';
import { generalLevel } from '../policy/assurance/required-assurance.js';
import type { Level } from '../policy/model/actor.js';
import { SignInStore } from './sign-in.store.js';

export const flowMinutes = 10;

/** Remembers a new sign-in on our side and says where to send the browser. */
@Injectable()
export class BeginSignIn {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: SignInStore,
    private readonly providers: IdentityProviders,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /**
   * @param input `level`: more than any sign-in must reach; `fresh`: the person shall prove anew who they are;
   *   `testerId`: try the provider out for this person, without signing in
   * @returns the provider's address, and the secret that binds this browser to the sign-in
   * @throws Refused not-found, provider-error, level-too-low
   */
  async run(input: {
    provider?: string | undefined;
    return?: string | undefined;
    level?: Level | undefined;
    fresh?: boolean | undefined;
    testerId?: string | undefined;
  }): Promise<{ url: string; secret: string }> {
    const provider = this.providers.find(input.provider);
    const demand = { level: stricter(input.level, generalLevel), maxAge: input.fresh === true ? 0 : null };
    const secrets = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    const url = await this.providers.authorizationUrl(provider, secrets, demand);
    const secret = newSecret();
    await this.store.addFlow(this.database, {
      id: digestOf(secret),
      provider: provider.id,
      ...secrets,
      returnTo: ownPath(input.return, this.config.http.publicUrl),
      demandedLevel: demand.level,
      maxAge: demand.maxAge,
      testerId: input.testerId ?? null,
      expiresAt: new Date(this.clock.now().getTime() + flowMinutes * 60_000),
    });
    return { url, secret };
  }
}

const stricter = (one: Level | undefined, other: Level): Level =>
  one !== undefined && one > other ? one : other;
