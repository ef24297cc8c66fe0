import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RestPuller } from '../../src/connectors/hr-rest/rest-puller.js';
import { DeliveryFault } from '../../src/connectors/hr-reader.js';
import type { Pulled, PulledSource } from '../../src/connectors/hr-puller.js';
import { hrSourceSchema } from '../../src/platform/config-hr.js';
import { issueForLocalhost, makeAuthority } from '../../src/sandbox/certificates.js';

type Handle = (request: IncomingMessage, answer: ServerResponse, url: URL) => void;

let server: Server;
let origin: string;
let handle: Handle;
let asked: string[];
let folder: string;
const puller = new RestPuller({ now: () => new Date('2026-11-21T12:00:00Z'), pauseMs: 5 });

beforeAll(async () => {
  server = createServer((request, answer) => {
    const url = new URL(request.url ?? '/', origin);
    asked.push(`${url.pathname}${url.search}`);
    handle(request, answer, url);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});
beforeEach(() => {
  asked = [];
  folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-pull-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const secret = 'hemlig-nyckel-4711';

function source(pull: object, rows: string | undefined = 'data.items', more: object = {}): PulledSource {
  const columns = Object.fromEntries(
    ['personKey', 'personalNumber', 'givenName', 'familyName', 'number', 'kind', 'title', 'unit', 'startDate', 'endDate'].map(
      (field) => [field, field],
    ),
  ); // prettier-ignore
  const parsed = hrSourceSchema.parse({
    id: 'api',
    name: 'API',
    unitsFrom: 'other',
    employments: {
      file: 'people.json',
      format: 'json',
      columns,
      kinds: {},
      ...(rows ? { rows } : {}),
      ...more,
    },
    pull: { allowPrivate: true, timeoutSeconds: 1, attempts: 3, ...pull },
  });
  if (!parsed.pull) throw new Error('no pull');
  return { ...parsed, pull: parsed.pull };
}

function json(
  answer: ServerResponse,
  body: unknown,
  headers: Record<string, string> = {},
  status = 200,
): void {
  answer.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  answer.end(typeof body === 'string' ? body : JSON.stringify(body));
}

async function fault(from: PulledSource): Promise<{ code: string; message: string }> {
  try {
    await puller.pull(from, folder);
  } catch (error) {
    if (error instanceof DeliveryFault) {
      expect(error.message).not.toContain(secret);
      return { code: error.code, message: error.message };
    }
    throw error;
  }
  throw new Error('it was taken');
}

function records(pulled: Pulled): unknown {
  const file = pulled.delivery.get('people.json') ?? '';
  const document = JSON.parse(readFileSync(file, 'utf8')) as { data: { items: unknown } };
  return document.data.items;
}

const people = Array.from({ length: 25 }, (_, n) => ({ personKey: `P${String(n)}`, title: 'Åsa "å" \\ ]}' }));
const page = (number: number, size = 10): typeof people => people.slice((number - 1) * size, number * size);

describe('an employee API', () => {
  it.each<[string, object, Handle]>([
    ['all at once', {}, (_, answer) => { json(answer, { data: { items: people } }); }],
    ['by number, until the last says so', { paging: { kind: 'page', last: 'last' } },
      (_, answer, url) => { const n = Number(url.searchParams.get('page')); json(answer, { last: n === 3, data: { items: page(n) } }); }],
    ['by number, until the total has come', { paging: { kind: 'page', param: 'p', first: 0 }, total: 'meta.total' },
      (_, answer, url) => { json(answer, { data: { items: page(Number(url.searchParams.get('p')) + 1) }, meta: { total: 25 } }); }],
    ['by cursor', { paging: { kind: 'cursor', param: 'after', next: 'next' } },
      (_, answer, url) => { const n = Number(url.searchParams.get('after') ?? 1); json(answer, { next: n === 3 ? null : String(n + 1), data: { items: page(n) } }); }],
    ['by links in the answer', { paging: { kind: 'link', next: 'links.next' } },
      (_, answer, url) => { const n = Number(url.searchParams.get('n') ?? 1); json(answer, { data: { items: page(n) }, links: n === 3 ? {} : { next: `?n=${String(n + 1)}` } }); }],
    ['by links in the head', { paging: { kind: 'link' } },
      (_, answer, url) => { const n = Number(url.searchParams.get('n') ?? 1); json(answer, { data: { items: page(n) } }, n === 3 ? {} : { link: `</people?n=1>; rel="first", </people?n=${String(n + 1)}>; title="a, b"; rel="next"` }); }],
  ])('is read to its end: %s', async (_, resource, way) => {
    handle = way;
    const pulled = await puller.pull(source({ employments: { url: `${origin}/people`, ...resource } }), folder);
    expect(records(pulled)).toEqual(people);
    expect(pulled.stated).toEqual({ employments: 25, units: undefined });
  }); // prettier-ignore

  it('gives a file as the source declares it, with its total', async () => {
    handle = (_, answer) => { json(answer, { data: { items: people } }); }; // prettier-ignore
    const pulled = await puller.pull(
      source({ employments: { url: `${origin}/people` } }, 'data.items', { total: 'data.count' }),
      folder,
    );
    const file = readFileSync(pulled.delivery.get('people.json') ?? '', 'utf8');
    expect(JSON.parse(file)).toEqual({ data: { items: people, count: 25 } });
  });

  it('is tried again when it is busy, waits as long as it says, and takes no page twice', async () => {
    const failures = [500, 503, 429];
    handle = (_, answer, url) => {
      const n = Number(url.searchParams.get('page'));
      const status = n === 2 ? failures.shift() : undefined;
      if (status === undefined) json(answer, { last: n === 3, data: { items: page(n) } });
      else if (status === 500) {
        answer.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
        answer.write('{"last":false,"data":{"items":[{"personKey":"half"},{"personK');
        setTimeout(() => answer.destroy(), 20);
      } else json(answer, {}, { 'retry-after': '0' }, status);
    };
    const from = source({
      attempts: 4,
      employments: { url: `${origin}/people`, paging: { kind: 'page', last: 'last' } },
    });
    expect(records(await puller.pull(from, folder))).toEqual(people);
    expect(asked.filter((path) => path.endsWith('page=2'))).toHaveLength(4);
  });

  const all = { employments: { url: 'ORIGIN/people' } };
  const paged = {
    employments: { url: 'ORIGIN/people', paging: { kind: 'page', last: 'last' }, total: 'total' },
  };
  it.each<[string, object, Handle, string]>([
    ['500 midway', paged, (_, answer, url) => { if (url.searchParams.get('page') === '1') json(answer, { last: false, total: 25, data: { items: page(1) } }); else json(answer, {}, {}, 500); }, 'pull-incomplete'],
    ['500 from the beginning', all, (_, answer) => { json(answer, {}, {}, 500); }, 'pull-unreachable'],
    ['silence', all, () => undefined, 'pull-unreachable'],
    ['silence in the middle of an answer', all, (_, answer) => { answer.writeHead(200, { 'content-type': 'application/json' }); answer.write('{"data":{"items":['); }, 'pull-unreachable'],
    ['an answer cut off by its length', all, (request, answer) => { answer.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }); answer.write('{"data":{"items":[{}'); setTimeout(() => request.socket.destroy(), 10); }, 'pull-unreachable'],
    ['an answer that ends too early', all, (_, answer) => { json(answer, '{"data":{"items":[{"personKey":"P1"}'); }, 'pull-unreachable'],
    ['another type of content', all, (_, answer) => { answer.writeHead(200, { 'content-type': 'text/html' }); answer.end('{"data":{"items":[]}}'); }, 'pull-answer'],
    ['no JSON', all, (_, answer) => { json(answer, '<html>'); }, 'pull-answer'],
    ['another encoding', all, (_, answer) => { answer.writeHead(200, { 'content-type': 'application/json' }); answer.end(Buffer.from('{"data":{"items":[{"a":"å"}]}}', 'latin1')); }, 'pull-answer'],
    ['a packed answer', all, (_, answer) => { json(answer, { data: { items: people } }, { 'content-encoding': 'gzip' }); }, 'pull-answer'],
    ['an error told with 200', all, (_, answer) => { json(answer, { error: 'no such thing' }); }, 'pull-answer'],
    ['404', all, (_, answer) => { json(answer, {}, {}, 404); }, 'pull-answer'],
    ['401', all, (_, answer) => { json(answer, {}, {}, 401); }, 'pull-refused'],
    ['fewer than it says', paged, (_, answer) => { json(answer, { last: true, total: 25, data: { items: page(1) } }); }, 'pull-incomplete'],
    ['a total that changes on the way', paged, (_, answer, url) => { const n = Number(url.searchParams.get('page')); json(answer, { last: n === 3, total: n === 1 ? 25 : 24, data: { items: page(n) } }); }, 'pull-incomplete'],
    ['an empty page before the last', { employments: { url: 'ORIGIN/people', paging: { kind: 'page', last: 'last' } } }, (_, answer, url) => { json(answer, { last: false, data: { items: url.searchParams.get('page') === '1' ? page(1) : [] } }); }, 'pull-incomplete'],
    ['no word on whether it is the last', { employments: { url: 'ORIGIN/people', paging: { kind: 'page', last: 'last' } } }, (_, answer) => { json(answer, { data: { items: page(1) } }); }, 'pull-answer'],
    ['pages in a circle', { employments: { url: 'ORIGIN/people', paging: { kind: 'cursor', param: 'after', next: 'next' } } }, (_, answer) => { json(answer, { next: 'again', data: { items: page(1) } }); }, 'pull-answer'],
    ['nobody at all', all, (_, answer) => { json(answer, { data: { items: [] } }); }, 'no-rows'],
    ['more than the source may hold', { ...all, huge: true }, (_, answer) => { json(answer, { data: { items: Array.from({ length: 3000 }, () => ({ a: 'x'.repeat(500) })) } }); }, 'file-too-large'],
    ['a record that would blow up', all, (_, answer) => { json(answer, `{"data":{"items":[${'['.repeat(10_000)}`); }, 'pull-answer'],
  ])('is refused whole: %s', async (_, pull, way, code) => {
    handle = way;
    const { huge, ...rest } = JSON.parse(JSON.stringify(pull).replaceAll('ORIGIN', origin)) as { huge?: true };
    const from = source(rest);
    expect((await fault(huge ? { ...from, maxFileMegabytes: 1 } : from)).code).toBe(code);
  }); // prettier-ignore

  it('is not followed to another host, by redirect or by link, and credentials go nowhere', async () => {
    let elsewhere = 0;
    const other = createServer((_, answer) => {
      elsewhere += 1;
      json(answer, { data: { items: people } });
    });
    await new Promise<void>((ready) => other.listen(0, '127.0.0.1', ready));
    const target = `http://127.0.0.1:${String((other.address() as AddressInfo).port)}/people`;
    const authentication = { kind: 'bearer', token: secret };
    try {
      handle = (_, answer) => { answer.writeHead(302, { location: target }).end(); }; // prettier-ignore
      const moved = { employments: { url: `${origin}/people` }, authentication };
      expect((await fault(source(moved))).code).toBe('pull-address');
      handle = (_, answer) => { json(answer, { data: { items: page(1) } }, { link: `<${target}>; rel=next` }); }; // prettier-ignore
      rmSync(path.join(folder, 'pulled-0.json'));
      const linked = { employments: { url: `${origin}/people`, paging: { kind: 'link' } }, authentication };
      expect((await fault(source(linked))).code).toBe('pull-address');
      expect(elsewhere).toBe(0);
    } finally {
      await new Promise((closed) => other.close(closed));
    }
  });

  it('is followed on its own host, but not for ever', async () => {
    handle = (_, answer, url) => {
      if (url.pathname === '/v2/people') json(answer, { data: { items: people } });
      else
        answer.writeHead(307, { location: url.pathname === '/people' ? '/v2/people' : url.pathname }).end();
    };
    const pulled = await puller.pull(source({ employments: { url: `${origin}/people` } }), folder);
    expect(records(pulled)).toEqual(people);
    rmSync(path.join(folder, 'pulled-0.json'));
    expect((await fault(source({ employments: { url: `${origin}/round` } }))).code).toBe('pull-address');
  });

  it.each([
    'http://127.0.0.1:PORT/people',
    'http://localhost:PORT/people',
    'http://[::ffff:127.0.0.1]:PORT/people',
  ])('is not asked at a private address unless that is allowed: %s', async (url) => {
    const from = source({ employments: { url: url.replace('PORT', new URL(origin).port) } });
    const { code } = await fault({ ...from, pull: { ...from.pull, allowPrivate: false } });
    expect(code).toBe('pull-address');
    expect(asked).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['a bearer token', { kind: 'bearer', token: secret }, `Bearer ${secret}`],
    ['a password', { kind: 'basic', user: 'grindvakt', password: secret }, `Basic ${Buffer.from(`grindvakt:${secret}`).toString('base64')}`],
  ])('is told who asks: %s', async (_, authentication, header) => {
    let seen: IncomingMessage['headers'] = {};
    handle = (request, answer) => {
      seen = request.headers;
      json(answer, { data: { items: people } });
    };
    await puller.pull(source({ employments: { url: `${origin}/people` }, authentication, headers: { 'x-tenant': '5' } }), folder);
    expect(seen).toMatchObject({ authorization: header, 'x-tenant': '5' });
  }); // prettier-ignore

  it('is asked with a token that is fetched, and fetched anew once when it no longer works', async () => {
    let tokens = 0;
    let body = '';
    handle = (request, answer, url) => {
      if (url.pathname === '/token') {
        tokens += 1;
        body = '';
        request.on('data', (piece: Buffer) => (body += piece.toString()));
        request.on('end', () => {
          const known = `Basic ${Buffer.from(`grindvakt:${secret}`).toString('base64')}`;
          const right = request.headers.authorization === known;
          json(
            answer,
            right ? { access_token: `t${String(tokens)}`, token_type: 'Bearer', expires_in: 3600 } : {},
            {},
            right ? 200 : 401,
          );
        });
      } else if (request.headers.authorization === 'Bearer t2') json(answer, { data: { items: people } });
      else json(answer, {}, {}, 401);
    };
    const authentication = {
      kind: 'client-credentials',
      tokenUrl: `${origin}/token`,
      clientId: 'grindvakt',
      clientSecret: secret,
      scope: 'people.read',
    };
    const pull = { employments: { url: `${origin}/people` }, authentication };
    expect(records(await puller.pull(source(pull), folder))).toEqual(people);
    expect([tokens, body]).toEqual([2, 'grant_type=client_credentials&scope=people.read']);
    rmSync(path.join(folder, 'pulled-0.json'));
    const wrong = { ...pull, authentication: { ...authentication, clientId: 'other' } };
    expect((await fault(source(wrong))).code).toBe('pull-refused');
  });

  it('is given up when it drips a byte at a time for ever', async () => {
    const drips: NodeJS.Timeout[] = [];
    handle = (_, answer) => {
      answer.writeHead(200, { 'content-type': 'application/json' });
      answer.write('{"data":{"items":[');
      drips.push(setInterval(() => answer.write(' '), 200));
    };
    const began = performance.now();
    const dripping = source({ attempts: 1, employments: { url: `${origin}/people` } });
    expect((await fault(dripping)).code).toBe('pull-unreachable');
    expect(performance.now() - began).toBeLessThan(40_000); // twenty times the second it may be silent, and some
    drips.forEach((drip) => {
      clearInterval(drip);
    });
  }, 60_000);
});

describe('an employee API over TLS', () => {
  const now = new Date();
  const authority = { ...makeAuthority('Prov', now), name: 'Prov' };
  let secure: Server;
  let names: { right: string; other: string };

  beforeAll(async () => {
    const { certificate, key } = issueForLocalhost(authority, now);
    secure = createSecureServer({ cert: certificate, key }, (request, answer) => {
      asked.push(String(request.headers.authorization));
      json(answer, { data: { items: people } });
    });
    await new Promise<void>((ready) => secure.listen(0, '0.0.0.0', ready));
    const port = String((secure.address() as AddressInfo).port);
    names = { right: `https://localhost:${port}/people`, other: `https://127.0.0.2:${port}/people` }; // not in the certificate
  });
  afterAll(async () => {
    secure.closeAllConnections();
    await new Promise((closed) => secure.close(closed));
  });

  function trusting(url: string, certificate: string): PulledSource {
    const caFile = path.join(folder, 'ca.pem');
    writeFileSync(caFile, certificate);
    const authentication = { kind: 'bearer', token: secret };
    return source({ attempts: 1, caFile, employments: { url }, authentication });
  }

  it('is read when its certificate is of the authority and of its name', async () => {
    const pulled = await puller.pull(trusting(names.right, authority.certificate), folder);
    expect(records(pulled)).toEqual(people);
  });

  it('is told nothing, the token least of all, when its certificate is of another name or authority', async () => {
    expect(await fault(trusting(names.other, authority.certificate))).toMatchObject({
      code: 'pull-unreachable',
    });
    const stranger = makeAuthority('Another', now).certificate;
    rmSync(path.join(folder, 'pulled-0.json'), { force: true });
    expect(await fault(trusting(names.right, stranger))).toMatchObject({ code: 'pull-unreachable' });
    expect(asked).toEqual([]);
  });
});
