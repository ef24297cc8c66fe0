import { z } from 'zod';
import type { PublishedFacts } from '../../policy/assurance/provider-findings.js';
import type { ServerFacts } from './connect-provider.js';

const texts = z.array(z.string()).optional().catch(undefined);
const yes = z.boolean().optional().catch(undefined);
/** As much of the metadata as is told on; the provider may write anything. */
const metadata = z.object({
  token_endpoint_auth_methods_supported: texts,
  code_challenge_methods_supported: texts,
  acr_values_supported: texts,
  scopes_supported: texts,
  claims_supported: texts,
  claims_parameter_supported: yes,
  request_parameter_supported: yes,
  prompt_values_supported: texts,
  authorization_response_iss_parameter_supported: yes,
  backchannel_logout_supported: yes,
  id_token_signing_alg_values_supported: texts,
  authorization_endpoint: z.string().optional().catch(undefined),
  token_endpoint: z.string().optional().catch(undefined),
  userinfo_endpoint: z.string().optional().catch(undefined),
  jwks_uri: z.string().optional().catch(undefined),
  end_session_endpoint: z.string().optional().catch(undefined),
});
const jwks = z.object({
  keys: z.array(
    z.looseObject({
      kid: z.string().default('–'),
      kty: z.string(),
      crv: z.string().optional(),
      use: z.string().default('–'),
    }),
  ),
});
const endpointNames = [
  'authorization_endpoint',
  'token_endpoint',
  'userinfo_endpoint',
  'jwks_uri',
  'end_session_endpoint',
] as const;

export interface SeenProvider {
  readonly facts: PublishedFacts;
  readonly endpoints: { name: string; address: string }[];
  readonly algorithms: string[];
  readonly keys: { kid: string; kind: string; use: string }[];
}

/** What a provider says of itself, and the keys that it signs by. Fails when they cannot be had. */
export async function lookAtProvider(server: ServerFacts): Promise<SeenProvider> {
  const said = metadata.parse(server);
  if (said.jwks_uri === undefined) throw new Error('the provider names no keys (jwks_uri)');
  const answer = await fetch(said.jwks_uri, { signal: AbortSignal.timeout(5000), redirect: 'error' });
  if (!answer.ok) throw new Error(`the keys (jwks_uri) were answered with ${String(answer.status)}`);
  const { keys } = jwks.parse(await answer.json());
  return {
    facts: {
      clientAuthentications: said.token_endpoint_auth_methods_supported,
      pkce: said.code_challenge_methods_supported,
      acrs: said.acr_values_supported,
      scopes: said.scopes_supported,
      claims: said.claims_supported,
      takesClaims: said.claims_parameter_supported,
      takesRequestObjects: said.request_parameter_supported,
      prompts: said.prompt_values_supported,
      statesIssuer: said.authorization_response_iss_parameter_supported,
      hasUserinfo: said.userinfo_endpoint !== undefined,
      endsSessions: said.end_session_endpoint !== undefined,
      tellsLogouts: said.backchannel_logout_supported === true,
    },
    endpoints: endpointNames.flatMap((name) => {
      const address = said[name];
      return address === undefined ? [] : [{ name, address }];
    }),
    algorithms: said.id_token_signing_alg_values_supported ?? [],
    keys: keys
      .slice(0, 20)
      .map(({ kid, kty, crv, use }) => ({ kid: kid.slice(0, 100), kind: crv ?? kty, use })),
  };
}
