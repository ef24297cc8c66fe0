import { Inject, Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { Database } from '../platform/database.js';
import { IdentityProviders } from './identity-providers.js';
import { ownPath } from './return-path.js';
import { digestOf, newSecret } from './secrets.js';
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
   * @returns the provider's address, and the secret that binds this browser to the sign-in
   * @throws Refused not-found, provider-error
   */
  async run(input: {
    provider?: string | undefined;
    return?: string | undefined;
  }): Promise<{ url: string; secret: string }> {
    const provider = this.providers.find(input.provider);
    const secrets = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    const url = await this.providers.authorizationUrl(provider, secrets);
    const secret = newSecret();
    await this.store.addFlow(this.database, {
      id: digestOf(secret),
      provider: provider.id,
      ...secrets,
      returnTo: ownPath(input.return, this.config.http.publicUrl),
      demandedLevel: null,
      maxAge: null,
      expiresAt: new Date(this.clock.now().getTime() + flowMinutes * 60_000),
    });
    return { url, secret };
  }
}
