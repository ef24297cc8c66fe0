import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../src/app.module.js';
import { Database } from '../../src/platform/database.js';
import { checkConfig } from '../../src/platform/config.js';
import { createApp } from '../../src/platform/http/create-app.js';
import { document } from '../../src/platform/http/openapi.js';
import { freePort } from '../../src/sandbox/kept-file.js';
import { cookieNames, digestOf, newSecret } from '../../src/sign-in/secrets.js';
import { freshDatabase } from '../support/fresh-database.js';

jest.setTimeout(180_000);

/** What is there before anybody is known; every other route is behind the guard. */
const beforeSignIn = [
  /^\/api\/auth\/(?!logout)/,
  /^\/api\/oauth\/token$/,
  /^\/api\/credential-reports\/outside$/,
  /^\/api\/openapi\.json$/,
  /^\/(health|metrics)/,
];

interface Route {
  readonly method: string;
  readonly path: string;
}

let app: NestFastifyApplication;
let database: Database;
let url: string;
let cookieName: string;
let drop: () => Promise<void>;
let routes: Route[] = [];
let guarded: Route[] = [];

beforeAll(async () => {
  const fresh = await freshDatabase();
  drop = () => fresh.drop();
  const port = await freePort();
  url = `http://localhost:${String(port)}`;
  cookieName = cookieNames(url).session;
  const nobody = { issuer: 'http://127.0.0.1:9', clientId: 'x', clientSecret: 'x', levels: {}, claims: {} };
  const config = checkConfig(
    {
      environment: 'test',
      organisation: { name: 'Provkommunen', number: '2120000000' },
      http: { publicUrl: url, port, host: 'localhost' },
      database: { url: fresh.url },
      personKey: randomBytes(32).toString('base64'),
      identityProviders: [{ id: 'nobody', name: 'Ingen', ...nobody }],
      directory: {
        url: 'ldaps://127.0.0.1:9',
        bindDn: 'cn=x',
        bindPassword: 'x',
        peopleDn: 'ou=x',
        groupsDn: 'ou=x',
      },
    },
    {},
    'the test',
  );
  app = await createApp(AppModule.with(config, { work: false }), config);
  database = app.get(Database);
  await database.connect();
  await app.listen(port, 'localhost');
  routes = Object.entries(document(app).paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
  guarded = routes.filter(({ path }) => !beforeSignIn.some((open) => open.test(path)));
});
afterAll(async () => {
  await app.close();
  await drop();
});

async function person(endDate: string | null): Promise<string> {
  const [row] = await database.query<{ id: string }>(
    `WITH provider AS (
       INSERT INTO care_provider (organisation_number, name) VALUES ('2120000000', 'Provkommunen')
       ON CONFLICT (organisation_number) DO UPDATE SET name = excluded.name RETURNING id),
     place AS (
       INSERT INTO unit (care_provider_id, source, code, name, path) SELECT id, 'test', '1', 'Vård', '/1/' FROM provider
       ON CONFLICT (source, code) DO UPDATE SET name = excluded.name RETURNING id),
     somebody AS (
       INSERT INTO person (source, source_key, given_name, call_name, family_name)
       VALUES ('test', $1, 'Test', 'Test', 'Testsson') RETURNING id),
     work AS (
       INSERT INTO employment (person_id, unit_id, source, number, kind, title, start_date, end_date)
       SELECT somebody.id, place.id, 'test', $1, 'permanent', 'Undersköterska', '2020-01-01', $2 FROM somebody, place)
     SELECT id FROM somebody`,
    [randomUUID(), endDate],
  );
  return row?.id ?? '';
}

async function sessionOf(personId: string, level: number): Promise<string> {
  const secret = newSecret();
  await database.query(
    `INSERT INTO session (id, public_id, person_id, level, kind, provider, acr, method, signed_in_at, authenticated_at,
                          last_seen_at, expires_at)
     VALUES ($1, gen_random_uuid(), $2, $3, 'oidc', 'test', 'x', 'SITHS', now(), now(), now(), now() + interval '1 hour')`,
    [digestOf(secret), personId, level],
  );
  return `${cookieName}=${secret}`;
}

async function ask({ method, path }: Route, headers: Record<string, string>): Promise<number> {
  const address = path.replace(/\{[^}]+\}/g, randomUUID());
  const answer = await fetch(`${url}${address}`, {
    method,
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin', ...headers },
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** The routes that answered otherwise. */
async function answeringOtherwise(
  some: readonly Route[],
  headers: Record<string, string>,
  expected: number,
): Promise<string[]> {
  const others: string[] = [];
  for (const route of some) {
    const status = await ask(route, headers);
    if (status !== expected) others.push(`${route.method} ${route.path}: ${String(status)}`);
  }
  return others;
}

describe('every route of the service', () => {
  it('is one of those before sign-in, or behind the guard', () => {
    expect(guarded.length).toBeGreaterThan(150);
    expect(routes.length - guarded.length).toBeLessThan(25);
  });

  it.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['a program’s token that is none', { authorization: `Bearer ${newSecret()}` }],
    ['a browser’s wish for a page', { accept: 'text/html,application/xhtml+xml' }],
    [
      'headers that claim somebody',
      { 'x-remote-user': 'admin', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-user': 'admin' },
    ],
  ])('answers 401 to whoever shows %s', async (_, headers) => {
    expect(await answeringOtherwise(guarded, headers, 401)).toEqual([]);
  });

  it('answers 401 to an invented, an unsigned or another service’s cookie', async () => {
    for (const value of [newSecret(), 's:abc.def', '', `${newSecret()}.${newSecret()}`])
      expect(
        await answeringOtherwise(guarded.slice(0, 40), { cookie: `${cookieName}=${value}` }, 401),
      ).toEqual([]);
  });

  it('refuses a person whose employment has ended at once, with the session still there', async () => {
    const id = await person('2020-12-31');
    for (const route of guarded) {
      const cookie = await sessionOf(id, 4);
      expect([route, await ask(route, { cookie })]).toEqual([route, 401]);
    }
  });

  it('opens nothing to read to a session of level 1', async () => {
    const cookie = await sessionOf(await person(null), 1);
    const reads = guarded.filter(({ method }) => method === 'GET');
    expect(await answeringOtherwise(reads, { cookie }, 401)).toEqual([]);
  });

  it('gives a browser and a program the same verdict', async () => {
    const cookie = await sessionOf(await person(null), 2);
    for (const route of guarded.filter(({ method }) => method === 'GET')) {
      const asked = await Promise.all(
        ['application/json', 'text/html', '*/*'].map((accept) => ask(route, { cookie, accept })),
      );
      expect([route.path, new Set(asked).size]).toEqual([route.path, 1]);
    }
  });
});
