import type { INestApplicationContext } from '@nestjs/common';
import type pg from 'pg';
import { FollowFacts } from '../../../src/lifecycle/following/follow-facts.js';
import { RecomputeAccess } from '../../../src/lifecycle/following/recompute-access.js';
import { readDelivery } from '../../../src/lifecycle/intake/read-delivery.js';
import { ReleaseImport } from '../../../src/lifecycle/intake/release-import.js';
import { TakeHrSnapshot } from '../../../src/lifecycle/intake/take-hr-snapshot.js';
import { configToken } from '../../../src/platform/config-token.js';
import type { Config } from '../../../src/platform/config.js';
import { Database } from '../../../src/platform/database.js';
import type { Actor, PersonActor } from '../../../src/policy/model/actor.js';
import type { EmploymentLine } from '../../support/hr-delivery.js';
import { median, ms, timed } from './intake.js';
import { ManyPeople } from './many-people.js';

export const operator: Actor = { kind: 'operator', name: 'bench', channel: 'command' };

/** @returns how many lines were written */
export async function take(app: INestApplicationContext, at: string, outcome: string): Promise<number> {
  const result = await app
    .get(TakeHrSnapshot)
    .run(operator, { delivery: readDelivery(at), channel: 'command' });
  if (result.outcome !== outcome || result.quarantined.length > 0)
    throw new Error(
      `${result.outcome} instead of ${outcome}: ${JSON.stringify(result.quarantined.slice(0, 3))}`,
    );
  return result.rows.applied;
}

export function said(name: string, ratio: number, target: number, unit = ''): void {
  const verdict = ratio <= target ? 'ok' : 'short';
  console.log(`BENCH ${name} ratio=${ratio.toFixed(2)}${unit} target<=${target.toFixed(2)} ${verdict}`);
}

/**
 * The same moves stand in the facts, written past the service; access follows of those who moved, which is undone, and
 * then of everybody.
 */
export async function touchedOnly(
  app: INestApplicationContext,
  bare: pg.Client,
  people: ManyPeople,
  name: string,
  moves: (n: number) => boolean,
  many: number,
): Promise<void> {
  const numbers = Array.from({ length: people.persons }, (_, n) => n).filter(moves);
  const { rows: moved } = await bare.query<{ id: string }>(
    `WITH moved AS (
       UPDATE employment e SET unit_id = u.id FROM unnest($1::text[], $2::text[]) AS m(number, code)
       JOIN unit u ON u.source = 'HR-VOF' AND u.code = m.code
       WHERE e.source = 'HR-VOF' AND e.number = m.number RETURNING e.person_id)
     SELECT DISTINCT person_id AS id FROM moved`,
    [numbers.map((n) => `A${String(n)}`), numbers.map((n) => people.unitOf(n + 2))],
  );
  class Undone extends Error {}
  let touched = 0;
  await app
    .get(Database)
    .transaction(async (tx) => {
      const ids = moved.map((row) => row.id);
      touched = await timed(() => app.get(FollowFacts).run(tx, operator, ids, new Date()));
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  const everyone = await timed(() => app.get(RecomputeAccess).run(operator, 'everyone'));
  console.log(
    `${String(moved.length)} moves outstanding: of the touched ${ms(touched)}, of all ${ms(everyone)}`,
  );
  said(`hr-${String(many)}-movers-${name}`, touched / everyone, 0.25);
}

/** A mass leave that trips the source's breaker and is released, beside one of as many that nothing holds, in turns. */
export async function heldAndReleased(
  app: INestApplicationContext,
  bare: pg.Client,
  people: ManyPeople,
  name: string,
  write: (change: (n: number) => EmploymentLine | null) => ReturnType<ManyPeople['write']>,
  before: (n: number) => EmploymentLine | null,
): Promise<void> {
  const source = app.get<Config>(configToken).hr.sources[0];
  if (!source) throw new Error('no source');
  const many = Math.min(2000, people.persons / 20);
  const step = Math.floor(people.persons / many);
  const officer = await officerOf(bare);
  const times: Record<'held' | 'free', number[]> = { held: [], free: [] };
  const gone: number[] = [];
  for (const residue of [1, 2, 4, 5, 11, 12]) {
    gone.push(residue);
    const { folder: at } = await write((n) =>
      gone.includes(n % step) && n > people.units ? { Slutdatum: '2026-07-31' } : before(n),
    );
    if (times.free.length <= times.held.length) {
      times.free.push(await timed(() => take(app, at, 'applied')));
      continue;
    }
    const { breaker } = source;
    Object.assign(source, { breaker: { count: 100, share: 1, floor: 1 } });
    await take(app, at, 'held');
    Object.assign(source, { breaker });
    const { rows: held } = await bare.query<{ id: string }>(`SELECT id FROM hr_import WHERE state = 'held'`);
    times.held.push(
      await timed(() => app.get(ReleaseImport).run(officer, held[0]?.id ?? '', 'The ward has closed.')),
    );
  }
  const [held, free] = [median(times.held), median(times.free)];
  console.log(`a mass leave of ${String(many)}: held and released ${ms(held)}, not held ${ms(free)}`);
  said(`hr-mass-leave-released-${name}`, held / free, 1.1);
}

/** Somebody who may release: the first employee, who is given the right past the service. */
async function officerOf(bare: pg.Client): Promise<PersonActor> {
  const { rows } = await bare.query<{ id: string }>(
    `INSERT INTO access_grant (person_id, employment_id, role_id, unit_id, source, analysis_id, rule_id, valid_from, next_review)
     SELECT e.person_id, e.id, b.role_id, e.unit_id, 'birthright', b.analysis_id, b.id, now() - interval '1 day', '2099-12-31'
     FROM employment e, birthright_rule b WHERE e.source = 'HR-VOF' AND e.number = 'A0' AND b.key = 'hr' RETURNING person_id AS id`,
  );
  const personId = rows[0]?.id ?? '';
  return { kind: 'person', personId, level: 3, authenticatedAt: new Date(), channel: 'web', address: null };
}
