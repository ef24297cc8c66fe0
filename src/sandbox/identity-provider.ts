import { generateKeyPair, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import {
  interactionPolicy,
  Provider,
  type ClientMetadata,
  type Configuration,
  type JWK,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import { isMethod, messagePage, METHODS, signInPage, STYLE, type FeaturedPerson } from './identity-page.js';
import { CLAIMS, claimsOf, type Claims } from './identity-claims.js';
import { memoryAdapter } from './provider-memory.js';

export interface StartIdentityProvider {
  /** Listens on http://localhost:PORT, which is also the issuer. */
  readonly port: number;
  /** `production` is refused: anybody may be anybody here. */
  readonly environment: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Laid over how the client is registered, to try other ways of being one. */
  readonly client?: Partial<ClientMetadata>;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  /** Asked anew for every page shown. */
  readonly featured: () => Promise<readonly FeaturedPerson[]>;
}

export interface IdentityProvider {
  readonly issuer: string;
  stop(): Promise<void>;
}

const PAGE = /^\/testlegitimation\/([\w-]+)$/;
const STYLE_PATH = '/testlegitimation.css';
const TWELVE_HOURS = 12 * 3600;

/**
 * A sandbox identity provider: a real OpenID Connect code flow (PKCE S256, `iss`, the `claims` parameter,
 * RP-initiated logout) where a page of test persons stands in for the card and the app. As at Inera, `sub`
 * is new at every sign-in, every sign-in asks anew, and the level that was reached is told as it is: a
 * service that demanded more must see that for itself. Keys and sessions live in memory only.
 * @throws Error when `environment` is `production` or the port is taken
 */
export async function startIdentityProvider(options: StartIdentityProvider): Promise<IdentityProvider> {
  if (options.environment === 'production') {
    throw new Error(
      'the sandbox identity provider signs anybody in as anybody: it refuses to start in production',
    );
  }
  const issuer = `http://localhost:${String(options.port)}`;
  const signedIn = new SignedIn();
  const provider = new Provider(issuer, await configuration(options, signedIn));
  const answer = provider.callback();
  const policy = contentPolicy(options);
  const server = createServer((request, response) => {
    response.setHeader('content-security-policy', policy);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    const path = new URL(request.url ?? '/', issuer).pathname;
    // Without its session cookie every sign-in asks who it is, and logout has nothing left to confirm.
    if (/^\/(auth(\/.*)?|session\/end)$/.test(path)) forgetSession(request, options.port);
    if (path === STYLE_PATH) send(response, 200, 'text/css', STYLE);
    else if (path === '/')
      sendPage(response, 200, messagePage('Testlegitimation', 'Logga in från Grindvakt.'));
    else if (PAGE.test(path)) void choose(provider, options, signedIn, request, response);
    else void answer(request, response);
  });
  await listen(server, options.port);
  return {
    issuer,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Who signed in under which transient `sub`, for as long as a token may be asked for. */
class SignedIn {
  readonly #all = new Map<string, { readonly claims: Claims; readonly until: number }>();

  add(claims: Claims): string {
    const now = Date.now();
    for (const [sub, { until }] of this.#all) if (until < now) this.#all.delete(sub);
    const sub = randomUUID();
    this.#all.set(sub, { claims, until: now + TWELVE_HOURS * 1000 });
    return sub;
  }

  claimsOf(sub: string): Claims | undefined {
    return this.#all.get(sub)?.claims;
  }
}

async function configuration(options: StartIdentityProvider, signedIn: SignedIn): Promise<Configuration> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const key: JWK = {
    ...privateKey.export({ format: 'jwk' }),
    kty: 'RSA',
    use: 'sig',
    alg: 'RS256',
    kid: randomUUID(),
  };
  const cookie = (name: string) => cookieName(options.port, name);
  return {
    clients: [
      {
        client_id: options.clientId,
        client_secret: options.clientSecret,
        redirect_uris: [...options.redirectUris],
        post_logout_redirect_uris: [...options.postLogoutRedirectUris],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        require_auth_time: true, // as providers of this kind always tell it
        ...options.client,
      },
    ],
    adapter: memoryAdapter(() => Date.now()),
    jwks: { keys: [key] },
    cookies: {
      keys: [randomBytes(32).toString('base64url')],
      names: { session: cookie('session'), interaction: cookie('interaction'), resume: cookie('resume') },
      long: { signed: true, httpOnly: true, sameSite: 'lax' },
      short: { signed: true, httpOnly: true, sameSite: 'lax' },
    },
    claims: { openid: ['sub', ...CLAIMS], profile: ['given_name', 'family_name'] },
    acrValues: [...new Set(Object.values(METHODS).map(({ acr }) => acr))],
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    responseTypes: ['code'],
    scopes: ['openid', 'profile'],
    features: {
      claimsParameter: { enabled: true },
      devInteractions: { enabled: false },
      encryption: { enabled: true },
      jwtUserinfo: { enabled: true },
      requestObjects: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        postLogoutSuccessSource: (ctx) => {
          showMessage(ctx, 'Utloggad', 'Du har loggat ut.');
        },
      },
    },
    interactions: {
      policy: loginPolicy(),
      url: (_ctx, interaction) => `/testlegitimation/${interaction.uid}`,
    },
    findAccount: (_ctx, sub) => {
      const claims = signedIn.claimsOf(sub);
      return claims === undefined ? undefined : { accountId: sub, claims: () => ({ sub, ...claims }) };
    },
    loadExistingGrant: grantAll,
    renderError: (ctx, { error, error_description: description }) => {
      showMessage(
        ctx,
        'Legitimeringen avbröts',
        `${error}${description === undefined ? '' : `: ${description}`}`,
      );
    },
    ttl: {
      AccessToken: 300,
      AuthorizationCode: 60,
      Grant: TWELVE_HOURS,
      IdToken: 300,
      Interaction: 600,
      Session: TWELVE_HOURS,
    },
  };
}

/** Cookies do not tell ports apart: two instances on localhost need names of their own. */
function cookieName(port: number, name: string): string {
  return `testlegitimation_${String(port)}_${name}`;
}

function forgetSession(request: IncomingMessage, port: number): void {
  const session = cookieName(port, 'session');
  const others = (request.headers.cookie ?? '').split(/; */).filter((cookie) => !cookie.startsWith(session));
  request.headers.cookie = others.join('; ');
}

/** The demanded level is not enforced here, so that the service's own check has something to refuse. */
function loginPolicy(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  const login = policy.get('login');
  login?.checks.remove('essential_acr');
  login?.checks.remove('essential_acrs');
  return policy;
}

/** Nobody is asked for consent: employer and service have settled that. */
async function grantAll(ctx: KoaContextWithOIDC) {
  const { client, session, provider } = ctx.oidc;
  if (client === undefined || session?.accountId === undefined) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid profile');
  grant.addOIDCClaims(CLAIMS);
  await grant.save();
  return grant;
}

async function choose(
  provider: Provider,
  options: StartIdentityProvider,
  signedIn: SignedIn,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await provider.interactionDetails(request, response);
  } catch {
    sendPage(
      response,
      400,
      messagePage('Legitimeringen har gått ut', 'Gå tillbaka till tjänsten och börja om.'),
    );
    return;
  }
  try {
    const people = await options.featured();
    if (request.method !== 'POST') {
      sendPage(response, 200, signInPage({ people, method: 'siths' }));
      return;
    }
    const form = await readForm(request);
    if (form.get('cancel') === 'yes') {
      const refusal = { error: 'access_denied', error_description: 'the user cancelled' };
      await provider.interactionFinished(request, response, refusal, { mergeWithLastSubmission: false });
      return;
    }
    const chosen = form.get('method') ?? '';
    const method = isMethod(chosen) ? chosen : 'siths';
    const identity = (form.get('person') ?? form.get('identity') ?? '').trim();
    const claims = isMethod(chosen) ? claimsOf(METHODS[method], identity, people) : 'Välj en legitimation.';
    if (typeof claims === 'string') {
      sendPage(response, 422, signInPage({ people, method, identity, problem: claims }));
      return;
    }
    const { acr, amr } = METHODS[method];
    const login = { accountId: signedIn.add(claims), acr, amr: [...amr], remember: false };
    await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  } catch {
    if (!response.headersSent) sendPage(response, 500, messagePage('Något gick fel', 'Försök igen.'));
    else response.destroy();
  }
}

/** Chromium holds form-action against every redirect that follows a form, hence the service's own origins. */
function contentPolicy({ redirectUris, postLogoutRedirectUris }: StartIdentityProvider): string {
  const origins = new Set([...redirectUris, ...postLogoutRedirectUris].map((uri) => new URL(uri).origin));
  return [
    "default-src 'none'",
    // Empty allows none; oidc-provider adds the hash of its one script, which sends the logout form on.
    'script-src',
    "style-src 'self'",
    `form-action 'self' ${[...origins].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function showMessage(ctx: KoaContextWithOIDC, title: string, message: string): void {
  ctx.type = 'html';
  ctx.body = messagePage(title, message);
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  send(response, status, 'text/html', html);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });
  response.end(body);
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk;
    if (text.length > 10_000) throw new Error('form too long');
  }
  return new URLSearchParams(text);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve();
    });
  });
}
