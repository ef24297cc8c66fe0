import * as oidc from 'openid-client';
import type { IdentityProviderConfig } from '../../platform/config-identity-providers.js';
import { acceptedAcrs } from '../../policy/assurance/assurance-of-sign-in.js';
import type { Level } from '../../policy/model/actor.js';

export interface FlowSecrets {
  state: string;
  nonce: string;
  verifier: string;
}

/** What a sign-in must reach. */
export interface Demand {
  level: Level;
  /** Seconds since the person proved who they are, at most; null: any. */
  maxAge: number | null;
}

/** How old a sign-in may be: the stricter of what this one demands and what the provider's configuration says. */
export function allowedAge({ maxAge }: IdentityProviderConfig, demand: number | null): number | null {
  if (maxAge === undefined) return demand;
  return demand === null ? maxAge : Math.min(maxAge, demand);
}

/** All that the browser takes to the provider. */
export async function authorizationParameters(
  provider: IdentityProviderConfig,
  { state, nonce, verifier }: FlowSecrets,
  demand: Demand,
  callback: string,
): Promise<Record<string, string>> {
  const age = allowedAge(provider, demand.maxAge);
  // Who shall prove anew who they are is asked for it in both ways: not every provider heeds max_age.
  const prompt = demand.maxAge === null ? provider.prompt : 'login';
  return {
    ...provider.parameters,
    redirect_uri: callback,
    scope: provider.scope,
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(prompt === undefined ? {} : { prompt }),
    ...(age === null ? {} : { max_age: String(age) }),
    ...demanded(provider, acceptedAcrs(provider.levels, demand.level)),
  };
}

function demanded(provider: IdentityProviderConfig, acrs: string[]): Record<string, string> {
  if (provider.demandBy === 'none') return {};
  if (provider.demandBy === 'acr_values') return acrs.length === 0 ? {} : { acr_values: acrs.join(' ') };
  return { claims: JSON.stringify(demandedClaims(provider, acrs)) };
}

/** As Inera's provider wants it: the level essential, the rest voluntary, and nothing that is not needed. */
function demandedClaims(provider: IdentityProviderConfig, acrs: string[]): Record<string, unknown> {
  const { claims, levels, userinfo } = provider;
  const places = [
    ...(claims.hsaId ?? []),
    ...claims.personalNumber,
    ...levels.flatMap((rule) => (rule.claims ?? []).map(({ at }) => at)),
  ];
  const names = new Set(places.map((place) => (place.startsWith('/') ? (place.split('/')[1] ?? '') : place)));
  const asked = Object.fromEntries([...names].map((name) => [name, null]));
  const acr = acrs.length === 0 ? {} : { acr: { essential: true, values: acrs } };
  return {
    id_token: { ...acr, auth_time: null, ...(userinfo === 'none' ? asked : {}) },
    ...(userinfo === 'none' ? {} : { userinfo: asked }),
  };
}
