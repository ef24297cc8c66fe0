import { Inject, Injectable, Logger } from '@nestjs/common';
import * as oidc from 'openid-client';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import type { IdentityProviderConfig } from '../../platform/config-identity-providers.js';
import { Refused } from '../../platform/refused.js';
import { highestLevel } from '../../policy/assurance/assurance-of-sign-in.js';
import type { Claims } from '../../policy/assurance/claims.js';
import { authorizationParameters, type Demand, type FlowSecrets } from './authorization-parameters.js';
import { ClientKeys } from './client-keys.js';
import { connectProvider } from './connect-provider.js';
import { identityIn, type ProvenIdentity } from './identity-in-claims.js';
import { Turns } from './turns.js';

interface Known {
  configuration: oidc.Configuration;
  at: number;
}

const freshForMs = 60 * 60_000;
/** Codes that are exchanged at one provider at a time, and how long one waits for its turn when many come at once. */
const exchangesAtATime = 24;
const longestWaitSeconds = 30;

/**
 * The configured OpenID providers. Each is discovered when first needed and again each hour; one that is down
 * keeps nobody from starting the service or from using another.
 */
@Injectable()
export class IdentityProviders {
  readonly #known = new Map<string, Known>();
  readonly #turns = new Map<string, Turns>();
  readonly #asking = new Map<string, Promise<oidc.Configuration>>();
  readonly #log = new Logger('IdentityProviders');
  /** From the configuration, never from Host: a callback goes nowhere else. */
  readonly callback: string;
  readonly #start: string;

  constructor(
    private readonly keys: ClientKeys,
    @Inject(configToken) private readonly config: Config,
  ) {
    this.callback = new URL('/api/auth/callback', config.http.publicUrl).href;
    this.#start = new URL('/', config.http.publicUrl).href;
  }

  /** @param id without one, the first; @throws Refused not-found */
  find(id: string | undefined): IdentityProviderConfig {
    const all = this.config.identityProviders;
    const found = id === undefined ? all[0] : all.find((provider) => provider.id === id);
    if (!found) throw Refused.because('not-found', 'There is no such identity provider.');
    return found;
  }

  /** Where to send the browser. @throws Refused provider-error, level-too-low when it never reaches the level */
  async authorizationUrl(
    provider: IdentityProviderConfig,
    secrets: FlowSecrets,
    demand: Demand,
  ): Promise<string> {
    const most = highestLevel(provider.levels);
    if (most < demand.level)
      throw Refused.because(
        'level-too-low',
        `A sign-in by ${provider.name} reaches level ${String(most)} at most; level ${String(demand.level)} is needed.`,
        { facts: { has: most, demanded: demand.level } },
      );
    const configuration = await this.connected(provider);
    const parameters = await authorizationParameters(provider, secrets, demand, this.callback);
    try {
      if (provider.requestObject === 'none')
        return oidc.buildAuthorizationUrl(configuration, parameters).href;
      const key = this.keys.signing(provider.signingKey);
      return (await oidc.buildAuthorizationUrlWithJAR(configuration, parameters, key)).href;
    } catch (error) {
      throw this.refusalFor(error, provider);
    }
  }

  /** @throws Refused sign-in-cancelled, level-too-low, provider-error */
  async exchange(
    provider: IdentityProviderConfig,
    parameters: URLSearchParams,
    secrets: FlowSecrets,
  ): Promise<ProvenIdentity> {
    try {
      return await this.exchangeOrFail(provider, parameters, secrets);
    } catch (error) {
      throw this.refusalFor(error, provider);
    }
  }

  /**
   * Turns the callback's parameters into a proven identity: state, iss, code, PKCE, and of the ID token signature,
   * iss, aud, exp and nonce are checked; of userinfo its sub, and its signature where it is signed. Fails as it fails.
   */
  async exchangeOrFail(
    provider: IdentityProviderConfig,
    parameters: URLSearchParams,
    secrets: FlowSecrets,
  ): Promise<ProvenIdentity> {
    const configuration = await this.connected(provider);
    let turns = this.#turns.get(provider.id);
    // The provider's time limit then counts from when it is asked, not from when everybody pressed at seven.
    if (!turns) this.#turns.set(provider.id, (turns = new Turns(exchangesAtATime, longestWaitSeconds)));
    return turns.run(() => this.#exchangeNow(configuration, provider, parameters, secrets));
  }

  async #exchangeNow(
    configuration: oidc.Configuration,
    provider: IdentityProviderConfig,
    parameters: URLSearchParams,
    secrets: FlowSecrets,
  ): Promise<ProvenIdentity> {
    const callback = new URL(this.callback);
    callback.search = parameters.toString();
    const tokens = await oidc.authorizationCodeGrant(configuration, callback, {
      pkceCodeVerifier: secrets.verifier,
      expectedState: secrets.state,
      expectedNonce: secrets.nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims || !tokens.id_token) throw new Error('the provider gave no ID token');
    const about: Claims =
      provider.userinfo === 'none'
        ? {}
        : await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub);
    return identityIn(provider, claims, about, tokens.id_token);
  }

  /**
   * Where to sign out at the provider too, or null when it has no such place or cannot be reached. The ID token goes
   * along as a hint only when it holds no personal number, which belongs in no address.
   */
  async endSessionUrl(providerId: string, idToken: string | null): Promise<string | null> {
    const provider = this.config.identityProviders.find(({ id }) => id === providerId);
    if (!provider) return null;
    try {
      const configuration = await this.connected(provider);
      if (!configuration.serverMetadata().end_session_endpoint) return null;
      return oidc.buildEndSessionUrl(configuration, {
        post_logout_redirect_uri: this.#start,
        ...(idToken === null ? {} : { id_token_hint: idToken }),
      }).href;
    } catch {
      return null; // the session here is over all the same
    }
  }

  /** @throws Refused provider-error */
  async connected(provider: IdentityProviderConfig): Promise<oidc.Configuration> {
    const known = this.#known.get(provider.id);
    const now = performance.now();
    if (known && now - known.at < freshForMs) return known.configuration;
    try {
      return await this.ask(provider);
    } catch (error) {
      if (known) return known.configuration;
      throw this.refusalFor(error, provider);
    }
  }

  /** Asks the provider anew what it is. Fails as it fails. */
  ask(provider: IdentityProviderConfig): Promise<oidc.Configuration> {
    // At once by many, it is asked once.
    const under = this.#asking.get(provider.id);
    if (under) return under;
    const asking = this.#askNow(provider).finally(() => this.#asking.delete(provider.id));
    this.#asking.set(provider.id, asking);
    return asking;
  }

  async #askNow(provider: IdentityProviderConfig): Promise<oidc.Configuration> {
    const configuration = await connectProvider(provider, this.keys, this.isInsecure);
    this.#known.set(provider.id, { configuration, at: performance.now() });
    return configuration;
  }

  /** Plain http towards providers: for the trial and tests alone. */
  get isInsecure(): boolean {
    return this.config.environment !== 'production';
  }

  refusalFor(error: unknown, provider: IdentityProviderConfig): Refused {
    if (error instanceof Refused) return error;
    if (error instanceof oidc.AuthorizationResponseError) {
      if (error.error === 'access_denied')
        return Refused.because('sign-in-cancelled', 'The sign-in was cancelled.');
      if (error.error === 'unmet_authentication_requirements')
        return Refused.because('level-too-low', `${provider.name} could not reach the level that is needed.`);
    }
    // Never the error itself: its cause may hold the token, and with it the person's number.
    this.#log.warn({ provider: provider.id, what: wordsOf(error) }, 'the identity provider failed');
    return Refused.because('provider-error', `The sign-in by ${provider.name} could not be completed.`);
  }
}

/** What went wrong at a provider, in words that hold nothing of a token. */
export function wordsOf(error: unknown): string {
  const words: string[] = [];
  // However deep: what a library says first is often no more than that something went wrong.
  for (let one = error; typeof one === 'object' && one !== null && words.length < 4;) {
    const {
      message,
      code,
      cause,
      error: said,
    } = one as Record<'message' | 'code' | 'cause' | 'error', unknown>;
    const stated = [message, code, said].filter((part) => typeof part === 'string' && part !== '');
    words.push([...new Set(stated)].join(' '));
    one = cause;
  }
  const text = words.filter((part) => part !== '').join(': ');
  return text === '' ? 'unknown' : text.replace(/\d{6,}/g, '…').slice(0, 300);
}
