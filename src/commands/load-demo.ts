import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { parse } from 'yaml';
import { projectDir } from '../instance.js';
import { readDelivery } from '../lifecycle/read-delivery.js';
import { TakeHrSnapshot } from '../lifecycle/take-hr-snapshot.js';
import { Clock } from '../platform/clock.js';
import type { Actor } from '../policy/model/actor.js';
import { takeCatalogue } from './take-catalogue.js';

const loader: Actor = { kind: 'system', name: 'demo', channel: 'command' };

/** The demo organisation: its persons once, then the catalogue that names some of them as owners. */
export async function loadDemo(app: INestApplicationContext, say: (message: string) => void): Promise<void> {
  const imports = app.get(TakeHrSnapshot);
  if (!(await imports.hasTaken())) {
    say('Loading the demo organisation …');
    const delivery = readDelivery(path.join(projectDir, 'config/demo-data/hr/2026-11-20'));
    await imports.run(loader, { delivery, channel: 'command', asOf: app.get(Clock).today(), dryRun: false });
  }
  const catalogue: unknown = parse(readFileSync(path.join(projectDir, 'config/demo-catalogue.yaml'), 'utf8'));
  await takeCatalogue(app, loader, catalogue);
}
