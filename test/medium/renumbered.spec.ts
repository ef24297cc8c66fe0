import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoSource, employmentLine, testNumber, writeDelivery } from '../support/hr-delivery.js';
import { push, someEvents, told, type Pushed } from '../support/hr-events.js';

jest.setTimeout(120_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-renumbered-'));
let edge: Edge;

interface Known {
  id: string;
  number: string;
  keys: string[];
  employments: string[];
  formers: number;
}

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: { hr: { sources: [{ ...demoSource(), events: someEvents }] } },
  });
  await edge.app.get(Jobs).start();
  const lines = Array.from({ length: 8 }, (_, n) => employmentLine(n));
  await edge.app
    .get(TakeHrSnapshot)
    .run(operator, { delivery: readDelivery(writeDelivery(folder, lines)), channel: 'command' });
  edge.clock.move((Date.parse('2026-11-23T12:00:00Z') - edge.clock.now().getTime()) / 60_000);
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

/** Whoever has the employment. */
async function holding(number: string): Promise<Known | undefined> {
  const [row] = await edge.database.query<Known>(
    `SELECT p.id, encode(p.person_number_index, 'hex') AS number,
       ARRAY(SELECT s.source_key FROM person_source s WHERE s.person_id = p.id ORDER BY 1) AS keys,
       ARRAY(SELECT o.number FROM employment o WHERE o.person_id = p.id ORDER BY 1) AS employments,
       (SELECT count(*)::int FROM person_former_number f WHERE f.person_id = p.id) AS formers
     FROM person p JOIN employment e ON e.person_id = p.id WHERE e.number = $1`,
    [number],
  );
  return row;
}

/** The HR system tells of a person under a new key and number, with the employment that person n has. */
function renumbered(
  n: number,
  as: number,
  more: { previous?: string | undefined; names?: [string, string]; employment?: string } = {},
): Promise<Pushed> {
  const event = JSON.parse(
    told(as, '2026-11-23T10:00:00+01:00', [{ number: more.employment ?? `A${String(n)}` }], {
      type: 'PersonChanged',
    }),
  ) as { person: Record<string, unknown> };
  Object.assign(event.person, {
    givenName: more.names?.[0] ?? 'Test Ek',
    callName: more.names?.[0] ?? 'Test',
    lastName: more.names?.[1] ?? `Ek${String(n)}`,
    hsaIds: [],
    previousPersonNumber: 'previous' in more ? more.previous : testNumber(n),
  });
  return push(edge, JSON.stringify(event));
}

const outcome = ({ items }: Pushed): unknown[] => [items[0]?.state, items[0]?.reason ?? null];

describe('an event that says which number it replaces', () => {
  it('keys the person anew, under a new key too: the same person with the same employment', async () => {
    const before = await holding('A1');
    expect(outcome(await renumbered(1, 901))).toEqual(['applied', null]);
    const after = await holding('A1');
    expect(after).toMatchObject({ id: before?.id, employments: ['A1'], formers: 1 });
    expect(after?.number).not.toBe(before?.number);
    expect(after?.keys).toContain('P901');
  });

  it('is the same person with another employment beside', async () => {
    const before = await holding('A2');
    expect(outcome(await renumbered(2, 902, { employment: 'A902' }))).toEqual(['applied', null]);
    expect(await holding('A902')).toMatchObject({ id: before?.id, employments: ['A2', 'A902'] });
  });

  it('creates nobody and changes nobody when it does not say so', async () => {
    const before = await holding('A3');
    const answer = await renumbered(3, 903, { previous: undefined });
    expect(outcome(answer)).toEqual(['quarantined', 'unknown-person']);
    expect(await holding('A3')).toEqual(before);
  });

  it('waits for HR when the name is another: a wrong number must not give one person’s access to another', async () => {
    const before = await holding('A4');
    const answer = await renumbered(4, 904, { names: ['Quirin', 'Zackrisson'], employment: 'A904' });
    expect(outcome(answer)).toEqual(['quarantined', 'correlation']);
    expect((await holding('A4'))?.id).toBe(before?.id);
  });

  it('is set aside with its field, never with the number, when the number cannot be one', async () => {
    const wrong = testNumber(5).replace(/.$/, (last) => String((Number(last) + 1) % 10));
    const answer = await renumbered(5, 5, { previous: wrong });
    expect(outcome(answer)).toEqual(['quarantined', 'personnummer-check-digit']);
    expect(JSON.stringify(answer)).not.toContain(wrong);
    const [kept] = await edge.database.query<{ row: string }>(
      `SELECT to_jsonb(v)::text AS row FROM hr_event v WHERE event_id = $1`,
      [answer.items[0]?.event],
    );
    expect(kept?.row).toContain('person.previousPersonNumber');
    expect(kept?.row).not.toContain(wrong);
  });

  it('of somebody known by the key is a change like any other', async () => {
    const before = await holding('A6');
    const event = JSON.parse(
      told(6, '2026-11-23T10:05:00+01:00', [{ number: 'A6' }], { type: 'PersonChanged' }),
    ) as {
      person: Record<string, unknown>;
    };
    Object.assign(event.person, { personNumber: testNumber(906), previousPersonNumber: testNumber(6) });
    expect(outcome(await push(edge, JSON.stringify(event)))).toEqual(['applied', null]);
    expect(await holding('A6')).toMatchObject({ id: before?.id, keys: ['P6'], formers: 1 });
  });
});
