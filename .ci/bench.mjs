// Runs every benchmark in turn, alone on the machine; the last line is `N ok, N short`. One that breaks is short.
//   node .ci/bench.mjs [WORD]…     only those whose file name holds one of the words
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';

process.chdir(path.resolve(import.meta.dirname, '..'));
const words = process.argv.slice(2);
const benches = globSync('test/bench/*.ts')
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();

let [ok, short] = [0, 0];
for (const file of benches) {
  // What an intake holds must not depend on its size: with a heap that has no room for more, one that grew would end.
  const heap = file.endsWith('hr-scale.ts') ? ['--max-old-space-size=160', '--max-semi-space-size=8'] : [];
  const { status, stdout } = spawnSync(
    process.execPath,
    [...heap, '--import', './test/support/typescript.mjs', file],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    },
  );
  process.stdout.write(stdout);
  const lines = stdout.split('\n').filter((line) => line.startsWith('BENCH '));
  ok += lines.filter((line) => line.endsWith(' ok')).length;
  short += lines.filter((line) => line.endsWith(' short')).length;
  if (status !== 0) {
    process.stdout.write(`${file} ended with ${status}\n`);
    short += 1;
  }
}
process.stdout.write(`${ok} ok, ${short} short\n`);
process.exit(short === 0 && ok > 0 ? 0 : 1);
