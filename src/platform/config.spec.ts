import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { checkConfig, ConfigurationError, readConfig, type Config } from './config.js';

const example = path.resolve(import.meta.dirname, '../../config/grindvakt.example.yaml');
const signingKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const env = {
  DATABASE_URL: 'postgresql://grindvakt_app:hemligt@db.example.se/grindvakt',
  DATABASE_OWNER_URL: 'postgresql://grindvakt_owner:hemligare@db.example.se/grindvakt',
  GRINDVAKT_PERSON_KEY: Buffer.alloc(32, 7).toString('base64'),
  GRINDVAKT_METRICS_TOKEN: 'a-token-of-sixteen-or-more',
  SITHS_CLIENT_SECRET: 'siths-secret',
  BROKER_CLIENT_SECRET: 'broker-secret',
  GRINDVAKT_SIGNING_KEY: signingKey,
  DIRECTORY_PASSWORD: 'directory-secret',
  STAFFING_API_SECRET: 'staffing-secret',
  HR_EVENT_KEY: 'a-key-for-events-of-thirty-two-or-more',
};

function problemsOf(check: () => Config): readonly string[] {
  try {
    check();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

/** The example as parsed, for a test to spoil. */
function parsedExample(): Record<string, unknown> {
  const personKey = env.GRINDVAKT_PERSON_KEY;
  const raw = parse(readFileSync(example, 'utf8')) as Record<string, unknown>;
  return { ...raw, personKey, database: { url: env.DATABASE_URL } };
}

describe('config/grindvakt.example.yaml', () => {
  it('is right as soon as the environment it names is set', () => {
    const config = readConfig(example, env);
    expect(config.environment).toBe('production');
    expect(config.database).toEqual({
      url: env.DATABASE_URL,
      ownerUrl: env.DATABASE_OWNER_URL,
      poolSize: 10,
    });
    expect(config.identityProviders.map((p) => p.clientSecret)).toEqual([
      'siths-secret',
      undefined,
      'broker-secret',
    ]);
    expect(config.directory?.bindPassword).toBe('directory-secret');
    expect(config.hr.sources.map((source) => source.id)).toEqual(['personec', 'konsulter']);
  });

  it('shows every setting there is', () => {
    const shown = parsedExample();
    const config = readConfig(example, env);
    // Defaults fill in what the file leaves out; so nothing may be there that the file does not show.
    expect(Object.keys(shown).sort()).toEqual(Object.keys(config).sort());
    expect(Object.keys(shown['hr'] as object)).toEqual(Object.keys(config.hr));
    for (const part of ['http', 'organisation', 'sessions', 'directory'] as const)
      expect(Object.keys(shown[part] as object).sort()).toEqual(Object.keys(config[part] ?? {}).sort());
    const [source] = (shown['hr'] as Config['hr']).sources;
    expect(Object.keys(source ?? {})).toEqual(
      expect.arrayContaining(
        Object.keys(config.hr.sources[0] ?? {}).filter((key) => key !== 'testNumbersOnly'),
      ),
    );
  });

  it('names every variable of the environment that is missing, in one message', () => {
    const problems = problemsOf(() => readConfig(example, {}));
    for (const name of [
      'GRINDVAKT_METRICS_TOKEN',
      'SITHS_CLIENT_SECRET',
      'BROKER_CLIENT_SECRET',
      'DIRECTORY_PASSWORD',
      'STAFFING_API_SECRET',
    ])
      expect(problems).toContain(`the environment variable ${name} is not set`);
    expect(problems).toContainEqual(expect.stringMatching(/^database\.url: /));
    expect(problems).toContainEqual(expect.stringMatching(/^personKey: /));
  });
});

describe('a configuration that is wrong', () => {
  it('fails with every mistake named at once, and repeats no secret', () => {
    const wrong = {
      environment: 'staging',
      organisation: { name: '', number: '555555-5555' },
      http: { publicUrl: 'not an address', port: 70_000, metricsToken: 'short', tls: true },
      database: { url: 'nowhere', poolSize: 1 },
      personKey: Buffer.from('top-secret').toString('base64'),
      identityProviders: [
        {
          id: 'Capital Letters',
          name: 'X',
          issuer: 'idp',
          clientId: '',
          clientSecret: '${NOT_SET}',
          clientAuthentication: 'tls',
          levels: { loa5: 5 },
          claims: { subject: 'sub' },
        },
      ],
      directory: {
        url: 'ldap://plain.example.se',
        bindDn: '',
        bindPassword: 'hunter2-directory',
        groupsDn: 'ou=g',
        kind: 'novell',
      },
      hr: {
        sources: [
          {
            id: 'å',
            name: 'HR',
            encoding: 'utf-16',
            delimiter: ';;',
            employments: {
              file: 'a.csv',
              columns: { personKey: 'P', nickname: 'N' },
              kinds: { '1': 'forever' },
            },
            units: { file: 'u.csv', columns: { code: 'K', parent: 'F' } },
            breaker: { count: 0, share: 2 },
          },
        ],
      },
      sessions: { idleMinutes: 600, absoluteHours: 0 },
      colour: 'blue',
    };
    const problems = problemsOf(() => checkConfig(wrong, {}, 'wrong.yaml'));
    const places = problems.map((problem) => problem.split(': ')[0]);
    const source = 'hr.sources.0';
    for (const place of [
      'the environment variable NOT_SET is not set',
      'environment',
      'organisation.name',
      'organisation.number',
      'http.publicUrl',
      'http.port',
      'http.metricsToken',
      'http',
      'database.url',
      'database.poolSize',
      'personKey',
      'identityProviders.0.id',
      'identityProviders.0.issuer',
      'identityProviders.0.clientId',
      'identityProviders.0.clientSecret',
      'identityProviders.0.clientAuthentication',
      'identityProviders.0.levels.loa5',
      'identityProviders.0.claims',
      'directory.url',
      'directory.bindDn',
      'directory.peopleDn',
      'directory.kind',
      `${source}.id`,
      `${source}.encoding`,
      `${source}.delimiter`,
      `${source}.employments.columns`,
      `${source}.employments.columns.personalNumber`,
      `${source}.employments.columns.endDate`,
      `${source}.employments.kinds.1`,
      `${source}.units.columns.name`,
      `${source}.breaker.count`,
      `${source}.breaker.share`,
      'sessions.idleMinutes',
      'sessions.absoluteHours',
      '(top)',
    ])
      expect(places).toContain(place);
    const message = new ConfigurationError('wrong.yaml', problems).message;
    for (const problem of problems) expect(message).toContain(problem);
    expect(message).not.toMatch(/hunter2|top-secret|dG9wLXNlY3JldA/);
    expect(message).toContain('colour');
  });

  it('demands https of a production, of the service itself and of each provider', () => {
    const raw = parsedExample();
    const [first, second] = raw['identityProviders'] as Record<string, unknown>[];
    const plain = {
      ...raw,
      http: { publicUrl: 'http://grindvakt.example.se' },
      identityProviders: [first, { ...second, issuer: 'http://broker.example.org' }],
    };
    expect(problemsOf(() => checkConfig(plain, env, 'plain'))).toEqual([
      'http.publicUrl: production needs https',
      'identityProviders.1.issuer: production needs https',
    ]);
    expect(problemsOf(() => checkConfig({ ...plain, environment: 'test' }, env, 'plain'))).toEqual([]);
    // Beside other mistakes too.
    expect(problemsOf(() => checkConfig({ ...plain, sessions: 5, hr: [] }, env, 'plain'))).toEqual([
      expect.stringMatching(/^hr: /),
      expect.stringMatching(/^sessions: /),
      'http.publicUrl: production needs https',
      'identityProviders.1.issuer: production needs https',
    ]);
  });
});

describe('readConfig', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'grindvakt-config-'));
  });
  afterAll(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  it('lets the environment win over the file, and checks what it says just as well', () => {
    expect(readConfig(example, { ...env, PORT: '8080' }).http.port).toBe(8080);
    const problems = problemsOf(() =>
      readConfig(example, { ...env, PORT: 'http', DATABASE_URL: 'db', GRINDVAKT_PERSON_KEY: 'c2hvcnQ=' }),
    );
    expect(problems.map((problem) => problem.split(': ')[0]).sort()).toEqual([
      'database.url',
      'http.port',
      'personKey',
    ]);
  });

  it('says which file is missing or no YAML', () => {
    const missing = path.join(dir, 'missing.yaml');
    expect(() => readConfig(missing, env)).toThrow(ConfigurationError);
    expect(() => readConfig(missing, env)).toThrow(missing);
    const broken = path.join(dir, 'broken.yaml');
    writeFileSync(broken, 'http: [\n');
    expect(() => readConfig(broken, env)).toThrow(ConfigurationError);
    expect(() => readConfig(broken, env)).toThrow(broken);
  });

  it('takes an empty file for a configuration that lacks everything', () => {
    const empty = path.join(dir, 'empty.yaml');
    writeFileSync(empty, '');
    const places = problemsOf(() => readConfig(empty, {})).map((problem) => problem.split(': ')[0]);
    for (const place of ['environment', 'organisation', 'identityProviders', 'personKey'])
      expect(places).toContain(place);
  });
});
