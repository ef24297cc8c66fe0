/* eslint-disable max-lines -- one service, started once, for everything that holds at its edge whatever the room */
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Health } from '../../src/platform/health.js';
import { CurrentActor } from '../../src/platform/http/actor.decorator.js';
import { IdempotencyStore } from '../../src/platform/http/idempotency.store.js';
import { instant, Returns } from '../../src/platform/http/returns.decorator.js';
import { saveUpload } from '../../src/platform/http/save-upload.js';
import { Refused } from '../../src/platform/refused.js';
import type { PersonActor } from '../../src/policy/model/actor.js';
import { startEdge, type Edge } from '../support/edge.js';

jest.setTimeout(60_000); // real servers, and a machine that may be busy

const thingIn = z.object({ text: z.string().min(2), 'a/b~c': z.int().optional() }).meta({ id: 'ThingInput' });
const thingView = z.object({ n: z.int(), text: z.string(), at: instant }).meta({ id: 'ThingView' });

/** What the trial controller did, and how it shall behave next. */
const trial = { created: 0, wait: Promise.resolve(), failure: undefined as unknown };

@Controller('trial')
class TrialController {
  @Get()
  @Returns(z.object({ personId: z.string() }))
  read(@CurrentActor() actor: PersonActor): PersonActor {
    return actor;
  }

  @Get('wrong-shape')
  @Returns(thingView)
  wrong(): object {
    return { n: 'SECRET', text: 'SECRET' };
  }

  @Get('list')
  @Returns(z.object({ limit: z.int() }))
  list(
    @Query({ schema: z.object({ limit: z.coerce.number().int().max(200).default(50) }) }) query: object,
  ): object {
    return query;
  }

  @Get('at/:id')
  @Returns(z.object({ id: z.string() }))
  one(@Param({ schema: z.object({ id: z.uuid() }) }) parameters: object): object {
    return parameters;
  }

  @Post()
  @Returns(thingView, 201)
  async create(@Body({ schema: thingIn }) body: z.output<typeof thingIn>): Promise<object> {
    await trial.wait;
    if (trial.failure !== undefined) throw trial.failure;
    trial.created += 1;
    return { n: trial.created, text: body.text, at: new Date(), secret: 'SECRET' };
  }

  @Post('upload')
  @HttpCode(200)
  @Returns(z.object({ fields: z.record(z.string(), z.string()), files: z.array(z.unknown()) }))
  async upload(@Req() upload: FastifyRequest): Promise<object> {
    const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-upload-'));
    try {
      const { fields, files } = await saveUpload(upload, folder);
      const saved = files.map(({ name, path: file }) => ({ name, bytes: statSync(file).size }));
      return { fields: Object.fromEntries(fields), files: saved };
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

let edge: Edge;
let cookie: string;
let otherCookie: string;
let pages: string;

beforeAll(async () => {
  pages = mkdtempSync(path.join(tmpdir(), 'grindvakt-pages-'));
  mkdirSync(path.join(pages, 'assets'));
  writeFileSync(path.join(pages, 'index.html'), '<!doctype html><title>Grindvakt</title>');
  writeFileSync(path.join(pages, 'assets/app-1a2b.js'), 'export {};');
  writeFileSync(path.join(path.dirname(pages), `${path.basename(pages)}.secret`), 'SECRET');
  edge = await startEdge({
    controllers: [TrialController],
    pages,
    config: { hr: { sources: [smallSource] } },
  });
  cookie = await edge.signIn(await edge.addPerson());
  otherCookie = await edge.signIn(await edge.addPerson());
});
afterAll(async () => {
  await edge.stop();
  rmSync(pages, { recursive: true, force: true });
  rmSync(`${pages}.secret`, { force: true });
});
beforeEach(() => {
  Object.assign(trial, { wait: Promise.resolve(), failure: undefined });
});

/** Uploads are limited by the largest source: one megabyte here. */
const column = {
  personKey: 'a',
  personalNumber: 'b',
  givenName: 'c',
  familyName: 'd',
  number: 'e',
  kind: 'f',
  title: 'g',
  unit: 'h',
  startDate: 'i',
  endDate: 'j',
};
const smallSource = {
  id: 'hr',
  name: 'HR',
  maxFileMegabytes: 1,
  employments: { file: 'e.csv', columns: column, kinds: {} },
  units: { file: 'u.csv', columns: { code: 'a', parent: 'b', name: 'c' } },
};

const sameOrigin = { 'sec-fetch-site': 'same-origin' };

async function get(address: string, headers: Record<string, string> = { cookie }): Promise<Response> {
  return fetch(new URL(address, edge.url), { headers, redirect: 'manual' });
}

async function post(address: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(new URL(address, edge.url), {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', ...sameOrigin, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** A request as no client library would send it: the path and the headers go out as they are. */
function raw(
  method: string,
  address: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: 'localhost',
        port: edge.port,
        method,
        path: address,
        headers,
        setHost: headers['host'] === undefined,
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body, headers: response.headers });
        });
      },
    );
    sent.on('error', reject).end();
  });
}

async function problem(
  answer: Response,
): Promise<{ status: number; code: string; errors?: { pointer: string }[] }> {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json(;|$)/);
  const body = (await answer.json()) as { status: number; code: string; instance: string };
  expect(body.status).toBe(answer.status);
  expect(body.instance).toMatch(/^urn:uuid:/);
  return body;
}

describe('what comes in', () => {
  it('is refused field by field, with JSON pointers', async () => {
    const { status, code, errors } = await problem(await post('/api/trial', { text: 'x', 'a/b~c': 'no' }));
    expect([status, code, errors?.map((e) => e.pointer)]).toEqual([422, 'invalid', ['/text', '/a~1b~0c']]);
    expect(trial.created).toBe(0);
  });

  it.each<[string, string, Record<string, string>, number]>([
    ['broken JSON', '{"text":', {}, 400],
    ['a body that is no object', '"text"', {}, 422],
    ['no body', '', {}, 400],
    ['__proto__', '{"text":"hej","__proto__":{"admin":true}}', {}, 400],
    ['constructor.prototype', '{"text":"hej","constructor":{"prototype":{"admin":true}}}', {}, 400],
    [
      'a form, as another site could send it',
      'text=hej',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
    ],
    ['plain text', '{"text":"hej"}', { 'content-type': 'text/plain' }, 415],
    ['more than a megabyte', JSON.stringify({ text: 'x'.repeat(1_100_000) }), {}, 413],
  ])('is refused when it is %s', async (_, body, headers, status) => {
    const before = trial.created;
    const answer = await problem(await post('/api/trial', body, headers));
    expect([answer.status, trial.created]).toEqual([status, before]);
    expect(Object.prototype).not.toHaveProperty('admin');
  });

  it('in the query and the path is checked too', async () => {
    expect(await (await get('/api/trial/list?limit=7')).json()).toEqual({ limit: 7 });
    expect((await problem(await get('/api/trial/list?limit=1e9'))).errors?.[0]?.pointer).toBe('/limit');
    expect((await problem(await get('/api/trial/list?limit=7&limit=8'))).status).toBe(422);
    expect((await problem(await get(`/api/trial/at/1%20OR%201=1`))).errors?.[0]?.pointer).toBe('/id');
  });

  describe('as an upload', () => {
    const file = (bytes: number): Blob => new Blob([new Uint8Array(bytes)]);
    const send = (body: FormData | string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${edge.url}/api/trial/upload`, {
        method: 'POST',
        headers: { cookie, ...sameOrigin, ...headers },
        body,
      });

    it('is saved whole, whatever the files are called', async () => {
      const form = new FormData();
      form.set('source', 'hr');
      form.append('files', file(1024 * 1024 - 1), '../../personal.csv');
      form.append('files', file(0), 'tom.csv');
      const answer = (await (await send(form)).json()) as { files: { name: string; bytes: number }[] };
      expect(answer).toMatchObject({ fields: { source: 'hr' } });
      expect(answer.files.map((saved) => saved.bytes)).toEqual([1024 * 1024 - 1, 0]);
    });

    it('is refused, never cut, when a file is larger than the largest HR source allows', async () => {
      for (const over of [...Array.from({ length: 30 }, () => 1), 70_000, 2_000_000]) {
        const form = new FormData();
        form.append('files', file(1024 * 1024 + over), 'personal.csv');
        expect((await problem(await send(form))).status).toBe(413);
      }
    });

    it('is refused when it breaks off, is no multipart at all, or has too much of everything', async () => {
      const type = 'multipart/form-data; boundary=x';
      const part =
        '--x\r\ncontent-disposition: form-data; name="files"; filename="a.csv"\r\n\r\nid;name\r\n1;A';
      expect((await problem(await send(part, { 'content-type': type }))).status).toBe(400);
      expect((await problem(await send('{}', { 'content-type': 'application/json' }))).status).toBe(415);
      const many = new FormData();
      for (let n = 0; n < 12; n += 1) many.append('files', file(1), `${String(n)}.csv`);
      expect((await problem(await send(many))).status).toBe(413);
      const long = new FormData();
      long.set('source', 'x'.repeat(200_000));
      expect([422, 413]).toContain((await problem(await send(long))).status);
    });
  });
});

describe('what goes out', () => {
  it('is what its schema says, and nothing else', async () => {
    const body: unknown = await (await post('/api/trial', { text: 'hej' })).json();
    expect(body).toEqual({ n: expect.any(Number), text: 'hej', at: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(await (await get('/api/trial')).json()).toEqual({ personId: expect.any(String) });
  });

  it('is a reference number and no more when we are at fault', async () => {
    const answer = await get('/api/trial/wrong-shape');
    const text = await answer.clone().text();
    expect((await problem(answer)).code).toBe('internal');
    expect(text).not.toContain('SECRET');
    trial.failure = Object.assign(new Error('duplicate key SECRET'), { code: '23505', detail: 'SECRET' });
    const failed = await post('/api/trial', { text: 'hej' });
    expect([failed.status, await failed.text()]).toEqual([500, expect.not.stringContaining('SECRET')]);
  });

  it('carries the security headers on every kind of answer', async () => {
    const all = [
      await get('/api/trial'),
      await get('/api/trial', {}),
      await get('/api/nothing'),
      await get('/health/live'),
      await get('/begar', { accept: 'text/html' }),
      await get('/assets/app-1a2b.js'),
    ];
    for (const answer of all)
      expect([answer.url, Object.fromEntries(answer.headers)]).toEqual([
        answer.url,
        expect.objectContaining({
          'content-security-policy': expect.stringContaining("default-src 'none'"),
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
        }),
      ]);
    for (const answer of all.slice(0, 4)) expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(all[0]?.headers.get('access-control-allow-origin')).toBeNull();
    expect(all[0]?.headers.get('x-powered-by')).toBeNull();
    expect(all[0]?.headers.get('strict-transport-security')).toBeNull(); // the trial runs on plain http
    const malformed = await raw('GET', '/api/%zz');
    expect([
      malformed.status,
      malformed.headers['content-type'],
      malformed.headers['x-content-type-options'],
    ]).toEqual([400, expect.stringContaining('application/problem+json'), 'nosniff']);
  });
});

describe('a guard cannot be dodged', () => {
  it.each([
    '/api/trial',
    '/api/trial/',
    '//api/trial',
    '/api//trial',
    '/api/./trial',
    '/x/../api/trial',
    '/api/trial;x=1',
    '/api/trial;.js',
    '/%61pi/trial',
    '/api/tri%61l',
    '/API/TRIAL',
    '/api/trial?_method=HEAD',
    '/api/trial%00',
    '/api/trial#x',
    'http://localhost/api/trial',
  ])('by asking for %s', async (address) => {
    const answer = await raw('GET', address, { accept: 'application/json' });
    expect(answer.body).not.toContain('personId');
    expect([400, 401, 404]).toContain(answer.status);
  });

  it.each(['HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'QUERY'])(
    'by the method %s',
    async (method) => {
      const answer = await raw(method, '/api/trial');
      expect([400, 401, 403, 404, 405]).toContain(answer.status);
    },
  );

  it('by pretending another method, user, address or url', async () => {
    const before = trial.created;
    const tricks = {
      'x-http-method-override': 'POST',
      'x-method-override': 'POST',
      'x-original-url': '/health/live',
      'x-rewrite-url': '/health/live',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-user': 'admin',
      'x-remote-user': 'admin',
      authorization: 'Basic YWRtaW46YWRtaW4=',
    };
    expect((await get('/api/trial', tricks)).status).toBe(401);
    expect((await get('/api/trial', { cookie, ...tricks })).status).toBe(200);
    expect(trial.created).toBe(before);
  });
});

describe('a change', () => {
  it.each<[string, Record<string, string>, number]>([
    ['from our own pages', { 'sec-fetch-site': 'same-origin' }, 201],
    ['from a sister site', { 'sec-fetch-site': 'same-site' }, 403],
    ['from another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['from another site with a false Origin', { 'sec-fetch-site': 'cross-site', origin: 'OWN' }, 403],
    ['typed into the address field', { 'sec-fetch-site': 'none' }, 403],
    ['from an older browser on our pages', { origin: 'OWN' }, 201],
    ['from an older browser elsewhere', { origin: 'https://other.example' }, 403],
    ['from a page whose address only begins like ours', { origin: 'OWN.other.example' }, 403],
    ['from a sandboxed frame', { origin: 'null' }, 403],
    ['from our host by Referer alone', { referer: 'OWN/' }, 403],
    ['from nowhere', {}, 403],
  ])('%s is taken or refused', async (_, headers, status) => {
    const before = trial.created;
    const own = Object.entries(headers).map(([name, value]) => [name, value.replace('OWN', edge.url)]);
    const answer = await raw2(Object.fromEntries(own) as Record<string, string>);
    expect([answer.status, trial.created - before]).toEqual([status, status === 201 ? 1 : 0]);
    if (status === 403) expect((await problem(answer)).code).toBe('cross-site');
  });

  /** fetch adds no Origin or Sec-Fetch-Site of its own here. */
  async function raw2(headers: Record<string, string>): Promise<Response> {
    return fetch(`${edge.url}/api/trial`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', ...headers },
      body: '{"text":"hej"}',
    });
  }

  it('is refused before anybody looks at who asks', async () => {
    const answer = await fetch(`${edge.url}/api/auth/logout`, {
      method: 'POST',
      headers: { origin: 'https://other.example' },
    });
    expect((await problem(answer)).code).toBe('cross-site');
  });
});

describe('Host and X-Forwarded-Host', () => {
  const foreign = {
    host: 'other.example',
    'x-forwarded-host': 'other.example',
    'x-forwarded-proto': 'https',
    forwarded: 'host=other.example',
  };

  it('reach no address that we give out', async () => {
    const page = await raw('GET', '/api/auth/login?provider=nobody&return=/x', foreign);
    expect(JSON.stringify(page)).not.toContain('other.example');
    const contract = await raw('GET', '/api/openapi.json', foreign);
    expect(contract.body).not.toContain('other.example');
  });

  it('do not turn another site into our own', async () => {
    const answer = await raw('POST', '/api/trial', { ...foreign, cookie, origin: 'https://other.example' });
    expect([answer.status, (JSON.parse(answer.body) as { code: string }).code]).toEqual([403, 'cross-site']);
  });
});

describe('Idempotency-Key', () => {
  const once = (key: string, text: string, headers: Record<string, string> = {}): Promise<Response> =>
    post('/api/trial', { text }, { 'idempotency-key': key, ...headers });

  it('gives the first answer again and does nothing twice', async () => {
    const key = randomUUID();
    const first = await once(key, 'hej');
    const before = trial.created;
    const again = await once(key, 'hej');
    expect([again.status, await again.json(), trial.created]).toEqual([201, await first.json(), before]);
  });

  it('refuses another content, or another address, under the same key', async () => {
    const key = randomUUID();
    await once(key, 'hej');
    expect(await problem(await once(key, 'nej'))).toMatchObject({
      status: 422,
      code: 'idempotency-mismatch',
    });
    const elsewhere = await post('/api/trial?x=1', { text: 'hej' }, { 'idempotency-key': key });
    expect((await problem(elsewhere)).code).toBe('idempotency-mismatch');
  });

  it('belongs to the person: another’s same key is another key', async () => {
    const key = randomUUID();
    const mine = (await (await once(key, 'hej')).json()) as { n: number };
    const theirs = (await (await once(key, 'hej', { cookie: otherCookie })).json()) as { n: number };
    expect(theirs.n).toBe(mine.n + 1);
  });

  it('lets one of twenty at once through; the others hear that it is under way', async () => {
    const before = trial.created;
    let open = (): void => undefined;
    trial.wait = new Promise((resolve) => (open = resolve));
    const key = randomUUID();
    const all = Array.from({ length: 20 }, () => once(key, 'hej'));
    const refusals = Promise.race(all.slice());
    await refusals;
    setTimeout(open, 300);
    const answers = await Promise.all(all);
    const codes = await Promise.all(
      answers.map(async (a) => (a.status === 201 ? 'done' : (await problem(a)).code)),
    );
    expect(trial.created - before).toBe(1);
    expect(codes.filter((code) => code === 'done').length).toBeGreaterThanOrEqual(1);
    expect(new Set(codes)).toEqual(new Set(['done', 'idempotency-in-progress']));
  });

  it('is free again after a refusal or a fault, which changed nothing', async () => {
    for (const failure of [Refused.because('already-requested', 'It is.'), new Error('SECRET')]) {
      const key = randomUUID();
      trial.failure = failure;
      expect((await once(key, 'hej')).ok).toBe(false);
      trial.failure = undefined;
      expect((await once(key, 'hej')).status).toBe(201);
    }
  });

  it('is free again after the wrong input is put right', async () => {
    const key = randomUUID();
    expect((await once(key, 'x')).status).toBe(422);
    expect((await once(key, 'hej')).status).toBe(201);
  });

  it('is taken over from a process that died, by the same request only, after five minutes', async () => {
    const key = randomUUID();
    await once(key, 'hej');
    await edge.database.query(`UPDATE idempotency_key SET status = NULL, response = NULL WHERE key = $1`, [
      key,
    ]);
    expect((await once(key, 'hej')).status).toBe(409);
    await edge.database.query(
      `UPDATE idempotency_key SET created_at = created_at - interval '6 minutes' WHERE key = $1`,
      [key],
    );
    expect((await once(key, 'nej')).status).toBe(422);
    const answers = await Promise.all([1, 2, 3].map(() => once(key, 'hej')));
    expect(answers.filter((a) => a.status === 201).length).toBeGreaterThanOrEqual(1);
  });

  it('must be a UUID', async () => {
    const { status, errors } = await problem(await once('1; DROP TABLE person', 'hej'));
    expect([status, errors?.[0]?.pointer]).toEqual([422, '/Idempotency-Key']);
  });

  it('is forgotten after a day', async () => {
    await edge.app.get(IdempotencyStore).clear(new Date(Date.now() + 1000));
    expect(await edge.database.query('SELECT FROM idempotency_key')).toEqual([]);
  });
});

describe('the pages', () => {
  it('answer every address that a browser asks for as a page, under the strict policy', async () => {
    for (const address of ['/', '/begar/1?x=2', '/logga-in']) {
      const answer = await get(address, { accept: 'text/html,application/xhtml+xml' });
      expect([answer.status, await answer.text()]).toEqual([
        200,
        expect.stringContaining('<title>Grindvakt'),
      ]);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      const policy = answer.headers.get('content-security-policy');
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toMatch(/unsafe-|https?:|\*/);
    }
  });

  it('keep their policy when the browser asks whether they changed: a 304 must not replace it', async () => {
    const first = await get('/begar', { accept: 'text/html' });
    const again = await get('/begar', {
      accept: 'text/html',
      'if-none-match': first.headers.get('etag') ?? '',
      'cache-control': 'max-age=0',
    });
    expect([again.status, again.headers.get('content-security-policy')]).toEqual([304, null]);
  });

  it('keep hashed files for a year', async () => {
    const answer = await get('/assets/app-1a2b.js');
    expect([answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
      expect.stringContaining('javascript'),
      'public, max-age=31536000, immutable',
    ]);
  });

  it.each(['/api/nothing', '/assets/gone.js', '/health', '/metrics/x', '/favicon.ico'])(
    'are no answer to %s',
    async (address) => {
      const answer = await get(address, { accept: '*/*' });
      expect(await problem(answer)).toMatchObject({ status: 404, code: 'not-found' });
    },
  );

  it('let nobody walk out of their folder', async () => {
    const secret = `${path.basename(pages)}.secret`;
    for (const address of [
      `/../${secret}`,
      `/..%2f${secret}`,
      `/assets/..%2f..%2f${secret}`,
      `/%2e%2e/${secret}`,
      `/..%5c${secret}`,
    ])
      expect((await raw('GET', address)).body).not.toContain('SECRET');
  });
});

describe('health', () => {
  it('is live, and ready with database and schema', async () => {
    expect(await (await get('/health/live', {})).json()).toEqual({ status: 'live' });
    const ready = await get('/health/ready', {});
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { ready: true, checks: { database: 'up', schema: 'up' } },
    ]);
  });

  it('shows a directory that is down, and stays ready', async () => {
    edge.app.get(Health).show('directory', () => Promise.reject(new Error('ldaps://SECRET')));
    const ready = await get('/health/ready', {});
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { ready: true, checks: { directory: 'down' } },
    ]);
  });
});

describe('a shown dependency', () => {
  it('is asked once for a burst of probes', async () => {
    let asked = 0;
    edge.app.get(Health).show('burst', () => Promise.resolve((asked += 1)));
    const burst = await Promise.all(Array.from({ length: 20 }, () => get('/health/ready', {})));
    expect(new Set(burst.map((ready) => ready.status))).toEqual(new Set([200]));
    expect(asked).toBe(1);
  });

  it('that hangs holds no probe up, and leaves the service ready', async () => {
    edge.app.get(Health).show('hanging', () => new Promise(() => undefined));
    const began = performance.now();
    const ready = await get('/health/ready', {});
    expect(performance.now() - began).toBeLessThan(2500);
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { ready: true, checks: { hanging: 'down' } },
    ]);
  });
});

describe('figures', () => {
  it('are there for the machine itself, by route and without ids', async () => {
    await get(`/api/trial/at/${randomUUID()}`);
    const text = await (await get('/metrics', {})).text();
    expect(text).toMatch(
      /grindvakt_http_request_seconds_count\{method="GET",route="\/api\/trial\/at\/:id",status="200"\} 1/,
    );
    expect(text).toMatch(/^grindvakt_sessions 2$/m);
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  it('are refused to whoever comes through a proxy on the same machine', async () => {
    for (const name of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])
      expect((await get('/metrics', { [name]: '127.0.0.1' })).status).toBe(403);
  });

  it('take the token where one is configured, from the machine itself too', async () => {
    const guarded = await startEdge({ http: { metricsToken: 'a-token-of-the-test' } });
    try {
      const ask = async (headers: Record<string, string>): Promise<number> =>
        (await fetch(`${guarded.url}/metrics`, { headers })).status;
      expect([
        await ask({}),
        await ask({ authorization: 'Bearer wrong' }),
        await ask({ authorization: 'Bearer ' }),
        await ask({ authorization: 'Bearer a-token-of-the-test' }),
        await ask({ authorization: 'Bearer a-token-of-the-test', 'x-forwarded-for': '1.2.3.4' }),
      ]).toEqual([403, 403, 403, 200, 200]);
    } finally {
      await guarded.stop();
    }
  });
});

describe('the contract', () => {
  interface Contract {
    openapi: string;
    paths: Record<
      string,
      Record<string, { operationId: string; requestBody?: unknown; responses: Record<string, unknown> }>
    >;
    components: { schemas: Record<string, { properties?: Record<string, unknown>; required?: string[] }> };
  }

  it('is OpenAPI 3.1 made of the schemas that are in force, with every reference in place', async () => {
    const answer = await get('/api/openapi.json', {});
    const text = await answer.text();
    const contract = JSON.parse(text) as Contract;
    expect(contract.openapi).toMatch(/^3\.1/);
    const create = contract.paths['/api/trial']?.['post'];
    expect(create?.operationId).toBe('trial_create');
    expect(JSON.stringify(create?.requestBody)).toContain('#/components/schemas/ThingInput');
    expect(JSON.stringify(create?.responses['201'])).toContain('#/components/schemas/ThingView');
    expect(create?.responses['default']).toMatchObject({
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    });
    expect(contract.components.schemas['ThingView']?.required?.toSorted()).toEqual(['at', 'n', 'text']);
    const names = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      (match) => match[1] ?? '',
    );
    expect(names.filter((name) => contract.components.schemas[name] === undefined)).toEqual([]);
    expect(text).not.toContain('$defs');
  });

  it('names every parameter, and leaves out what is not for programs', async () => {
    const { paths } = (await (await get('/api/openapi.json', {})).json()) as Contract;
    expect(JSON.stringify(paths['/api/trial/list'])).toContain('"name":"limit"');
    expect(JSON.stringify(paths['/api/trial/at/{id}'])).toContain('"name":"id"');
    expect(Object.keys(paths)).toContain('/health/ready');
    expect(Object.keys(paths)).not.toContain('/metrics');
    expect(Object.keys(paths)).not.toContain('/api/auth/callback');
  });
});
