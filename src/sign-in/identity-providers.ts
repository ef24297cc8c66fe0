import { Inject, Injectable, Logger } from '@nestjs/common';
import * as oidc from 'openid-client';
import type { Config, IdentityProviderConfig } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { Refused } from '../platform/refused.js';
import { acceptedAcrs } from '../policy/assurance/assurance-of-sign-in.js';

/** What a provider says about who signed in, after every check of the token but the level. */
export interface ProvenIdentity {
  acr: unknown;
  hsaId: string | null;
  /** 12 digits each. */
  personalNumbers: string[];
  idToken: string;
}

export interface FlowSecrets {
  state: string;
  nonce: string;
  verifier: string;
}

interface Known {
  configuration: oidc.Configuration;
  at: number;
}

const freshForMs = 60 * 60_000;
const timeoutSeconds = 5;

/**
 * The configured OpenID providers. Each is discovered when first needed and again each hour; one that is down
 * keeps nobody from starting the service or from using another.
 */
@Injectable()
export class IdentityProviders {
  readonly #known = new Map<string, Known>();
  readonly #log = new Logger('IdentityProviders');
  /** From the configuration, never from Host: a callback goes nowhere else. */
  readonly #callback: string;
  readonly #start: string;

  constructor(@Inject(configToken) private readonly config: Config) {
    this.#callback = new URL('/api/auth/callback', config.http.publicUrl).href;
    this.#start = new URL('/', config.http.publicUrl).href;
  }

  /** @param id without one, the first; @throws Refused not-found */
  find(id: string | undefined): IdentityProviderConfig {
    const all = this.config.identityProviders;
    const found = id === undefined ? all[0] : all.find((provider) => provider.id === id);
    if (!found) throw Refused.because('not-found', 'There is no such identity provider.');
    return found;
  }

  /** Where to send the browser. @throws Refused provider-error */
  async authorizationUrl(provider: IdentityProviderConfig, secrets: FlowSecrets): Promise<string> {
    const configuration = await this.#configuration(provider);
    const acrs = acceptedAcrs(provider.levels);
    return oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#callback,
      scope: provider.scope,
      state: secrets.state,
      nonce: secrets.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(secrets.verifier),
      code_challenge_method: 'S256',
      ...(provider.demandBy === 'acr_values'
        ? { acr_values: acrs.join(' ') }
        : { claims: JSON.stringify({ id_token: demandedClaims(provider, acrs) }) }),
    }).href;
  }

  /**
   * Turns the callback's parameters into a proven identity: state, iss, code, PKCE, and of the ID token signature,
   * iss, aud, exp and nonce are checked.
   * @throws Refused sign-in-cancelled, level-too-low, provider-error
   */
  async exchange(
    provider: IdentityProviderConfig,
    parameters: URLSearchParams,
    secrets: FlowSecrets,
  ): Promise<ProvenIdentity> {
    const configuration = await this.#configuration(provider);
    const callback = new URL(this.#callback);
    callback.search = parameters.toString();
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, callback, {
        pkceCodeVerifier: secrets.verifier,
        expectedState: secrets.state,
        expectedNonce: secrets.nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims || !tokens.id_token) throw new Error('the provider gave no ID token');
      return { ...identityIn(provider, claims), idToken: tokens.id_token };
    } catch (error) {
      throw this.#refusalFor(error, provider);
    }
  }

  /**
   * Where to sign out at the provider too, or null when it has no such place or cannot be reached. The ID token goes
   * along as a hint only when it holds no personal number, which belongs in no address.
   */
  async endSessionUrl(providerId: string, idToken: string | null): Promise<string | null> {
    const provider = this.config.identityProviders.find(({ id }) => id === providerId);
    if (!provider) return null;
    try {
      const configuration = await this.#configuration(provider);
      if (!configuration.serverMetadata().end_session_endpoint) return null;
      return oidc.buildEndSessionUrl(configuration, {
        post_logout_redirect_uri: this.#start,
        ...(idToken === null ? {} : { id_token_hint: idToken }),
      }).href;
    } catch {
      return null; // the session here is over all the same
    }
  }

  async #configuration(provider: IdentityProviderConfig): Promise<oidc.Configuration> {
    const known = this.#known.get(provider.id);
    const now = performance.now();
    if (known && now - known.at < freshForMs) return known.configuration;
    try {
      const configuration = await this.#discover(provider);
      this.#known.set(provider.id, { configuration, at: now });
      return configuration;
    } catch (error) {
      if (known) return known.configuration;
      throw this.#refusalFor(error, provider);
    }
  }

  async #discover(provider: IdentityProviderConfig): Promise<oidc.Configuration> {
    // Without this check openid-client trusts the connection and leaves the ID token's signature unread.
    const execute = [oidc.enableNonRepudiationChecks];
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- plain http is for the trial and tests alone
    if (this.config.environment !== 'production') execute.push(oidc.allowInsecureRequests);
    return oidc.discovery(
      new URL(provider.issuer),
      provider.clientId,
      undefined,
      clientAuthentication(provider),
      { execute, timeout: timeoutSeconds },
    );
  }

  #refusalFor(error: unknown, provider: IdentityProviderConfig): Refused {
    if (error instanceof Refused) return error;
    if (error instanceof oidc.AuthorizationResponseError) {
      if (error.error === 'access_denied')
        return Refused.because('sign-in-cancelled', 'The sign-in was cancelled.');
      if (error.error === 'unmet_authentication_requirements')
        return Refused.because('level-too-low', `${provider.name} could not reach the level that is needed.`);
    }
    this.#log.warn({ provider: provider.id, err: error }, 'the identity provider failed');
    return Refused.because('provider-error', `The sign-in by ${provider.name} could not be completed.`);
  }
}

function clientAuthentication(provider: IdentityProviderConfig): oidc.ClientAuth {
  switch (provider.clientAuthentication) {
    case 'client_secret_basic':
      return oidc.ClientSecretBasic(provider.clientSecret);
    case 'client_secret_post':
      return oidc.ClientSecretPost(provider.clientSecret);
    case 'client_secret_jwt':
      return oidc.ClientSecretJwt(provider.clientSecret);
  }
}

/** As Inera's provider wants it: the level essential, the rest voluntary, and nothing that is not needed. */
function demandedClaims({ claims }: IdentityProviderConfig, acrs: string[]): Record<string, unknown> {
  const names = [...(claims.hsaId === undefined ? [] : [claims.hsaId]), ...claims.personalNumber];
  return {
    acr: { essential: true, values: acrs },
    ...Object.fromEntries(names.map((name) => [name, null])),
  };
}

function identityIn(
  { claims: names }: IdentityProviderConfig,
  claims: oidc.IDToken,
): Omit<ProvenIdentity, 'idToken'> {
  const text = (name: string | undefined): string | null => {
    const value = name !== undefined && Object.hasOwn(claims, name) ? claims[name] : undefined;
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return {
    acr: claims.acr,
    hsaId: text(names.hsaId),
    personalNumbers: names.personalNumber.flatMap((name) => {
      const parts = /^(\d{8})[-+]?(\d{4})$/.exec(text(name) ?? '');
      return parts ? [`${parts[1] ?? ''}${parts[2] ?? ''}`] : [];
    }),
  };
}
