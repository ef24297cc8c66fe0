/** What a provider publishes that matters here; what it does not say is undefined. */
export interface PublishedFacts {
  readonly clientAuthentications?: readonly string[] | undefined;
  readonly pkce?: readonly string[] | undefined;
  readonly acrs?: readonly string[] | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly claims?: readonly string[] | undefined;
  readonly takesClaims?: boolean | undefined;
  readonly takesRequestObjects?: boolean | undefined;
  readonly prompts?: readonly string[] | undefined;
  readonly statesIssuer?: boolean | undefined;
  readonly hasUserinfo: boolean;
  readonly endsSessions: boolean;
  readonly tellsLogouts: boolean;
}

/** What is asked of it. */
export interface AskedFacts {
  readonly clientAuthentication: string;
  readonly demandBy: 'acr_values' | 'claims' | 'none';
  readonly acrs: readonly string[];
  readonly scopes: readonly string[];
  readonly claims: readonly string[];
  readonly requestObject: 'none' | 'signed';
  readonly userinfo: 'none' | 'plain' | 'signed';
  readonly prompt?: string | undefined;
  readonly highestLevel: number;
  readonly neededLevel: number;
}

export const findingCodes = [
  'level-never-reached', 'client-authentication', 'pkce', 'acr', 'scope', 'claim', 'claims-parameter', 'request-object',
  'prompt', 'userinfo', 'issuer-not-stated', 'no-logout', 'no-back-channel',
] as const; // prettier-ignore
export type FindingCode = (typeof findingCodes)[number];

export interface Finding {
  readonly code: FindingCode;
  /** `wrong`: nobody will get in by it; `weak`: it works, and something that it should have is missing. */
  readonly weight: 'wrong' | 'weak';
  /** Which, in the provider's own names. */
  readonly what: string | null;
}

/** Where what is asked of a provider and what it says of itself do not go together. What it is silent about is no finding. */
export function providerFindings(published: PublishedFacts, asked: AskedFacts): Finding[] {
  const missing = (wanted: readonly string[], there: readonly string[] | undefined): string[] =>
    there === undefined ? [] : wanted.filter((one) => !there.includes(one));
  const found: Finding[] = [];
  const add = (code: FindingCode, weight: Finding['weight'], what: string | null = null): void => {
    found.push({ code, weight, what });
  };
  if (asked.highestLevel < asked.neededLevel) add('level-never-reached', 'wrong', String(asked.highestLevel));
  // Without a statement the only method is client_secret_basic (OpenID Connect Discovery 1.0).
  for (const one of missing(
    [asked.clientAuthentication],
    published.clientAuthentications ?? ['client_secret_basic'],
  ))
    add('client-authentication', 'wrong', one);
  if (published.pkce === undefined || !published.pkce.includes('S256')) add('pkce', 'weak', 'S256');
  for (const one of missing(asked.acrs, published.acrs)) add('acr', 'weak', one);
  for (const one of missing(asked.scopes, published.scopes)) add('scope', 'wrong', one);
  for (const one of missing(asked.claims, published.claims)) add('claim', 'weak', one);
  if (asked.demandBy === 'claims' && published.takesClaims !== true) add('claims-parameter', 'weak');
  if (asked.requestObject === 'signed' && published.takesRequestObjects === false)
    add('request-object', 'wrong');
  for (const one of missing(asked.prompt === undefined ? [] : [asked.prompt], published.prompts))
    add('prompt', 'weak', one);
  if (asked.userinfo !== 'none' && !published.hasUserinfo) add('userinfo', 'wrong');
  if (published.statesIssuer !== true) add('issuer-not-stated', 'weak');
  if (!published.endsSessions) add('no-logout', 'weak');
  if (!published.tellsLogouts) add('no-back-channel', 'weak');
  return found;
}
