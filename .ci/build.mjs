// Builds what has changed since the last build, by the content of the sources: nothing changed, nothing done.
//   node .ci/build.mjs [server] [api] [web]     without a word: all of them
// Writes to stderr alone, so that a command's own output stays clean.
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './run-quietly.mjs';

const root = path.resolve(import.meta.dirname, '..');
process.chdir(root);
const stampFile = 'dist/.stamps.json';
const common = ['package-lock.json', '.ci/build.mjs'];

const parts = {
  /** dist/src, dist/migrations, dist/test/demo */
  server: {
    inputs: () => [
      ...common,
      ...files('src/**/*.ts', 'migrations/*.ts', 'test/demo/**/*.ts').filter(
        (file) => !file.startsWith('src/web/') && !file.endsWith('.spec.ts'),
      ),
      'nest-cli.json',
      'tsconfig.json',
      'tsconfig.build.json',
    ],
    result: 'dist/src/main.js',
    async build() {
      await run('the service', 'nest', ['build']);
      removeLeftovers();
    },
  },
  /** openapi.json and the web's client, from the schemas of the built service */
  api: {
    inputs: () => [...parts.server.inputs(), 'openapi-ts.config.ts'],
    after: 'server',
    result: 'src/web/api/generated/types.gen.ts',
    async build() {
      await run("the API's description", 'node', ['dist/src/main.js', 'openapi', 'openapi.json']);
      await run("the web's client", 'openapi-ts', []);
    },
  },
  /** dist/web; the generated client is types alone, so it need not wait for it */
  web: {
    inputs: () => [
      ...common,
      'vite.config.ts',
      ...files('src/web/**/*').filter((file) => !file.startsWith('src/web/api/generated/')),
    ],
    result: 'dist/web/index.html',
    build: () => run('the pages', 'vite', ['build', '--logLevel', 'warn']),
  },
};

function files(...patterns) {
  return patterns.flatMap((pattern) => globSync(pattern)).filter((file) => statSync(file).isFile());
}

function digestOf(part) {
  const digest = createHash('sha256');
  for (const file of part.inputs().sort()) digest.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return digest.digest('hex');
}

function stamps() {
  return existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {};
}

function stamp(name, digest) {
  writeFileSync(`${stampFile}.new`, JSON.stringify({ ...stamps(), [name]: digest }));
  renameSync(`${stampFile}.new`, stampFile);
}

function isCurrent(name) {
  return existsSync(parts[name].result) && stamps()[name] === digestOf(parts[name]);
}

/** A deleted source must not live on: a migration that is gone would still be run. */
function removeLeftovers() {
  for (const built of globSync('dist/{src,migrations,test}/**/*.{js,js.map}')) {
    const source = built.replace(/^dist\//, '').replace(/\.js(\.map)?$/, '.ts');
    if (!existsSync(source)) rmSync(built);
  }
}

/** One build at a time in a checkout; a lock whose holder is dead counts for nothing. */
async function lock() {
  mkdirSync('dist', { recursive: true });
  const file = 'dist/.building';
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      process.on('exit', () => {
        rmSync(file, { force: true });
      });
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(existsSync(file) ? readFileSync(file, 'utf8') : 0);
    if (holder > 0 && !existsSync(`/proc/${holder}`)) rmSync(file, { force: true });
    else await sleep(200);
  }
}

async function build(names) {
  const done = new Map();
  const make = (name) => {
    if (!done.has(name))
      done.set(
        name,
        (async () => {
          const part = parts[name];
          if (part.after) await make(part.after);
          const digest = digestOf(part);
          if (isCurrent(name)) return;
          await part.build();
          stamp(name, digest);
        })(),
      );
    return done.get(name);
  };
  const results = await Promise.allSettled(names.map(make));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

const asked = process.argv.slice(2);
const names = asked.length > 0 ? asked : Object.keys(parts);
if (!names.every(isCurrent)) {
  await lock();
  try {
    await build(names);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
