// Everything that can be known without running the service: format, types, lint, dependency rules, dead code,
// drift, the container files, unit tests. Two at a time; quiet but for one line each, and all of what failed.
import { run } from './run-quietly.mjs';

const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];
const types = (project) => [
  '-p',
  project,
  '--noEmit',
  '--incremental',
  '--tsBuildInfoFile',
  `dist/.${project}.tsbuildinfo`,
];

/** The slow ones first, so that two cores end at the same time. */
const checks = [
  ['lint', 'eslint', ['--cache', '--cache-location', 'dist/.eslintcache', '--max-warnings', '0', '.']],
  ['types', 'tsc', types('tsconfig.json')],
  ['unit tests', 'node', [...jest, '--selectProjects', 'unit', '--silent', '--maxWorkers', '1']],
  ['types of the pages', 'tsc', types('tsconfig.web.json')],
  ['drift', 'node', ['--import', './test/support/typescript.mjs', 'test/support/check-drift.ts']],
  [
    'format',
    'prettier',
    ['--check', '--log-level', 'warn', '--cache', '--cache-location', 'dist/.prettiercache', '.'],
  ],
  [
    'dependency rules',
    'depcruise',
    ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src', 'migrations'],
  ],
  ['dead code', 'knip', ['--no-progress']],
  ['types of the law book', 'tsc', types('tsconfig.policy.json')],
];

const failures = [];
const doing = (check) => run(...check).catch((error) => failures.push(error.message));
// First, because the pages are checked against the client that is generated from the service.
await doing(['build', 'node', ['.ci/build.mjs', 'api']]);
const waiting = [...checks];
await Promise.all(
  [1, 2].map(async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) await doing(check);
  }),
);
for (const failure of failures) process.stderr.write(`\n${failure}\n`);
process.stderr.write(
  failures.length === 0 ? 'check: all well\n' : `check: ${failures.length} of ${checks.length + 1} failed\n`,
);
process.exit(failures.length === 0 ? 0 : 1);
