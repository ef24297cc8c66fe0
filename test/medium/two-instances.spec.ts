import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { RestPuller } from '../../src/connectors/hr-rest/rest-puller.js';
import { PassMidnight } from '../../src/lifecycle/following/pass-midnight.js';
import { PrepareJoiners } from '../../src/lifecycle/following/prepare-joiners.js';
import { RecomputeAccess } from '../../src/lifecycle/following/recompute-access.js';
import { PullSource } from '../../src/lifecycle/intake/pull-source.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { RetryHrEvents } from '../../src/lifecycle/intake/retry-hr-events.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { FollowLeaving } from '../../src/lifecycle/leaving/follow-leaving.js';
import { LapsePrerequisites } from '../../src/lifecycle/prerequisites/lapse-prerequisites.js';
import { FollowShifts } from '../../src/lifecycle/shifts/follow-shifts.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { Clock } from '../../src/platform/clock.js';
import { hrSourceList } from '../../src/platform/config-hr.js';
import { Jobs } from '../../src/platform/jobs.js';
import { Refused } from '../../src/platform/refused.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { addDays } from '../../src/policy/model/day.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoSource, employmentLine, someUnits, testNumber, writeDelivery } from '../support/hr-delivery.js';
import { someEvents } from '../support/hr-events.js';
import { smallCatalogue } from '../support/small-catalogue.js';

jest.setTimeout(180_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const scheduled: Actor = { kind: 'system', name: 'hr-pull', channel: 'schedule' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-two-'));
const personKey = randomBytes(32).toString('base64');
const open = { count: 1000, share: 1, floor: 1000 };
let server: Server;
let url: string;
let edges: Edge[] = [];

beforeAll(async () => {
  server = createServer((_, answer) => {
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify({ items: [assignment(1), assignment(2)] }));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/people`;
});
afterEach(async () => {
  for (const edge of edges.reverse()) await edge.stop();
  edges = [];
});
afterAll(async () => {
  await new Promise((closed) => server.close(closed));
  rmSync(folder, { recursive: true });
});

function assignment(n: number): object {
  const pnr = testNumber(700 + n);
  return {
    id: `K${String(n)}`,
    pnr,
    given: 'Kim',
    family: `Alm${String(n)}`,
    number: `K${String(n)}`,
    kind: 'konsult',
    title: 'Konsult',
    unit: '110',
    from: '2026-01-01',
    to: '2027-06-30',
  };
}

async function instances(count: number, breakers = { unit: open, hour: open }): Promise<Edge[]> {
  const [first, second] = hrSourceList.parse([
    demoSource({ breaker: open, events: someEvents }),
    {
      id: 'konsulter',
      name: 'Konsultregistret',
      unitsFrom: 'HR-VOF',
      testNumbersOnly: true,
      yes: 'true',
      employments: {
        file: 'k.json',
        format: 'json',
        rows: 'items',
        kinds: { konsult: 'consultant' },
        columns: {
          personKey: 'id',
          personalNumber: 'pnr',
          givenName: 'given',
          familyName: 'family',
          number: 'number',
          kind: 'kind',
          title: 'title',
          unit: 'unit',
          startDate: 'from',
          endDate: 'to',
        },
      },
      pull: { schedule: '30 4 * * *', allowPrivate: true, employments: { url } },
    },
  ]);
  const made: Edge[] = [];
  for (let n = 0; n < count; n += 1) {
    const beside = made[0];
    const edge = await startEdge({
      rooms: [
        CatalogueModule,
        LifecycleModule.with(
          { useFactory: () => new HrFileReader() },
          { inject: [Clock], useFactory: (clock) => new RestPuller({ now: () => clock.now() }) },
        ),
      ],
      config: { personKey, hr: { sources: [first, second] }, lifecycle: { breakers } },
      ...(beside ? { beside } : {}),
    });
    await edge.app.get(Jobs).start();
    made.push(edge);
    edges.push(edge);
  }
  return made;
}

function setDay(edge: Edge, day: string, time = '02:00:00Z'): void {
  edge.clock.move((Date.parse(`${day}T${time}`) - edge.clock.now().getTime()) / 60_000);
}

const day = (days: number): string => addDays('2026-11-20', days);

/** A unit with somebody in each state that a day can change: joiners, leavers, hourly, external people, a sponsor. */
async function fill(edge: Edge): Promise<void> {
  setDay(edge, day(0), '09:00:00Z');
  const outside = {
    Anställningsformskod: '70',
    ExternArbetsgivare: 'Bemanning AB',
    Avtalsreferens: 'Avtal 7',
  };
  const lines = [
    employmentLine(1, { Anställningsnummer: 'OWNER', EnhetId: '100', AIDkod: '', ÄrChef: 'J' }),
    employmentLine(2, { Anställningsnummer: 'HR', EnhetId: '100', AIDkod: '999999' }),
    employmentLine(3, { Startdatum: day(1) }),
    employmentLine(4, { Startdatum: day(9) }),
    employmentLine(5, { Slutdatum: day(0) }),
    employmentLine(6, { Slutdatum: day(1) }),
    employmentLine(7, { ...outside, Slutdatum: day(30), SponsorAnställningsnummer: 'OWNER' }),
    employmentLine(8, { ...outside, Slutdatum: day(8), SponsorAnställningsnummer: 'A6' }),
    employmentLine(9, {
      FrånvaroTyp: 'Föräldraledig',
      FrånvaroOmfattning: '100,00',
      FrånvaroFrom: day(1),
      FrånvaroTom: day(3),
    }),
    employmentLine(10, { ...outside, Slutdatum: day(200), SponsorAnställningsnummer: 'A6' }),
  ];
  const units = someUnits.map((unit) => ({ ...unit, ChefAnställningsnummer: 'OWNER' }));
  const delivery = readDelivery(writeDelivery(folder, lines, units));
  await edge.app.get(TakeHrSnapshot).run(operator, { source: 'HR-VOF', delivery, channel: 'command' });
  await edge.app.get(LoadCatalogue).run(
    operator,
    smallCatalogue({
      source: 'HR-VOF',
      informationOwner: 'OWNER',
      systemOwner: 'OWNER',
      roles: [{ key: 'vard' }, { key: 'personal', right: 'hr' }],
      birthrightRules: [
        { key: 'vard', name: 'Vård', role: 'vard', selector: { titleCodes: ['2070*'] } },
        { key: 'personal', name: 'Personal', role: 'personal', selector: { titleCodes: ['999999'] } },
      ],
    }),
  );
  await edge.app.get(RecomputeAccess).run(operator, 'everyone');
}

/** Every job that HR's facts and the calendar have, all at once in all instances. */
async function work(running: readonly Edge[]): Promise<void> {
  const each = async (job: (edge: Edge) => Promise<unknown>): Promise<void> => {
    await Promise.all(running.map(job));
  };
  await each(({ app }) => app.get(PassMidnight).run());
  await each(({ app }) => app.get(PrepareJoiners).run());
  await each(({ app }) => app.get(LapsePrerequisites).run());
  await each(({ app }) => app.get(FollowLeaving).run());
  await each(({ app }) => app.get(FollowShifts).run());
  await each(({ app }) => app.get(RetryHrEvents).run());
  await each(async ({ app }) => {
    try {
      await app.get(PullSource).run(scheduled, 'konsulter');
    } catch (error) {
      if (!(error instanceof Refused && error.refusal.code === 'import-running')) throw error;
    }
  });
}

/** What has been done and said, counted; deliveries that changed nothing are left out. */
async function tally(edge: Edge): Promise<Record<string, number>> {
  const rows = await edge.database.query<{ what: string; count: number }>(
    `SELECT what, count(*)::int AS count FROM (
       SELECT 'audit ' || action AS what FROM audit_entry WHERE action <> 'import.unchanged'
       UNION ALL SELECT 'notice ' || kind FROM notice
       UNION ALL SELECT 'grant ' || CASE WHEN ended_at IS NULL THEN 'live' ELSE 'ended' END FROM access_grant
       UNION ALL SELECT 'event ' || kind FROM lifecycle_event
       UNION ALL SELECT 'checklist ' || state FROM leaver_checklist
       UNION ALL SELECT 'duty ' || state FROM duty
       UNION ALL SELECT 'held ' || state FROM held_change
       UNION ALL SELECT 'campaign ' || state FROM campaign) x GROUP BY what ORDER BY what`,
  );
  return Object.fromEntries(rows.map(({ what, count }) => [what, count]));
}

async function lived(
  count: number,
): Promise<{ days: Record<string, number>[]; again: Record<string, number> }> {
  const running = await instances(count);
  const [edge] = running;
  if (!edge) throw new Error('no instance');
  await fill(edge);
  const days: Record<string, number>[] = [];
  for (const passed of [0, 1, 2, 4, 9, 31]) {
    setDay(edge, day(passed));
    await work(running);
    days.push(await tally(edge));
  }
  await work(running);
  return { days, again: await tally(edge) };
}

describe('two instances at once', () => {
  it('do in a month of days what one does, and nothing twice', async () => {
    const one = await lived(1);
    const two = await lived(2);
    expect(Object.keys(one.days.at(-1) ?? {}).length).toBeGreaterThan(15);
    expect(two.days).toEqual(one.days);
    expect([one.again, two.again]).toEqual([one.days.at(-1), two.days.at(-1)]);
  });

  it('that both start after a long pause hold the midnight once, and tell of it once', async () => {
    const tight = { count: 2, share: 0.01, floor: 1 };
    const figures: Record<string, number>[] = [];
    for (const count of [1, 2]) {
      const running = await instances(count, { unit: open, hour: tight });
      const [edge] = running;
      if (!edge) throw new Error('no instance');
      await fill(edge);
      setDay(edge, day(0));
      await edge.app.get(PassMidnight).run();
      setDay(edge, day(400));
      await Promise.all(running.map(({ app }) => app.get(PassMidnight).run()));
      figures.push(await tally(edge));
    }
    expect(figures[0]).toMatchObject({ 'held held': 1, 'audit change.held': 1 });
    expect(figures[1]).toEqual(figures[0]);
  });
});
