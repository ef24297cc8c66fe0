import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { projectDir } from '../../src/instance.js';
import { RunningInstance } from '../demo/running-instance.js';
import { until } from '../demo/steps.js';
import { Witness } from '../demo/witness.js';
import { cast } from '../demo/cast.js';
import { requestsPerSecond } from './support/load.js';

/** Requests a second of an authenticated GET against a bare route with one point read, on the same machine. */
const seconds = 3;
const rounds = 3;
const instance = await RunningInstance.start(['all']);
const sandbox = await instance.parts();
const { serviceUrl } = sandbox;
await allDelivered();
const [bare, bareAddress] = await startBare(serviceUrl);
try {
  const { employee: visitor } = cast(instance.address);
  await visitor.signIn(visitor.hsaId);
  // One session check and one list; what every page asks first; the richest page.
  const addresses = { list: '/api/privilege/activations', me: '/api/me', card: '/api/people/me' };
  const floors: number[] = [];
  const ours: Record<string, number[]> = {};
  await requestsPerSecond(bareAddress, {}, 1); // warm up
  for (let round = 0; round < rounds; round += 1) {
    floors.push(await requestsPerSecond(bareAddress, {}, seconds));
    for (const [name, address] of Object.entries(addresses))
      (ours[name] ??= []).push(
        await requestsPerSecond(`${instance.address}${address}`, visitor.headers, seconds),
      );
  }
  const floor = median(floors);
  console.log(`floor: bare route with one point read ${floor.toFixed(0)} requests/s`);
  for (const [name, rates] of Object.entries(ours)) {
    const rate = median(rates);
    const ratio = rate / floor;
    const verdict = ratio >= 0.25 ? 'ok' : 'short';
    console.log(`GET ${addresses[name as keyof typeof addresses]} ${rate.toFixed(0)} requests/s`);
    console.log(`BENCH authenticated-get-${name} ratio=${ratio.toFixed(2)} target>=0.25 ${verdict}`);
  }
} finally {
  bare.kill();
  await instance.stop();
  instance.remove();
}

/** The night's work is done before the day is measured. */
async function allDelivered(): Promise<void> {
  const witness = await Witness.of(sandbox);
  await until(
    'the directory',
    180,
    async () => (await witness.count('account WHERE delivered_version < wanted_version')) === 0,
  );
  await witness.close();
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
