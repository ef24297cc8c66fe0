import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RestPuller } from '../../src/connectors/hr-rest/rest-puller.js';
import { DeliveryFault } from '../../src/connectors/hr-reader.js';
import type { PulledSource } from '../../src/connectors/hr-puller.js';
import { hrSourceSchema } from '../../src/platform/config-hr.js';
import { issueForLocalhost, makeAuthority } from '../../src/sandbox/certificates.js';

/* What usual employee APIs want beside what rest-puller.spec.ts holds: other ways in, other pages, packed answers. */

type Handle = (request: IncomingMessage, answer: ServerResponse, url: URL) => void;

let server: Server;
let origin: string;
let handle: Handle;
let folder: string;
const puller = new RestPuller({ now: () => new Date('2026-11-21T12:00:00Z'), pauseMs: 5 });

beforeAll(async () => {
  server = createServer((request, answer) => {
    handle(request, answer, new URL(request.url ?? '/', origin));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-pull-ways-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const secret = 'hemlig-nyckel-4711';
const fields = ['personKey', 'personalNumber', 'givenName', 'familyName', 'number', 'kind', 'title', 'unit', 'startDate', 'endDate']; // prettier-ignore

function source(pull: object, more: object = {}, whole: object = {}): PulledSource {
  const columns = Object.fromEntries(fields.map((field) => [field, field]));
  const parsed = hrSourceSchema.parse({
    id: 'api',
    name: 'API',
    unitsFrom: 'other',
    employments: { file: 'people.json', format: 'json', columns, kinds: {}, rows: 'items', ...more },
    pull: {
      allowPrivate: true,
      timeoutSeconds: 2,
      attempts: 2,
      employments: { url: `${origin}/people` },
      ...pull,
    },
    ...whole,
  });
  if (!parsed.pull) throw new Error('no pull');
  return { ...parsed, pull: parsed.pull };
}

const people = Array.from({ length: 25 }, (_, n) => ({ personKey: `P${String(n)}`, title: 'Åsa' }));

async function pulled(from: PulledSource, name = 'people.json'): Promise<unknown> {
  const { delivery } = await puller.pull(from, mkdtempSync(path.join(folder, 'to-')));
  return (JSON.parse(readFileSync(delivery.get(name) ?? '', 'utf8')) as { items: unknown }).items;
}

async function fault(from: PulledSource): Promise<string> {
  const error: unknown = await puller
    .pull(from, mkdtempSync(path.join(folder, 'to-')))
    .catch((found: unknown) => found);
  if (!(error instanceof DeliveryFault)) throw error instanceof Error ? error : new Error('it was taken');
  expect(error.message).not.toContain(secret);
  return error.code;
}

function json(
  answer: ServerResponse,
  body: unknown,
  headers: Record<string, string> = {},
  status = 200,
): void {
  answer.writeHead(status, { 'content-type': 'application/json', ...headers });
  answer.end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
}

describe('an employee API that pages in its own way', () => {
  const slice = (url: URL, size = 10): typeof people => {
    const at = Number(url.searchParams.get('offset') ?? (Number(url.searchParams.get('page')) - 1) * size);
    return people.slice(at, at + size);
  };
  it.each<[string, object, (url: URL) => [unknown, Record<string, string>?]]>([
    ['by offset until the total has come', { paging: { kind: 'offset' }, total: 'count' }, (url) => [{ items: slice(url), count: 25 }]],
    ['by offset, the total in a header', { paging: { kind: 'offset' }, totalHeader: 'X-Total-Count' }, (url) => [{ items: slice(url) }, { 'x-total-count': '25' }]],
    ['by offset, in pages smaller than was asked for', { paging: { kind: 'offset', untilEmpty: true } }, (url) => [{ items: slice(url, 7) }]],
    ['by number, the number of pages stated', { paging: { kind: 'page', pages: 'pages' } }, (url) => [{ items: slice(url), pages: 3 }]],
    ['by number until one is empty, as promised', { paging: { kind: 'page', untilEmpty: true } }, (url) => [{ items: slice(url) }]],
  ])('is read to its end: %s', async (_, resource, way) => {
    handle = (_request, answer, url) => { json(answer, ...way(url)); };
    expect(await pulled(source({ employments: { url: `${origin}/people`, ...resource } }))).toEqual(people);
  }); // prettier-ignore

  it.each<[string, object, (url: URL) => [unknown, Record<string, string>?]]>([
    ['a page that is empty too early', { paging: { kind: 'offset' }, total: 'count' }, (url) => [{ items: url.searchParams.get('offset') === '0' ? people : [], count: 26 }]],
    ['a total that changes', { paging: { kind: 'offset' }, totalHeader: 'x-total' }, (url) => [{ items: slice(url) }, { 'x-total': url.searchParams.get('offset') === '0' ? '25' : '24' }]],
  ])('is not believed with %s', async (_, resource, way) => {
    handle = (_request, answer, url) => { json(answer, ...way(url)); };
    expect(await fault(source({ employments: { url: `${origin}/people`, ...resource } }))).toBe('pull-incomplete');
  }); // prettier-ignore

  it('gives persons, employments and absences at addresses of their own', async () => {
    handle = (_request, answer, { pathname }) => { json(answer, { items: pathname === '/persons' ? people.slice(0, 3) : people }); }; // prettier-ignore
    const joined = [{ file: 'persons.json', format: 'json', rows: 'items', key: 'personKey', on: 'personKey', columns: { givenName: 'n' } }]; // prettier-ignore
    const from = source({ joined: { 'persons.json': { url: `${origin}/persons` } } }, { joined });
    expect(await pulled(from, 'persons.json')).toEqual(people.slice(0, 3));
  });
});

describe('an employee API that lets in by its own ways', () => {
  const lets = (isKnown: (request: IncomingMessage, url: URL) => boolean): void => {
    handle = (request, answer, url) => {
      if (isKnown(request, url)) json(answer, { items: people });
      else json(answer, { error: secret }, {}, 401);
    };
  };

  it.each<[string, object, (request: IncomingMessage, url: URL) => boolean]>([
    ['a header with a scheme of its own', { kind: 'header', name: 'Authorization', value: `ApiKey ${secret}` }, ({ headers }) => headers.authorization === `ApiKey ${secret}`],
    ['a key in a header', { kind: 'header', name: 'X-Api-Key', value: secret }, ({ headers }) => headers['x-api-key'] === secret],
    ['a key in the address', { kind: 'query', param: 'code', value: secret }, (_, url) => url.searchParams.get('code') === secret],
  ])('is asked with %s, which is never told', async (_, authentication, isKnown) => {
    lets(isKnown);
    expect(await pulled(source({ authentication }))).toEqual(people);
    lets(() => false);
    expect(await fault(source({ authentication }))).toBe('pull-refused');
  }); // prettier-ignore

  it('is asked with a token whose server wants the client in the body, and an audience', async () => {
    handle = (request, answer, { pathname }) => {
      if (pathname === '/people') {
        json(answer, { items: people }, {}, request.headers.authorization === 'Bearer t' ? 200 : 401);
        return;
      }
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString()));
      request.on('end', () => {
        const said = new URLSearchParams(body);
        const isKnown = said.get('client_secret') === secret && said.get('audience') === 'hr' && said.get('grant_type') === 'client_credentials'; // prettier-ignore
        json(answer, { access_token: 't', token_type: 'Bearer' }, {}, isKnown && !request.headers.authorization ? 200 : 401); // prettier-ignore
      });
    };
    const authentication = { kind: 'client-credentials', tokenUrl: `${origin}/token`, clientId: 'g', clientSecret: secret, sendAs: 'body', parameters: { audience: 'hr', grant_type: 'password' } }; // prettier-ignore
    expect(await pulled(source({ authentication }))).toEqual(people);
  });
});

describe('an employee API that packs its answers', () => {
  const packed = gzipSync(JSON.stringify({ items: people }));

  it('is read', async () => {
    handle = (request, answer) => {
      expect(request.headers['accept-encoding']).toBe('gzip');
      json(answer, packed, { 'content-encoding': 'gzip' });
    };
    expect(await pulled(source({}))).toEqual(people);
  });

  it('is tried again when one is cut off, and given up when all are', async () => {
    let times = 0;
    handle = (_, answer) => {
      times += 1;
      json(answer, times === 1 ? packed.subarray(0, 60) : packed, { 'content-encoding': 'gzip' });
    };
    expect(await pulled(source({}))).toEqual(people);
    handle = (_, answer) => { json(answer, packed.subarray(0, 60), { 'content-encoding': 'gzip' }); }; // prettier-ignore
    expect(await fault(source({}))).toBe('pull-unreachable');
  });

  it('may not unpack into more than a file may hold, wherever in the answer it stands', async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from('{"x":"'), Buffer.alloc(8 << 20, 'a'), Buffer.from('","items":[]}')])); // prettier-ignore
    expect(bomb.length).toBeLessThan(20_000);
    handle = (_, answer) => { json(answer, bomb, { 'content-encoding': 'gzip' }); }; // prettier-ignore
    expect(['file-too-large', 'pull-answer']).toContain(await fault(source({}, {}, { maxFileMegabytes: 1 })));
    const blanks = gzipSync(Buffer.concat([Buffer.from('{"items":['), Buffer.alloc(8 << 20, ' '), Buffer.from(']}')])); // prettier-ignore
    handle = (_, answer) => { json(answer, blanks, { 'content-encoding': 'gzip' }); }; // prettier-ignore
    expect(await fault(source({}, {}, { maxFileMegabytes: 1 }))).toBe('file-too-large');
  });
});

describe('an employee API that wants to see our certificate', () => {
  const now = new Date();
  const authority = { ...makeAuthority('Prov', now), name: 'Prov' };
  const known = issueForLocalhost(authority, now);
  let secure: Server;

  beforeAll(async () => {
    // Its authority issues for servers only, so it looks at the certificate itself.
    const options = { cert: known.certificate, key: known.key, requestCert: true, rejectUnauthorized: false };
    const print = new X509Certificate(known.certificate).fingerprint256;
    secure = createSecureServer(options, (request, answer) => {
      const shown = (request.socket as TLSSocket).getPeerCertificate();
      json(answer, { items: people }, {}, shown.fingerprint256 === print ? 200 : 403);
    });
    await new Promise<void>((ready) => secure.listen(0, '127.0.0.1', ready));
  });
  afterAll(async () => {
    secure.closeAllConnections();
    await new Promise((closed) => secure.close(closed));
  });

  function asking(who: { certificate: string; key: string } | null): PulledSource {
    const [caFile, certFile, keyFile] = ['ca.pem', 'own.pem', 'own.key'].map((name) =>
      path.join(folder, name),
    );
    writeFileSync(caFile ?? '', authority.certificate);
    writeFileSync(certFile ?? '', who?.certificate ?? '');
    writeFileSync(keyFile ?? '', who?.key ?? '');
    const url = `https://localhost:${String((secure.address() as AddressInfo).port)}/people`;
    return source({ employments: { url }, caFile, ...(who ? { certificate: { certFile, keyFile } } : {}) });
  }

  it('is shown it', async () => {
    expect(await pulled(asking(known))).toEqual(people);
  });

  it.each([
    ['without one', () => null],
    [
      'with one of another authority',
      () => issueForLocalhost({ ...makeAuthority('Annan', now), name: 'Annan' }, now),
    ],
  ])('lets nobody in %s', async (_, who) => {
    expect(await fault(asking(who()))).toBe('pull-refused');
  });
});
