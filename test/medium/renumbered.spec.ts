import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import type { ImportResult } from '../../src/lifecycle/intake/import-result.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { hrSourceList, type HrSource } from '../../src/platform/config-hr.js';
import { Jobs } from '../../src/platform/jobs.js';
import { checkPersonNumber } from '../../src/policy/lifecycle/person-number.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { startEdge, type Edge } from '../support/edge.js';
import {
  demoSource,
  employmentLine,
  employmentsText,
  someUnits,
  testNumber,
  unitsText,
  writeDelivery,
} from '../support/hr-delivery.js';
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
async function holding(number: string, at = edge): Promise<Known | undefined> {
  const [row] = await at.database.query<Known>(
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

describe.each(['csv', 'json'] as const)(
  'a full delivery as %s that says which numbers it replaces',
  (format) => {
    type Row = Record<string, string>;
    const column = 'TidigarePersonnummer';
    let own: Edge;
    let before: Map<string, Known>;
    let result: ImportResult;

    const source = (): HrSource => {
      const csv = demoSource();
      const columns = { ...csv.employments.columns, previousNumber: column };
      const employments =
        format === 'csv'
          ? { ...csv.employments, columns }
          : { ...csv.employments, columns, file: 'a.json', format };
      const [made] = hrSourceList.parse([{ ...csv, manifest: undefined, employments }]);
      if (!made) throw new Error('no source');
      return made;
    };
    const deliver = (rows: readonly Row[]): string => {
      if (format === 'csv') {
        const text = employmentsText(rows).trimEnd().split('\r\n');
        const wider = text.map(
          (line, n) => `${line};${n === 0 ? column : (rows[n - 1]?.[column] ?? '')}\r\n`,
        );
        return writeDelivery(folder, wider.join(''));
      }
      mkdirSync(folder, { recursive: true });
      const to = mkdtempSync(path.join(folder, 'json-'));
      writeFileSync(path.join(to, 'a.json'), JSON.stringify(rows));
      writeFileSync(path.join(to, 'organisation.csv'), unitsText(someUnits));
      return to;
    };
    const take = (rows: readonly Row[]): Promise<ImportResult> =>
      own.app
        .get(TakeHrSnapshot)
        .run(operator, { delivery: readDelivery(deliver(rows)), channel: 'command' });
    const known = async (): Promise<Map<string, Known>> => {
      const found = new Map<string, Known>();
      for (const number of ['A0', 'A1', 'A2', 'A3', 'A4', 'A5', 'A903', 'A904']) {
        const who = await holding(number, own);
        if (who) found.set(number, who);
      }
      return found;
    };
    /** As testNumber, of somebody who has no personnummer yet. */
    const coordination = (n: number): string => {
      const number = testNumber(n);
      const moved = `${number.slice(0, 6)}${String(Number(number.slice(6, 8)) + 60)}${number.slice(8, 11)}`;
      const right = Array.from({ length: 10 }, (_, digit) => `${moved}${String(digit)}`).find(
        (tried) => 'number' in checkPersonNumber(tried, true, '2026-11-20'),
      );
      return right ?? '';
    };
    const wrong = testNumber(5).replace(/.$/, (last) => String((Number(last) + 1) % 10));

    beforeAll(async () => {
      own = await startEdge({
        rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
        config: { hr: { sources: [source()] } },
      });
      await own.app.get(Jobs).start();
      const first = (n: number, more: Row = {}): Row => ({ ...employmentLine(n, { HSAid: '' }), ...more });
      const one = Array.from({ length: 6 }, (_, n) =>
        first(n, n > 0 && n < 5 ? { Personnummer: coordination(n) } : {}),
      );
      expect(await take(one)).toMatchObject({ outcome: 'applied', rows: { applied: 6 } });
      before = await known();
      result = await take([
        first(0),
        first(1, { [column]: coordination(1) }),
        first(2, { PersonId: 'P902', [column]: coordination(2) }),
        first(3, { PersonId: 'P903', Anställningsnummer: 'A903', [column]: coordination(3) }),
        first(4, {
          PersonId: 'P904',
          Anställningsnummer: 'A904',
          Förnamn: 'Quirin',
          Tilltalsnamn: 'Quirin',
          Efternamn: 'Zackrisson',
          [column]: coordination(4),
        }),
        first(5, { [column]: wrong }),
      ]);
    });
    afterAll(async () => {
      await own.stop();
    });

    it('keys anew whoever has the same key, and whoever got another one', async () => {
      const after = await known();
      for (const [number, key] of [
        ['A1', 'P1'],
        ['A2', 'P902'],
      ] as const) {
        expect(after.get(number)).toMatchObject({
          id: before.get(number)?.id,
          formers: 1,
          employments: [number],
        });
        expect(after.get(number)?.number).not.toBe(before.get(number)?.number);
        expect(after.get(number)?.keys).toContain(key);
      }
    });

    it('keeps the person whose key, number and employee number are all new', async () => {
      const after = await known();
      expect(after.get('A903')).toMatchObject({
        id: before.get('A3')?.id,
        formers: 1,
        employments: ['A3', 'A903'],
      });
    });

    it('lets HR decide about another name, and ends nobody meanwhile', async () => {
      const after = await known();
      expect(after.get('A904')).toBeUndefined();
      expect(after.get('A4')).toEqual(before.get('A4'));
      expect(result.quarantined.map(({ reason }) => reason)).toContain('correlation');
      const [row] = await own.database.query<{ end: string | null }>(
        `SELECT end_date::text AS end FROM employment WHERE number = 'A4'`,
      );
      expect(row).toEqual({ end: null });
    });

    it('sets a wrong one aside by its column, without the number', async () => {
      expect(result.quarantined).toContainEqual(
        expect.objectContaining({ reason: 'personnummer-check-digit', column }),
      );
      expect(JSON.stringify(result)).not.toContain(wrong);
      expect((await known()).get('A5')).toEqual(before.get('A5'));
    });
  },
);
