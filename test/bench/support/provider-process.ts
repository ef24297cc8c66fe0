import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * An identity provider in a process of its own: whoever is named by `who` in the authorization address is signed in at
 * once, so that what a benchmark measures is the service and not the person. Prints its issuer, and ends with its parent.
 */
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const loa3 = 'http://id.sambi.se/loa/loa3';
const codes = new Map<string, Record<string, unknown>>();
let issuer = '';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
function signed(claims: Record<string, unknown>): string {
  const head = `${part({ alg: 'RS256', kid: 'k1', typ: 'JWT' })}.${part(claims)}`;
  return `${head}.${createSign('sha256').update(head).sign(privateKey).toString('base64url')}`;
}

const server = createServer((request, response) => {
  const answer = (body: unknown, status = 200): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const url = new URL(request.url ?? '/', issuer);
  switch (url.pathname) {
    case '/.well-known/openid-configuration':
      answer({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        code_challenge_methods_supported: ['S256'],
        authorization_response_iss_parameter_supported: true,
      });
      break;
    case '/jwks':
      answer({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' }] });
      break;
    case '/authorize': {
      const asked = url.searchParams;
      const code = randomUUID();
      codes.set(code, {
        nonce: asked.get('nonce'),
        aud: asked.get('client_id'),
        employeeHsaId: asked.get('who'),
      });
      const back = new URL(asked.get('redirect_uri') ?? '');
      back.search = new URLSearchParams({ code, state: asked.get('state') ?? '', iss: issuer }).toString();
      response.writeHead(302, { location: back.href }).end();
      break;
    }
    default: {
      let form = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (form += chunk));
      request.on('end', () => {
        const code = new URLSearchParams(form).get('code') ?? '';
        const claims = codes.get(code);
        codes.delete(code);
        if (!claims) {
          answer({ error: 'invalid_grant' }, 400);
          return;
        }
        const now = Math.floor(Date.now() / 1000);
        const more = { iss: issuer, sub: randomUUID(), acr: loa3, iat: now, exp: now + 300, auth_time: now };
        const id_token = signed({ ...claims, ...more });
        answer({ access_token: randomUUID(), token_type: 'Bearer', expires_in: 60, id_token });
      });
    }
  }
});
server.listen(0, '127.0.0.1', () => {
  issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  process.stdout.write(`${issuer}\n`);
});
process.stdin.on('close', () => process.exit()).resume();
