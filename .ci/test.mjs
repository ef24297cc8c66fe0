// Every test, real components included. Installs what the machine lacks or says what to install; never skips.
// The last line is `N passed, N failed`; the exit code is 0 only when none failed.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

process.chdir(path.resolve(import.meta.dirname, '..'));
const node = (args) => spawnSync(process.execPath, args, { stdio: 'inherit' }).status;

function end(passed, failed) {
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exit(failed === 0 ? 0 : 1);
}

/** Runs Jest; the service's own log lines, hundreds of them where it is attacked, are left out unless they tell of an error. */
async function jest(args) {
  const own = path.resolve('node_modules/.cache/bin');
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: `${process.env.PATH}:${own}` },
  });
  const lines = (stream, to) =>
    createInterface({ input: stream }).on('line', (line) => {
      if (!/^\{"level":[1-4]0,/.test(line)) to.write(`${line}\n`);
    });
  lines(child.stdout, process.stdout);
  lines(child.stderr, process.stderr);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  await once(child, 'close');
}

const dir = mkdtempSync(path.join(tmpdir(), 'grindvakt-results-'));
const file = path.join(dir, 'results.json');
process.on('exit', () => {
  rmSync(dir, { recursive: true, force: true });
});

if (spawnSync('bash', ['test/support/install-what-is-missing.sh'], { stdio: 'inherit' }).status !== 0)
  end(0, 1);
if (node(['.ci/build.mjs']) !== 0) end(0, 1);
await jest([
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  '--ci',
  '--json',
  `--outputFile=${file}`,
  ...process.argv.slice(2),
]);

let results;
try {
  results = JSON.parse(readFileSync(file, 'utf8'));
} catch {
  end(0, 1); // Jest itself broke; it has said why
}
// A suite that could not even be loaded has no tests to count, and a skipped test proves nothing: both have failed.
const unproven = results.numPendingTests + results.numTodoTests + results.numRuntimeErrorTestSuites;
if (unproven > 0)
  process.stdout.write(`${unproven} skipped, left to do or not loadable: counted as failed\n`);
const failed = results.numFailedTests + unproven;
end(results.numPassedTests, failed === 0 && !results.success ? 1 : failed);
