import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { parse } from 'yaml';
import { demoOrganisation, projectDir } from '../instance.js';
import { readDelivery } from '../lifecycle/intake/read-delivery.js';
import { TakeCompletions } from '../lifecycle/prerequisites/take-completions.js';
import { TakeHrSnapshot } from '../lifecycle/intake/take-hr-snapshot.js';
import { TakeOverSignatures } from '../lifecycle/prerequisites/take-over-signatures.js';
import { TakeShifts } from '../lifecycle/shifts/take-shifts.js';
import { Clock, endOfDay } from '../platform/clock.js';
import type { Actor } from '../policy/model/actor.js';
import { addDays } from '../policy/model/day.js';
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
  await takePrerequisites(app);
  await takeShifts(app);
}

/**
 * The next four weeks of shifts for those whose access follows them: mornings and evenings by turns, every third day off.
 * The same day has the same shifts at every start.
 */
async function takeShifts(app: INestApplicationContext): Promise<void> {
  const { workers } = demoOrganisation().shifts;
  const today = app.get(Clock).today();
  const to = addDays(today, 27);
  const shifts = Array.from({ length: 28 }, (_, n) => addDays(today, n)).flatMap((day) => {
    const turn = Math.round(Date.parse(day) / 86_400_000);
    return workers.flatMap((number, nth) => {
      if ((turn + nth) % 3 === 2) return [];
      const [begins, ends] = (turn + nth) % 2 === 0 ? [7, 15.5] : [13.5, 22];
      const at = (hours: number): string =>
        new Date(endOfDay(addDays(day, -1)).getTime() + hours * 3_600_000).toISOString();
      return [{ number, from: at(begins), to: at(ends) }];
    });
  });
  const lines = shifts.map((shift, nth) => ({ ...shift, line: nth + 1 }));
  await app
    .get(TakeShifts)
    .run(loader, { channel: 'command', from: today, to, shifts: lines, confirmed: true });
}

/** Nearly all have taken the course and signed on paper; whoever has just begun signs at the first sign-in. */
async function takePrerequisites(app: INestApplicationContext): Promise<void> {
  const completions = app.get(TakeCompletions);
  if (await completions.hasTaken()) return;
  const file = path.join(projectDir, 'config/demo-data/completions.csv');
  await completions.run(loader, { channel: 'command', content: { name: path.basename(file), path: file } });
  const newcomers = demoOrganisation().featured.filter(({ as }) => as === 'newcomer');
  await app.get(TakeOverSignatures).run(
    loader,
    newcomers.map(({ hsaId }) => hsaId),
  );
}
