import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import type { correlationCaseSchema } from '../../src/lifecycle/correlation/correlation.schema.js';
import type { ImportResult } from '../../src/lifecycle/intake/import-result.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { PeopleModule } from '../../src/people/people.module.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { Caller, CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoSource, employmentLine, writeDelivery, type EmploymentLine } from '../support/hr-delivery.js';

type CaseView = z.output<typeof correlationCaseSchema>;
interface Row {
  id: string;
  name: string;
  email: string | null;
  protection: string;
  merged: boolean;
  hsa: string[];
  employments: string[];
  records: string[];
}

jest.setTimeout(120_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-correlation-'));
const reason = 'Jämförd med underlaget från båda systemen.';

let edge: Edge;
let home: CareHome;
let hr: Employee;
let boss: Employee;
let caller: Caller;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, PeopleModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: {
      hr: {
        sources: [
          demoSource({ id: 'hr' }),
          demoSource({ id: 'consultants', name: 'Konsultregistret', unitsFrom: undefined }),
        ],
        precedence: { email: ['consultants'] },
      },
    },
  });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  const unit = await home.unit('/1/2/', 'Personalavdelningen');
  hr = await home.employee(unit, { name: 'Hanna' });
  boss = await home.employee(unit, { name: 'Bodil' });
  const right = await home.role(boss, { grindvakt: 'hr' });
  await home.grant(hr, right);
  caller = new Caller(edge.url, await edge.signIn(hr.personId));
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

function take(source: string, lines: EmploymentLine[]): Promise<ImportResult> {
  return edge.app
    .get(TakeHrSnapshot)
    .run(operator, { source, delivery: readDelivery(writeDelivery(folder, lines)), channel: 'command' });
}

async function persons(): Promise<Row[]> {
  return edge.database.query<Row>(
    `SELECT p.id, p.call_name || ' ' || p.family_name AS name, p.email, p.protection, p.merged_into IS NOT NULL AS merged,
       ARRAY(SELECT hsa_id FROM person_hsa_id h WHERE h.person_id = p.id ORDER BY 1) AS hsa,
       ARRAY(SELECT number FROM employment e WHERE e.person_id = p.id ORDER BY 1) AS employments,
       ARRAY(SELECT source || ' ' || source_key FROM person_source s WHERE s.person_id = p.id ORDER BY 1) AS records
     FROM person p WHERE p.source <> 'home' ORDER BY p.family_name, p.id`,
  );
}

async function openCases(): Promise<CaseView[]> {
  const answer = await caller.get<{ items: CaseView[] }>('/data-quality/cases');
  return answer.body.items;
}

async function named(name: string): Promise<Row> {
  const found = (await persons()).filter((row) => row.name === name && !row.merged);
  expect(found).toHaveLength(1);
  return (
    found[0] ?? {
      id: '',
      name,
      email: null,
      protection: '',
      merged: false,
      hsa: [],
      employments: [],
      records: [],
    }
  );
}

const inHr: EmploymentLine[] = [0, 1, 2, 3, 4, 5].map((n) => employmentLine(n));
const consultant = (n: number, more: EmploymentLine = {}): EmploymentLine =>
  employmentLine(n, { PersonId: `K${String(n)}`, Anställningsnummer: `C${String(n)}`, HSAid: '', Epost: `k${String(n)}@example.se`, ...more }); // prettier-ignore

describe('two HR systems about the same people', () => {
  it('links by itself what has the same number and a similar name, and believes each field’s first source', async () => {
    await take('hr', inHr);
    const result = await take('consultants', [consultant(0, { Skyddsmarkering: 'S' }), consultant(40)]);
    expect(result).toMatchObject({
      outcome: 'applied',
      changes: { joiners: 1, employmentsAdded: 1 },
      quarantined: [],
    });
    expect(await named('Test Ek0')).toMatchObject({
      email: 'k0@example.se', // the consultants' register is believed about addresses
      protection: 'confidential', // the strictest of all
      hsa: ['SE5555555555-0000'],
      employments: ['A0', 'C0'],
      records: ['consultants K0', 'hr P0'],
    });
    expect(await openCases()).toEqual([]);
  });

  it('takes the next source’s word when the first one does not state the person any more', async () => {
    await take('consultants', [consultant(40)]);
    expect(await named('Test Ek0')).toMatchObject({ email: 'p0@example.se', protection: 'none' });
    await take('consultants', [consultant(0, { Efternamn: 'Ek0' }), consultant(40)]);
    expect(await named('Test Ek0')).toMatchObject({ email: 'k0@example.se', protection: 'none' });
  });

  it('lets wait what is weak or ambiguous: nobody is made and nothing is given', async () => {
    const before = await persons();
    const lines = [
      consultant(0),
      consultant(40),
      consultant(41, { HSAid: 'SE5555555555-0001', Förnamn: 'Kim', Tilltalsnamn: 'Kim', Efternamn: 'Lönn' }),
      consultant(2, { Förnamn: 'Omar', Tilltalsnamn: 'Omar', Efternamn: 'Haddad' }),
      consultant(3, { HSAid: 'SE5555555555-0004' }),
      consultant(42, { Anställningsnummer: 'A5', Förnamn: 'Test', Efternamn: 'Ek5' }),
      consultant(43, {
        Anställningsnummer: 'A1',
        Förnamn: 'Ulla',
        Tilltalsnamn: 'Ulla',
        Efternamn: 'Helt Annan',
      }),
    ];
    const result = await take('consultants', lines);
    expect(result.quarantined.map(({ line, reason: why }) => [line, why])).toEqual(
      [4, 5, 6, 7].map((line) => [line, 'correlation']),
    );
    expect(result.rows).toMatchObject({ read: 7, applied: 1, quarantined: 4 });
    const after = await persons();
    expect(after.filter((row) => row.name !== 'Ulla Helt Annan')).toEqual(before);
    const cases = await openCases();
    expect(
      cases.map((c) => [c.record.name, c.reason, c.candidates.map((o) => [o.person.name, o.signs])]),
    ).toEqual(
      expect.arrayContaining([
        ['Kim Lönn', 'weak-match', [['Test Ek1', ['hsaId']]]],
        ['Omar Haddad', 'name-differs', [['Test Ek2', ['personalNumber']]]],
        [
          'Test Ek3',
          'several-candidates',
          [
            ['Test Ek3', ['personalNumber']],
            ['Test Ek4', ['hsaId']],
          ],
        ],
        ['Test Ek5', 'weak-match', [['Test Ek5', ['employeeNumber']]]],
      ]),
    );
    expect(cases).toHaveLength(4);
    // Sealed, and asked about once.
    const [plain] = await edge.database.query<{ leaks: number }>(
      `SELECT count(*)::int AS leaks FROM correlation_case c WHERE encode(c.facts_sealed, 'escape') LIKE '%Haddad%'`,
    );
    expect(plain?.leaks).toBe(0);
    await take('consultants', [...lines, consultant(44)]);
    expect(await openCases()).toHaveLength(4);
    const tasks = await caller.get<{ items: { kind: string; count: number }[] }>('/data-quality');
    expect(tasks.body.items).toContainEqual({ kind: 'correlation', count: 4 });
  });

  it('joins the record to the person when HR says that they are the same', async () => {
    const found = (await openCases()).find((c) => c.record.name === 'Test Ek5');
    const candidate = found?.candidates[0]?.person.id ?? '';
    const answer = await caller.post<CaseView>(`/data-quality/cases/${found?.id ?? ''}/decision`, { decision: 'same', personId: candidate, reason }); // prettier-ignore
    expect([answer.status, answer.body.state]).toEqual([200, 'same']);
    expect(await named('Test Ek5')).toMatchObject({
      employments: ['A5', 'A5'],
      records: ['consultants K42', 'hr P5'],
    });
    const again = await caller.post<{ code: string }>(`/data-quality/cases/${found?.id ?? ''}/decision`, { decision: 'different', reason }); // prettier-ignore
    expect([again.status, again.body.code]).toEqual([409, 'case-decided']);
  });

  it('makes a new person when HR says that they are different, and never asks about the two again', async () => {
    const found = (await openCases()).find((c) => c.record.name === 'Kim Lönn');
    const answer = await caller.post<CaseView>(`/data-quality/cases/${found?.id ?? ''}/decision`, { decision: 'different', reason }); // prettier-ignore
    expect([answer.status, answer.body.state]).toEqual([200, 'different']);
    // The HSA-id stays whose it was.
    expect(await named('Kim Lönn')).toMatchObject({
      employments: ['C41'],
      hsa: [],
      records: ['consultants K41'],
    });
    expect((await named('Test Ek1')).hsa).toEqual(['SE5555555555-0001']);
    const [apart] = await edge.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM person_apart`,
    );
    expect(apart?.count).toBe(1);
  });

  it('refuses a second person with a personal number that is somebody’s', async () => {
    const found = (await openCases()).find((c) => c.record.name === 'Omar Haddad');
    const answer = await caller.post<{ code: string }>(`/data-quality/cases/${found?.id ?? ''}/decision`, { decision: 'different', reason }); // prettier-ignore
    expect([answer.status, answer.body.code]).toEqual([409, 'number-of-another']);
    expect((await openCases()).map((c) => c.record.name)).toContain('Omar Haddad');
  });

  it('knows a person whom the source gives another key by number and name, whatever the employment is called', async () => {
    const rekeyed = inHr.map((line, n) => (n === 4 ? { ...line, PersonId: 'P4NY' } : line));
    expect(await take('hr', rekeyed)).toMatchObject({ outcome: 'applied', quarantined: [] });
    expect(await named('Test Ek4')).toMatchObject({ employments: ['A4'], records: ['hr P4', 'hr P4NY'] });
  });
});

describe('two persons who are one', () => {
  async function state(ids: readonly string[]): Promise<unknown> {
    const [row] = await edge.database.query<{ all: unknown }>(
      `SELECT jsonb_build_object(
         'persons', (SELECT jsonb_agg(to_jsonb(p) ORDER BY p.id) FROM person p WHERE p.id = ANY($1)),
         'records', (SELECT jsonb_agg(jsonb_build_array(s.source, s.source_key, s.person_id) ORDER BY 1) FROM person_source s WHERE s.person_id = ANY($1)),
         'hsa', (SELECT jsonb_agg(to_jsonb(h) ORDER BY h.hsa_id) FROM person_hsa_id h WHERE h.person_id = ANY($1)),
         'employments', (SELECT jsonb_agg(to_jsonb(e) ORDER BY e.id) FROM employment e WHERE e.person_id = ANY($1)),
         'systems', (SELECT jsonb_agg(jsonb_build_array(information_owner_id, system_owner_id)) FROM information_system),
         'grants', (SELECT jsonb_agg(jsonb_build_array(g.person_id, g.employment_id, g.role_id, g.unit_id, g.source, g.assessment_id, g.valid_to, g.next_review) ORDER BY g.employment_id, g.role_id)
           FROM access_grant g WHERE g.person_id = ANY($1) AND g.ended_at IS NULL)) AS all`,
      [ids],
    );
    return row?.all;
  }

  it('become one with all that they have, and two again when that was wrong', async () => {
    const survivor = await named('Test Ek1');
    const merged = await named('Test Ek40');
    const [employment] = await edge.database.query<{ id: string; unit: string }>(
      `SELECT id, unit_id AS unit FROM employment WHERE person_id = $1`, [merged.id]); // prettier-ignore
    const role = await home.role(boss, { directory: 'Journal' });
    const lapsing = await home.role(boss, { directory: 'Arkiv' });
    const holder = {
      personId: merged.id,
      employmentId: employment?.id ?? '',
      unitId: employment?.unit ?? '',
    };
    await home.grant(holder, role, { validTo: new Date('2031-01-01T00:00:00Z') });
    await edge.signIn(merged.id);
    const before = await state([survivor.id, merged.id]);
    await home.grant(holder, lapsing);
    await edge.database.query(`UPDATE analysis SET valid_to = '2020-01-01' WHERE id = $1`, [
      lapsing.analysisId,
    ]);

    const answer = await caller.post<{ id: string }>('/data-quality/merges', { survivorId: survivor.id, mergedId: merged.id, reason }); // prettier-ignore
    expect(answer).toMatchObject({ status: 201, body: { carried: 1, lapsed: 1 } });
    expect(await named('Test Ek1')).toMatchObject({
      employments: ['A1', 'C40'],
      records: ['consultants K40', 'hr P1'],
    });
    const held = await edge.database.query<{ person: string; need: string; source: string }>(
      `SELECT g.person_id AS person, s.need, o.person_id AS source FROM access_grant g JOIN assessment s ON s.id = g.assessment_id
       JOIN assessment o ON o.id = s.copied_from WHERE g.employment_id = $1 AND g.ended_at IS NULL`, [holder.employmentId]); // prettier-ignore
    expect(held).toEqual([{ person: survivor.id, need: 'Behövs i vården', source: merged.id }]);
    const sessions = await edge.database.query(`SELECT FROM session WHERE person_id = ANY($1)`, [
      [survivor.id, merged.id],
    ]);
    expect(sessions).toHaveLength(0);
    const card = await caller.get<{ mergedInto: { id: string } }>(`/people/${merged.id}`);
    expect(card.body.mergedInto.id).toBe(survivor.id);
    // What the one who went had held stands with whoever is the person now.
    const whole = await caller.get<{ grants: { endedReason: string | null }[] }>(`/people/${survivor.id}`);
    expect(whole.body.grants.map(({ endedReason }) => endedReason)).toContain('merged');

    const twice = await caller.post<{ code: string }>('/data-quality/merges', { survivorId: survivor.id, mergedId: merged.id, reason }); // prettier-ignore
    expect([twice.status, twice.body.code]).toEqual([409, 'already-merged']);
    const back = await caller.post(`/data-quality/merges/${answer.body.id}/undo`, { reason });
    expect(back).toMatchObject({ status: 200, body: { carried: 1 } });
    expect(await state([survivor.id, merged.id])).toEqual(before);
    const over = await caller.post<{ code: string }>(`/data-quality/merges/${answer.body.id}/undo`, {
      reason,
    });
    expect([over.status, over.body.code]).toEqual([409, 'merge-undone']);
  });

  it('gives later facts back with the record that they came by', async () => {
    const survivor = await named('Test Ek2');
    const merged = await named('Test Ek40');
    const merge = await caller.post<{ id: string }>('/data-quality/merges', { survivorId: survivor.id, mergedId: merged.id, reason }); // prettier-ignore
    await take('consultants', [consultant(0), consultant(40), consultant(40, { Anställningsnummer: 'C40B', Startdatum: '2026-01-01' }), consultant(41, { Förnamn: 'Kim', Tilltalsnamn: 'Kim', Efternamn: 'Lönn' }), consultant(42, { Anställningsnummer: 'A5', Förnamn: 'Test', Efternamn: 'Ek5' }), consultant(43, { Anställningsnummer: 'A1', Förnamn: 'Ulla', Tilltalsnamn: 'Ulla', Efternamn: 'Helt Annan' }), consultant(44)]); // prettier-ignore
    expect((await named('Test Ek2')).employments).toEqual(['A2', 'C40', 'C40B']);
    await caller.post(`/data-quality/merges/${merge.body.id}/undo`, { reason });
    expect((await named('Test Ek2')).employments).toEqual(['A2']);
    expect((await named('Test Ek40')).employments).toEqual(['C40', 'C40B']);
  });

  it('merge once when two ask at the same time, and one way', async () => {
    const a = await named('Test Ek1');
    const b = await named('Test Ek44');
    const answers = await Promise.all([
      caller.post<{ id: string }>('/data-quality/merges', { survivorId: a.id, mergedId: b.id, reason }),
      caller.post<{ id: string }>('/data-quality/merges', { survivorId: b.id, mergedId: a.id, reason }),
      take('hr', [...inHr, employmentLine(60)]),
    ]);
    const [first, second] = answers;
    expect([first.status, second.status].sort()).toEqual([201, 409]);
    const [stubs] = await edge.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM person WHERE merged_into IS NOT NULL`,
    );
    expect(stubs?.count).toBe(1);
    const done = first.status === 201 ? first : second;
    await caller.post(`/data-quality/merges/${done.body.id}/undo`, { reason });
    expect((await named('Test Ek60')).employments).toEqual(['A60']);
  });
});

describe('attacks', () => {
  it('nobody merges themselves with somebody who may more', async () => {
    for (const [survivorId, mergedId] of [
      [hr.personId, boss.personId],
      [boss.personId, hr.personId],
    ]) {
      const answer = await caller.post<{ code: string }>('/data-quality/merges', {
        survivorId,
        mergedId,
        reason,
      });
      expect([answer.status, answer.body.code]).toEqual([403, 'own-merge']);
    }
  });

  it('somebody without HR’s right neither sees cases nor decides', async () => {
    const other = new Caller(edge.url, await edge.signIn(boss.personId));
    for (const address of ['', '/cases', '/merges', '/findings/no-hsa'])
      expect((await other.get(`/data-quality${address}`)).status).toBe(403);
    const [open] = await openCases();
    const person = await named('Test Ek1');
    for (const [address, body] of [
      [`/data-quality/cases/${open?.id ?? person.id}/decision`, { decision: 'different', reason }],
      ['/data-quality/merges', { survivorId: person.id, mergedId: boss.personId, reason }],
      [`/data-quality/merges/${person.id}/undo`, { reason }],
    ] as const)
      expect((await other.post(address, body)).status).toBe(403);
  });

  it('what does not exist is not found, and an empty reason is refused beside its field', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000';
    const person = await named('Test Ek1');
    expect((await caller.get(`/data-quality/cases/${nobody}`)).status).toBe(404);
    expect(
      (await caller.post(`/data-quality/cases/${nobody}/decision`, { decision: 'different', reason })).status,
    ).toBe(404);
    expect(
      (await caller.post('/data-quality/merges', { survivorId: person.id, mergedId: nobody, reason })).status,
    ).toBe(404);
    expect((await caller.post(`/data-quality/merges/${nobody}/undo`, { reason })).status).toBe(404);
    const short = await caller.post('/data-quality/merges', {
      survivorId: person.id,
      mergedId: nobody,
      reason: 'x',
    });
    expect(short).toMatchObject({ status: 422, body: { errors: [{ pointer: '/reason' }] } });
  });

  it('a person whom the case does not name cannot be chosen', async () => {
    await take('consultants', [consultant(0), consultant(40), consultant(70, { HSAid: 'SE5555555555-0002', Förnamn: 'Bo', Tilltalsnamn: 'Bo', Efternamn: 'Ny', Skyddsmarkering: 'S' })]); // prettier-ignore
    const [open] = await openCases();
    const answer = await caller.post(`/data-quality/cases/${open?.id ?? ''}/decision`, { decision: 'same', personId: boss.personId, reason }); // prettier-ignore
    expect(answer.status).toBe(404);
  });

  it('a protected person’s name and facts are withheld in a case from those who may not see them', async () => {
    const auditor = await home.employee(boss.unitId, { name: 'Axel' });
    await home.grant(auditor, await home.role(boss, { grindvakt: 'auditor' }));
    const reader = new Caller(edge.url, await edge.signIn(auditor.personId));
    const answer = await reader.get<{ items: CaseView[] }>('/data-quality/cases');
    const found = answer.body.items.find((c) => c.record.protected);
    expect(found?.record).toEqual({ name: 'Skyddad person', protected: true, email: null, hsaIds: [], sources: [], employments: [] }); // prettier-ignore
    expect(found?.may.resolve).toBe(false);
    expect(JSON.stringify(answer.body)).not.toMatch(/Bo Ny|\d{12}/);
  });
});

it('lists what may be wrong, page by page, every kind', async () => {
  const { body } = await caller.get<{ items: { kind: string; count: number }[] }>('/data-quality');
  expect(body.items.map(({ kind }) => kind)).toHaveLength(11);
  for (const { kind, count } of body.items.filter((item) => item.kind !== 'correlation')) {
    const keys: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const answer: { status: number; body: { items: { key: string }[]; next: string | null } } =
        await caller.get(`/data-quality/findings/${kind}?limit=2${next === '' ? '' : `&after=${next}`}`);
      expect([kind, answer.status]).toEqual([kind, 200]);
      keys.push(...answer.body.items.map(({ key }) => key));
      next = answer.body.next;
    }
    expect([kind, new Set(keys).size]).toEqual([kind, count]);
  }
  expect(body.items.find(({ kind }) => kind === 'no-manager')?.count).toBeGreaterThan(3);
});
