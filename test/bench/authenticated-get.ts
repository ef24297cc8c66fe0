import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { projectDir } from '../../src/instance.js';
import { RunningInstance } from '../demo/running-instance.js';
import { cast } from '../demo/cast.js';
import { requestsPerSecond } from './support/load.js';

/** Requests a second of an authenticated GET against a bare route with one point read, on the same machine. */
const seconds = 4;
const rounds = 3;
const instance = await RunningInstance.start(['all']);
const { serviceUrl } = await instance.parts();
const [bare, bareAddress] = await startBare(serviceUrl);
try {
  const { employee: visitor } = cast(instance.address);
  await visitor.signIn(visitor.hsaId);
  const address = `${instance.address}/api/people/me`;
  const [floors, ours]: [number[], number[]] = [[], []];
  await requestsPerSecond(address, visitor.headers, 2); // warm both up
  await requestsPerSecond(bareAddress, {}, 1);
  for (let round = 0; round < rounds; round += 1) {
    floors.push(await requestsPerSecond(bareAddress, {}, seconds));
    ours.push(await requestsPerSecond(address, visitor.headers, seconds));
  }
  const [floor, own] = [median(floors), median(ours)];
  console.log(`floor: bare route with one point read ${floor.toFixed(0)} requests/s`);
  console.log(`GET /api/people/me, session checked each time ${own.toFixed(0)} requests/s`);
  const ratio = own / floor;
  console.log(
    `BENCH authenticated-get ratio=${ratio.toFixed(2)} target>=0.25 ${ratio >= 0.25 ? 'ok' : 'short'}`,
  );
} finally {
  bare.kill();
  await instance.stop();
  instance.remove();
}

async function startBare(url: string): Promise<[ReturnType<typeof spawn>, string]> {
  const loader = path.join(projectDir, 'test/support/typescript.mjs');
  const file = path.join(import.meta.dirname, 'support/bare-get.ts');
  const child = spawn(process.execPath, ['--import', loader, file, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return [child, line.toString().trim()];
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
