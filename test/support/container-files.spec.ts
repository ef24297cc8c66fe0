import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { readConfig } from '../../src/platform/config.js';

interface Service {
  image?: string;
  build?: string | { context: string; dockerfile: string };
  environment: Record<string, string>;
  secrets: string[];
  volumes: string[];
  ports?: string[];
  networks: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  privileged?: boolean;
}
interface Compose {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
  volumes: Record<string, unknown>;
  networks: Record<string, { internal?: boolean }>;
}

const docker = path.resolve('docker');
const compose = parse(readFileSync(path.join(docker, 'compose.yaml'), 'utf8')) as Compose;
const services = Object.entries(compose.services);
const dockerfiles = ['Dockerfile', 'openldap/Dockerfile'];

/** The instructions of a file, one a line, as `[word, rest]`. */
function instructions(file: string): [word: string, rest: string][] {
  const text = readFileSync(path.join(docker, file), 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n/g, ' ');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [word = '', ...rest] = line.trim().split(/\s+/);
      return [word, rest.join(' ')];
    });
}

/** The instructions of what is shipped: after the last FROM. */
function shipped(file: string): [word: string, rest: string][] {
  const all = instructions(file);
  return all.slice(all.findLastIndex(([word]) => word === 'FROM'));
}

describe.each(dockerfiles)('docker/%s', (file) => {
  it('has nothing that the linter minds', () => {
    const { status, stdout } = spawnSync('node_modules/.bin/dockerfilelint', [path.join(docker, file)], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toMatchObject({ status: 0 });
  });

  it('starts from a named version', () => {
    const bases = instructions(file).filter(([word]) => word === 'FROM');
    for (const [, base] of bases)
      expect(base).toMatch(/^(node:24-bookworm-slim|debian:bookworm-slim)( AS \w+)?$/);
  });

  it('runs as nobody in particular, and says how it is', () => {
    const users = shipped(file).filter(([word]) => word === 'USER');
    expect(users).toEqual([['USER', '1000:1000']]);
    expect(shipped(file).filter(([word]) => word === 'HEALTHCHECK')).toHaveLength(1);
    const names = shipped(file).map(([word]) => word);
    expect(names.indexOf('USER')).toBeLessThan(names.indexOf('ENTRYPOINT'));
  });

  it('copies only what is in the checkout or an earlier stage, and no secret', () => {
    for (const [word, rest] of instructions(file).filter(([name]) => name === 'COPY')) {
      expect([word, rest]).not.toEqual([word, expect.stringMatching(/secret|password|\.env/)]);
      if (rest.startsWith('--from=')) continue;
      const base = file === 'Dockerfile' ? process.cwd() : path.join(docker, path.dirname(file));
      for (const source of rest.split(' ').slice(0, -1))
        expect(existsSync(path.join(base, source))).toBe(true);
    }
  });
});

describe('the image of the service', () => {
  it('has neither development packages nor the sandbox', () => {
    const all = instructions('Dockerfile').map(([word, rest]) => `${word} ${rest}`);
    expect(all).toContainEqual(expect.stringMatching(/^RUN npm ci --omit=dev --omit=optional/));
    expect(all).toContainEqual(
      expect.stringMatching(/^RUN node \.ci\/build\.mjs .*rm -rf dist\/src\/sandbox/),
    );
    const copies = shipped('Dockerfile').filter(([word]) => word === 'COPY');
    expect(copies.map(([, rest]) => rest)).toEqual([
      '--from=packages /packages/node_modules node_modules',
      '--from=build /build/dist dist',
      'package.json ./',
      'docker/entrypoint.sh /usr/local/bin/entrypoint.sh',
    ]);
  });

  it('is built from the sources alone: what is not named does not reach the builder', () => {
    const lines = readFileSync(path.join(docker, 'Dockerfile.dockerignore'), 'utf8').trim().split('\n');
    expect(lines[0]).toBe('*');
    const let_in = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    for (const name of let_in) expect(existsSync(name)).toBe(true);
    expect(let_in).not.toContain('docker');
    expect(let_in).not.toContain('node_modules');
  });

  it('reads secrets from files, and fails when one is missing', () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'grindvakt-entry-'));
    try {
      writeFileSync(path.join(dir, 'secret'), 'a b$c"d');
      // In place of the service: shows what it was given.
      const script = readFileSync(path.join(docker, 'entrypoint.sh'), 'utf8').replace(
        'exec node /app/dist/src/main.js "$@"',
        'printf "%s|%s|%s" "$SOME_PASSWORD" "${SOME_PASSWORD_FILE-gone}" "$1"',
      );
      const run = (file: string) =>
        spawnSync('sh', ['-c', script, 'entrypoint.sh', 'worker'], {
          encoding: 'utf8',
          env: { PATH: process.env['PATH'], SOME_PASSWORD_FILE: file },
        });
      expect(run(path.join(dir, 'secret')).stdout).toBe('a b$c"d|gone|worker');
      expect(run(path.join(dir, 'nowhere'))).toMatchObject({ status: 1, stdout: '' });
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('docker/compose.yaml', () => {
  it('has PostgreSQL, a directory and the service', () => {
    expect(Object.keys(compose.services)).toEqual(['postgres', 'openldap', 'grindvakt']);
    expect(compose.services['postgres']?.image).toBe('postgres:17');
  });

  it('mounts secrets as files, and writes none down', () => {
    for (const [, service] of services) {
      for (const secret of service.secrets) expect(compose.secrets).toHaveProperty(secret);
      for (const [name, value] of Object.entries(service.environment)) {
        if (!/PASSWORD|SECRET|KEY/.test(name)) continue;
        expect(name).toMatch(/_FILE$/);
        expect(service.secrets.map((secret) => `/run/secrets/${secret}`)).toContain(value);
      }
    }
    for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\.\/secrets\//);
    expect(readFileSync('.gitignore', 'utf8').split('\n')).toEqual(
      expect.arrayContaining(['docker/secrets/', 'docker/.env']),
    );
  });

  it('starts the service when what it stands on is healthy', () => {
    expect(compose.services['grindvakt']?.depends_on).toEqual({
      postgres: { condition: 'service_healthy' },
      openldap: { condition: 'service_healthy' },
    });
    expect(compose.services['postgres']?.healthcheck?.test).toContain('pg_isready');
  });

  it('opens one door, to this machine alone', () => {
    expect(services.flatMap(([, service]) => service.ports ?? [])).toEqual(['127.0.0.1:3000:3000']);
    expect(compose.networks['inside']?.internal).toBe(true);
    expect(compose.services['postgres']?.networks).toEqual(['inside']);
    expect(compose.services['openldap']?.networks).toEqual(['inside']);
  });

  it('gives nobody more than they need', () => {
    for (const [name, service] of services) {
      expect(service.privileged).toBeUndefined();
      expect(service.security_opt).toContain('no-new-privileges:true');
      if (name === 'postgres') continue; // its image starts as root to own its data folder, then steps down
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    }
  });

  it('mounts volumes that are declared and files that exist', () => {
    for (const volume of services.flatMap(([, service]) => service.volumes)) {
      const source = volume.split(':')[0] ?? '';
      if (source.startsWith('.')) expect(statSync(path.join(docker, source)).isFile()).toBe(true);
      else expect(compose.volumes).toHaveProperty(source);
    }
  });

  it('gives the service a configuration that it accepts', () => {
    const given = compose.services['grindvakt']?.environment ?? {};
    const example = Object.fromEntries(
      readFileSync(path.join(docker, '.env.example'), 'utf8')
        .split('\n')
        .filter((line) => /^[A-Z]/.test(line))
        .map((line) => line.split('=') as [string, string]),
    );
    const env = Object.fromEntries(
      Object.entries(given).map(([name, value]) => {
        if (name === 'PERSON_KEY_FILE') return ['PERSON_KEY', Buffer.alloc(32, 1).toString('base64')];
        if (name.endsWith('_FILE')) return [name.replace(/_FILE$/, ''), 'a-secret'];
        return [name, example[/^\$\{(\w+):/.exec(value)?.[1] ?? ''] ?? ''];
      }),
    );
    const config = readConfig(path.join(docker, 'grindvakt.yaml'), env);
    expect(config).toMatchObject({
      environment: 'production',
      http: { host: '0.0.0.0', port: 3000 },
      directory: { url: 'ldaps://openldap:1636', bindPassword: 'a-secret' },
    });
    expect(new URL(config.database.url).username).toBe('grindvakt_app');
  });
});

describe.each(['entrypoint.sh', 'make-secrets.sh', 'openldap/start.sh', 'postgres/10-roles.sh'])(
  'docker/%s',
  (file) => {
    it('is a shell script without mistakes of grammar', () => {
      expect(spawnSync('sh', ['-n', path.join(docker, file)], { encoding: 'utf8' })).toMatchObject({
        status: 0,
        stderr: '',
      });
    });
  },
);
