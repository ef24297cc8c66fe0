import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectDir } from '../../src/instance.js';
import { joinerMoverLeaver } from './act-day-two.js';
import { administratorRight } from './act-administrator.js';
import { dayOne } from './act-day-one.js';
import { ending } from './act-ending.js';
import { recertification } from './act-review.js';
import { requestToGrant } from './act-request.js';
import { urgentLeaver } from './act-urgent-leaver.js';
import { cast } from './cast.js';
import { RunningInstance } from './running-instance.js';
import { Steps } from './steps.js';
import type { Stage } from './stage.js';
import { Witness } from './witness.js';

/**
 * `npm run demo`: the whole job over HTTP, as the different people, through the real sign-in, on a fresh instance.
 * What is claimed is looked up in the directory and in the database, never in the service's own answers.
 */
const steps = new Steps();
const began = performance.now();
const instance = await RunningInstance.start();
process.stdout.write(
  `ok   ${String(Math.round(performance.now() - began)).padStart(6)} ms  a fresh instance, empty: ${instance.address}\n`,
);
const sandbox = await instance.parts();
const witness = await Witness.of(sandbox);
const data = path.join(projectDir, 'config/demo-data/hr');
const expected = JSON.parse(
  readFileSync(path.join(data, '2026-11-21/expected-changes.json'), 'utf8'),
) as Stage['expected'];
const stage: Stage = { steps, instance, witness, data, expected, people: cast(instance.address) };
try {
  await dayOne(stage);
  await requestToGrant(stage);
  await recertification(stage);
  await administratorRight(stage);
  await joinerMoverLeaver(stage);
  await urgentLeaver(stage);
} finally {
  await ending(stage);
  instance.remove();
}
process.exit(steps.end());
