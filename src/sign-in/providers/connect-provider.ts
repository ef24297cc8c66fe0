import * as oidc from 'openid-client';
import type { IdentityProviderConfig } from '../../platform/config-identity-providers.js';
import type { ClientKeys } from './client-keys.js';

const timeoutSeconds = 5;
/** How an encrypted token's content may be encrypted. */
const contentEncryption = ['A256GCM', 'A128GCM', 'A192GCM', 'A128CBC-HS256', 'A256CBC-HS512'];

/** What a provider publishes of itself, as far as it is of use here. */
export type ServerFacts = ReturnType<oidc.Configuration['serverMetadata']>;

/**
 * Asks the provider what it is and can, and makes a client of it that checks every signature.
 * @param isInsecure plain http: for the trial and tests alone
 */
export async function connectProvider(
  provider: IdentityProviderConfig,
  keys: ClientKeys,
  isInsecure: boolean,
): Promise<oidc.Configuration> {
  const discovered = await oidc.discovery(new URL(provider.issuer), provider.clientId, undefined, undefined, {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- plain http is for the trial and tests alone
    execute: isInsecure ? [oidc.allowInsecureRequests] : [],
    timeout: timeoutSeconds,
  });
  const server = discovered.serverMetadata();
  const algorithms = allowed(provider, server.id_token_signing_alg_values_supported ?? ['RS256']);
  if (algorithms.length === 0)
    throw new Error('the provider signs ID tokens by no algorithm that is allowed');
  // As it was published, without the library's own functions.
  const published = JSON.parse(JSON.stringify(server)) as oidc.ServerMetadata;
  const configuration = new oidc.Configuration(
    { ...published, id_token_signing_alg_values_supported: algorithms },
    provider.clientId,
    provider.userinfo === 'signed'
      ? { userinfo_signed_response_alg: userinfoAlgorithm(provider, server) }
      : {},
    clientAuthentication(provider, keys),
  );
  configuration.timeout = timeoutSeconds;
  // Without this check openid-client trusts the connection and leaves the ID token's signature unread.
  oidc.enableNonRepudiationChecks(configuration);
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- as above
  if (isInsecure) oidc.allowInsecureRequests(configuration);
  const decrypting = keys.decrypting();
  if (decrypting.length > 0) oidc.enableDecryptingResponses(configuration, contentEncryption, ...decrypting);
  return configuration;
}

/** Of what the provider signs by, that which the configuration allows. */
export function allowed(
  { idTokenAlgorithms }: IdentityProviderConfig,
  supported: readonly string[],
): string[] {
  return supported.filter((algorithm) => (idTokenAlgorithms as readonly string[]).includes(algorithm));
}

function userinfoAlgorithm(provider: IdentityProviderConfig, server: ServerFacts): string {
  const [first] = allowed(provider, server.userinfo_signing_alg_values_supported ?? ['RS256']);
  if (first === undefined) throw new Error('the provider signs userinfo by no algorithm that is allowed');
  return first;
}

function clientAuthentication(provider: IdentityProviderConfig, keys: ClientKeys): oidc.ClientAuth {
  const { clientAuthentication: method, clientSecret } = provider;
  switch (method) {
    case 'client_secret_basic':
      return oidc.ClientSecretBasic(clientSecret);
    case 'client_secret_post':
      return oidc.ClientSecretPost(clientSecret);
    case 'client_secret_jwt':
      return oidc.ClientSecretJwt(clientSecret);
    case 'private_key_jwt':
      return oidc.PrivateKeyJwt(keys.signing(provider.signingKey));
  }
}
