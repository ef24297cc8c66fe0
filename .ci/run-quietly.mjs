import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const programs = path.resolve(import.meta.dirname, '../node_modules/.bin');

/**
 * Runs a program of node_modules with one line on stderr, and all its output when it fails.
 * @throws Error with the output
 */
export async function run(what, program, args) {
  const began = Date.now();
  const { code, output } = await outcome(program, args);
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  if (code !== 0) throw new Error(`${what}: failed after ${seconds} s\n${output}`);
  process.stderr.write(`${what}: ${seconds} s\n`);
}

function outcome(program, args) {
  return new Promise((resolve, reject) => {
    const installed = path.join(programs, program);
    const child = spawn(existsSync(installed) ? installed : program, args, {
      // The right node first, also when this was not started through npm.
      env: { ...process.env, PATH: `${programs}:${process.env.PATH}`, NO_COLOR: '1', FORCE_COLOR: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += String(chunk);
      });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, output });
    });
  });
}
