import { createHmac, createSign, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Claims = Record<string, unknown>;

/** How a token is made; what is left out is as an honest provider has it. */
export interface Forgery {
  /** Laid over the honest claims; `undefined` takes a claim away. */
  claims?: Claims;
  alg?: 'RS256' | 'none' | 'HS256';
  /** `other`: a key that the provider has never published, under the published key's name. */
  key?: 'own' | 'other';
  /** What userinfo says besides the sub of the ID token; `undefined` takes that away. */
  userinfo?: Claims;
  /** Changes the payload after it was signed. */
  alteredAfterwards?: Claims;
}

export interface MaliciousProvider {
  readonly issuer: string;
  /** Gives a code that buys one token for the sign-in which this authorization address began. */
  issue(authorizationUrl: string, forgery?: Forgery): string;
  /** A message that somebody signed out; of the honest one `change` takes away or alters. */
  logoutToken(change?: Forgery & { typ?: string }): string;
  /** The forms that the token endpoint was sent. */
  readonly tokenRequests: URLSearchParams[];
  stop(): Promise<void>;
}

/** An OpenID provider of a few lines that says whatever a test wants it to say. */
export async function startMaliciousProvider(clientId: string): Promise<MaliciousProvider> {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const tokens = new Map<string, { idToken: string; about: Claims }>();
  const abouts = new Map<string, Claims>();
  const tokenRequests: URLSearchParams[] = [];
  let issuer = '';
  const jwks = {
    keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' }],
  };

  const server = createServer((request, response) => {
    const answer = (body: unknown, status = 200): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.url === '/.well-known/openid-configuration') {
      answer({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        userinfo_endpoint: `${issuer}/userinfo`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        code_challenge_methods_supported: ['S256'],
        authorization_response_iss_parameter_supported: true,
      });
    } else if (request.url === '/jwks') answer(jwks);
    else if (request.url === '/userinfo')
      answer(abouts.get((request.headers.authorization ?? '').replace(/^Bearer /, '')) ?? {});
    else {
      let form = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (form += chunk));
      request.on('end', () => {
        const parameters = new URLSearchParams(form);
        tokenRequests.push(parameters);
        const code = parameters.get('code') ?? '';
        const token = tokens.get(code);
        tokens.delete(code);
        if (token === undefined) answer({ error: 'invalid_grant' }, 400);
        else {
          const access_token = randomUUID();
          abouts.set(access_token, token.about);
          answer({ access_token, token_type: 'Bearer', expires_in: 60, id_token: token.idToken });
        }
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

  return {
    issuer,
    tokenRequests,
    issue(authorizationUrl, forgery = {}) {
      const now = Math.floor(Date.now() / 1000);
      const nonce = new URL(authorizationUrl).searchParams.get('nonce');
      const honest = {
        iss: issuer,
        aud: clientId,
        sub: randomUUID(),
        iat: now,
        exp: now + 300,
        auth_time: now,
        nonce,
      };
      const key = forgery.key === 'other' ? other.privateKey : own.privateKey;
      const claims = { ...honest, ...forgery.claims };
      const token = sign(claims, forgery.alg ?? 'RS256', key, own.publicKey);
      const code = randomUUID();
      const about = { sub: claims.sub, ...forgery.userinfo };
      tokens.set(code, { idToken: alter(token, forgery.alteredAfterwards), about });
      return code;
    },
    logoutToken(change = {}) {
      const now = Math.floor(Date.now() / 1000);
      const honest = {
        iss: issuer,
        aud: clientId,
        iat: now,
        exp: now + 120,
        jti: randomUUID(),
        events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      };
      const key = change.key === 'other' ? other.privateKey : own.privateKey;
      const claims = { ...honest, ...change.claims };
      const token = sign(claims, change.alg ?? 'RS256', key, own.publicKey, change.typ ?? 'logout+jwt');
      return alter(token, change.alteredAfterwards);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function sign(claims: Claims, alg: string, key: KeyObject, published: KeyObject, typ = 'JWT'): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = `${part({ alg, kid: 'k1', typ })}.${part(claims)}`;
  if (alg === 'none') return `${head}.`;
  // The published key taken for a shared secret: what a verifier believes that trusts the token's own alg.
  const secret = published.export({ type: 'spki', format: 'pem' });
  const signature =
    alg === 'HS256'
      ? createHmac('sha256', secret).update(head).digest()
      : createSign('sha256').update(head).sign(key);
  return `${head}.${signature.toString('base64url')}`;
}

function alter(token: string, changes: Claims | undefined): string {
  if (changes === undefined) return token;
  const [head = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
  const altered = Buffer.from(JSON.stringify({ ...claims, ...changes })).toString('base64url');
  return `${head}.${altered}.${signature}`;
}
