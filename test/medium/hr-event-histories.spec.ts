import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { RetryHrEvents } from '../../src/lifecycle/intake/retry-hr-events.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { startEdge, type Edge } from '../support/edge.js';
import {
  demoSource,
  employmentLine,
  someUnits,
  writeDelivery,
  type EmploymentLine,
} from '../support/hr-delivery.js';
import { push, someEvents, told } from '../support/hr-events.js';
import { smallCatalogue } from '../support/small-catalogue.js';

jest.setTimeout(240_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-hr-histories-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
let edge: Edge;
/** Histories end what they like; the breakers have suites of their own. */
const never = { count: 100_000, share: 1, floor: 100_000 };

async function snapshot(lines: readonly EmploymentLine[], generatedAt: string): Promise<void> {
  const files = ['anstallningar.csv', 'organisation.csv'].map((name) => ({ name, generatedAt }));
  const manifest = { snapshotDate: generatedAt.slice(0, 10), kind: 'full', files };
  await edge.app.get(TakeHrSnapshot).run(operator, {
    delivery: readDelivery(writeDelivery(folder, lines, someUnits, manifest)),
    channel: 'command',
  });
}

describe('any order of arrival of the same facts', () => {
  const units = ['110', '120'];
  /** One employment as a state tells it: unit by number, and when it ends: not, earlier, later. */
  const employment = fc.record({
    unit: fc.nat(1),
    end: fc.constantFrom(null, '2026-11-01', '2027-03-01'),
    title: fc.nat(2),
  });
  /** Up to three employments; one that is left out has been taken back by HR. */
  const oneState = fc
    .array(fc.option(employment, { freq: 5 }), { minLength: 1, maxLength: 3 })
    .filter((list) => list.some((e) => e !== null));
  const history = fc.array(oneState, { minLength: 1, maxLength: 4 });
  /** Per person the states that HR went through; full deliveries after some of them; the order of arrival; who is heard twice. */
  const course = fc.record({
    persons: fc.array(history, { minLength: 1, maxLength: 3 }),
    deliveries: fc.uniqueArray(fc.nat(12), { maxLength: 2 }),
    order: fc.array(fc.nat(), { minLength: 24, maxLength: 24 }),
    twice: fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }),
  });
  let iteration = 0;

  beforeAll(async () => {
    edge = await startEdge({
      rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
      config: {
        lifecycle: { breakers: { unit: never, hour: never } },
        hr: { sources: [{ ...demoSource({ breaker: never }), events: someEvents }] },
      },
    });
    await edge.app.get(Jobs).start();
    edge.clock.move((Date.parse('2026-11-24T12:00:00Z') - edge.clock.now().getTime()) / 60_000);
    await snapshot([boss], '2026-11-23T00:00:00Z');
    const catalogue = smallCatalogue({
      source: 'HR-VOF',
      informationOwner: 'A9000',
      systemOwner: 'A9000',
      roles: [{ key: 'vard', group: 'vard' }],
      birthrightRules: [{ key: 'alla', name: 'Alla', role: 'vard', selector: {} }],
    });
    await edge.app.get(LoadCatalogue).run(operator, catalogue);
  });
  afterAll(() => edge.stop());

  const boss = employmentLine(9000);
  const at = (minute: number): string =>
    new Date(Date.UTC(2026, 10, 23, 0, 1) + (iteration * 60 + minute) * 60_000).toISOString();

  it('ends in the same state, and nobody ever has access outside an employment', async () => {
    await fc.assert(
      fc.asyncProperty(course, async ({ persons, deliveries, order, twice }) => {
        iteration += 1;
        const base = iteration * 10;
        const number = (n: number, nth: number): string =>
          nth === 0 ? `A${String(n)}` : `${'ABC'[nth] ?? ''}${String(n)}`;
        // State k of person p holds from minute 3k + p on; deliveries are written between the rounds.
        const news: (() => Promise<void>)[] = [];
        persons.forEach((states, p) => {
          states.forEach((list, k) => {
            const text = told(
              base + p,
              at(4 * k + p),
              list.flatMap((e, nth) =>
                e === null
                  ? []
                  : [
                      {
                        number: number(base + p, nth),
                        unit: units[e.unit] ?? '',
                        to: e.end,
                        title: `T${String(e.title)}`,
                      },
                    ],
              ),
              { type: k === 0 ? 'Joiner' : 'Mover' },
            );
            news.push(async () => {
              expect((await push(edge, text)).status).toBeLessThan(300);
            });
          });
        });
        for (const minute of deliveries) {
          const lines = persons.flatMap((states, p) => {
            const list = states.filter((_, k) => 4 * k + p <= minute).at(-1) ?? [];
            return list.flatMap((e, nth) =>
              e === null
                ? []
                : [
                    employmentLine(base + p, {
                      Anställningsnummer: number(base + p, nth),
                      EnhetId: units[e.unit] ?? '',
                      Slutdatum: e.end ?? '',
                      Befattning: `T${String(e.title)}`,
                    }),
                  ],
            );
          });
          news.push(async () => {
            await snapshot([boss, ...lines], at(minute + 0.5));
          });
        }
        const arrivals = news
          .flatMap((one, nth) => (twice[nth] === true ? [one, one] : [one]))
          .map((one, nth) => ({ one, key: order[nth % order.length] ?? 0 }))
          .sort((a, b) => a.key - b.key);
        for (const { one } of arrivals) {
          await one();
          expect(await outside()).toEqual([]);
        }
        await edge.app.get(RetryHrEvents).run();
        for (const [p, states] of persons.entries()) {
          const last = (states.at(-1) ?? []).flatMap((e, nth) =>
            e === null || e.end === '2026-11-01'
              ? []
              : [
                  {
                    number: number(base + p, nth),
                    unit: units[e.unit],
                    to: e.end,
                    title: `T${String(e.title)}`,
                    access: [`vard ${units[e.unit] ?? ''}`],
                  },
                ],
          );
          expect(await inForce(base + p)).toEqual(last.sort((a, b) => (a.number < b.number ? -1 : 1)));
        }
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });

  async function inForce(n: number): Promise<unknown[]> {
    return edge.database.query(
      `SELECT e.number, u.code AS unit, e.end_date AS "to", e.title,
         (SELECT coalesce(array_agg(r.key || ' ' || gu.code ORDER BY 1), '{}') FROM access_grant g JOIN role r ON r.id = g.role_id
          JOIN unit gu ON gu.id = g.unit_id WHERE g.employment_id = e.id AND g.ended_at IS NULL) AS access
       FROM employment e JOIN unit u ON u.id = e.unit_id JOIN person_source s ON s.person_id = e.person_id
       WHERE s.source_key = $1 AND in_force(e.start_date, e.end_date, e.terminated_at, '2026-11-24') ORDER BY e.number`,
      [`P${String(n)}`],
    );
  }

  async function outside(): Promise<unknown[]> {
    return edge.database.query(
      `SELECT e.number FROM access_grant g JOIN employment e ON e.id = g.employment_id
       WHERE g.ended_at IS NULL AND NOT in_force(e.start_date, e.end_date, e.terminated_at, '2026-11-24')`,
    );
  }
});
