import { Injectable, Logger } from '@nestjs/common';
import {
  compactDecrypt,
  createRemoteJWKSet,
  decodeJwt,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { Clock } from '../../platform/clock.js';
import { Inject } from '@nestjs/common';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import type { IdentityProviderConfig } from '../../platform/config-identity-providers.js';
import { Refused } from '../../platform/refused.js';
import { readLogoutToken, type LogoutNews } from '../../policy/assurance/logout-token.js';
import { isRefusal } from '../../policy/model/refusal.js';
import { ClientKeys } from './client-keys.js';
import { IdentityProviders, wordsOf } from './identity-providers.js';

/** Reads a provider's logout token: whose it is, its signature, and then what it says. */
@Injectable()
export class ReadLogout {
  readonly #log = new Logger('ProviderLogout');
  readonly #keysOf = new Map<string, JWTVerifyGetKey>();

  constructor(
    private readonly providers: IdentityProviders,
    private readonly keys: ClientKeys,
    private readonly clock: Clock,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @throws Refused token-invalid, provider-error when its keys cannot be had */
  async run(token: string): Promise<{ provider: IdentityProviderConfig; news: LogoutNews }> {
    const signed = token.split('.').length === 5 ? await this.#opened(token) : token;
    const provider = this.#providerOf(signed);
    const server = (await this.providers.connected(provider)).serverMetadata();
    const { payload, type } = await this.#verified(signed, provider, server);
    const news = readLogoutToken(
      type,
      payload,
      { issuer: server.issuer, clientId: provider.clientId },
      this.clock.now(),
    );
    if (isRefusal(news)) throw new Refused(news);
    return { provider, news };
  }

  /** By what it says of itself, which is checked with that provider's keys afterwards. */
  #providerOf(token: string): IdentityProviderConfig {
    let stated: JWTPayload;
    try {
      stated = decodeJwt(token);
    } catch {
      throw Refused.because('token-invalid', 'The logout token cannot be read.');
    }
    const audience = typeof stated.aud === 'string' ? [stated.aud] : (stated.aud ?? []);
    const bare = (issuer: string): string => issuer.replace(/\/(\.well-known\/.*)?$/, '');
    const found = this.config.identityProviders.find(
      ({ issuer, clientId }) =>
        stated.iss !== undefined && bare(issuer) === bare(stated.iss) && audience.includes(clientId),
    );
    if (!found)
      throw Refused.because('token-invalid', 'The logout token is of no identity provider of ours.');
    return found;
  }

  async #verified(
    token: string,
    provider: IdentityProviderConfig,
    server: { jwks_uri?: string | undefined },
  ): Promise<{ payload: JWTPayload; type: unknown }> {
    const address = server.jwks_uri;
    if (address === undefined || (!this.providers.isInsecure && !address.startsWith('https://')))
      throw Refused.because('provider-error', `${provider.name} publishes no keys.`);
    let getKey = this.#keysOf.get(address);
    if (!getKey) {
      getKey = createRemoteJWKSet(new URL(address), { timeoutDuration: 5000 });
      this.#keysOf.set(address, getKey);
    }
    try {
      const { payload, protectedHeader } = await jwtVerify(token, getKey, {
        algorithms: [...provider.idTokenAlgorithms],
        currentDate: this.clock.now(),
        clockTolerance: 30,
      });
      return { payload, type: protectedHeader.typ };
    } catch (error) {
      this.#log.warn({ provider: provider.id, what: wordsOf(error) }, 'a logout token was not believed');
      throw Refused.because('token-invalid', 'The logout token is not signed by its issuer, or has expired.');
    }
  }

  async #opened(token: string): Promise<string> {
    for (const { key } of this.keys.decrypting())
      try {
        return new TextDecoder().decode((await compactDecrypt(token, key)).plaintext);
      } catch {
        // Another key may fit.
      }
    throw Refused.because('token-invalid', 'The logout token is encrypted for another key.');
  }
}
