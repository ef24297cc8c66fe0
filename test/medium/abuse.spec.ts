import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AuditStore } from '../../src/audit/audit.store.js';
import { RecordEntries } from '../../src/audit/record-entries.js';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { DeskModule } from '../../src/desk/desk.module.js';
import { FollowFacts } from '../../src/lifecycle/following/follow-facts.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { WatchFolders } from '../../src/lifecycle/intake/watch-folders.js';
import { FindPerson } from '../../src/people/find-person.js';
import { PeopleModule } from '../../src/people/people.module.js';
import { encodeCursor } from '../../src/platform/cursor.js';
import { dayOf } from '../../src/platform/clock.js';
import { Jobs } from '../../src/platform/jobs.js';
import { PrivilegeModule } from '../../src/privilege/privilege.module.js';
import { ProvisioningModule } from '../../src/provisioning/provisioning.module.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { addDays } from '../../src/policy/model/day.js';
import { RequestsModule } from '../../src/requests/requests.module.js';
import { ReviewsModule } from '../../src/reviews/reviews.module.js';
import { Caller, CareHome, type Employee, type RoleFacts, waitFor } from '../support/care-home.js';
import { startEdge, type AuditRow, type Edge } from '../support/edge.js';
import {
  demoSource,
  employmentLine,
  employmentsText,
  someUnits,
  unitsText,
  writeDelivery,
} from '../support/hr-delivery.js';
import { MemoryDirectory } from '../support/memory-directory.js';

jest.setTimeout(120_000); // every room at once, on a machine that may be busy

interface Problem {
  code: string;
  detail: string;
}

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const directory = new MemoryDirectory();
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-abuse-'));
const watched = path.join(folder, 'watched');
let edge: Edge;
let home: CareHome;
let officer: Employee;
let auditor: Employee;
let hr: Employee;
let manager: Employee;
let worker: Employee;
let hidden: Employee;
let journal: RoleFacts;
let admin: RoleFacts;
let unitId: string;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [
      CatalogueModule,
      PeopleModule,
      RequestsModule,
      ReviewsModule,
      PrivilegeModule,
      DeskModule,
      LifecycleModule.with({ useFactory: () => new HrFileReader() }),
      ProvisioningModule.with({ useFactory: () => directory }),
    ],
    config: {
      hr: { sources: [demoSource({ breaker: { count: 1000, share: 1, floor: 1 }, watchFolder: watched })] },
    },
  });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  const office = await home.unit('/1/', 'Staben');
  unitId = await home.unit('/1/2/', 'Hemliga gatan');
  officer = await home.employee(office, { name: 'Säkerhet' });
  auditor = await home.employee(office, { name: 'Revisor' });
  hr = await home.employee(office, { name: 'Personal' });
  manager = await home.employee(unitId, { name: 'Chef', manager: officer });
  worker = await home.employee(unitId, { name: 'Mina', manager });
  hidden = await home.employee(unitId, { name: 'Nora', manager, protection: 'confidential' });
  await home.grant(officer, await home.role(officer, { grindvakt: 'security' }));
  await home.grant(auditor, await home.role(officer, { grindvakt: 'auditor' }));
  await home.grant(hr, await home.role(officer, { grindvakt: 'hr' }));
  journal = await home.role(officer, { directory: 'GG-Journal' });
  const privileged = { cap: 1, eligible: { titleCodes: ['9999'] }, hours: [1] };
  admin = await home.role(officer, { directory: 'GG-Admin', privileged });
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

class Reader extends Caller {
  constructor(
    private readonly address: string,
    private readonly session: string,
  ) {
    super(address, session);
  }

  async in<Body>(language: string, path: string): Promise<Body> {
    const headers = { cookie: this.session, 'accept-language': language };
    return (await (await fetch(`${this.address}/api${path}`, { headers })).json()) as Body;
  }

  async upload(key: string, form: FormData): Promise<{ status: number; body: { id: string; code: string } }> {
    const headers = { cookie: this.session, 'sec-fetch-site': 'same-origin', 'idempotency-key': key };
    const answer = await fetch(`${this.address}/api/hr/imports`, { method: 'POST', headers, body: form });
    return { status: answer.status, body: (await answer.json()) as { id: string; code: string } };
  }
}

async function as(who: Employee): Promise<Reader> {
  return new Reader(edge.url, await edge.signIn(who.personId));
}

async function pendingRequest(of: Employee, role: RoleFacts): Promise<string> {
  const [row] = await edge.database.query<{ id: string }>(
    `WITH a AS (INSERT INTO assessment (person_id, role_id, analysis_id, need, data, risk_too_wide, risk_too_narrow, duration_hours,
                                        written_by, written_at)
       VALUES ($1, $2, $3, 'Behövs i vården', 'Anteckningar', 'För mycket', 'För lite', 240, $4, now()) RETURNING id)
     INSERT INTO access_request (person_id, employment_id, role_id, unit_id, assessment_id, requested_by, submitted_at)
     SELECT $1, $5, $2, $6, a.id, $4, now() FROM a RETURNING id`,
    [of.personId, role.roleId, role.analysisId, manager.personId, of.employmentId, of.unitId],
  );
  await waitFor(edge.database, row?.id ?? '', officer);
  return row?.id ?? '';
}

describe('an employment that ends while its person keeps another', () => {
  it('takes the requests on it along, and leaves those on the other', async () => {
    const yesterday = addDays(dayOf(edge.clock.now()), -1);
    const stays = await home.employee(unitId, { manager });
    const ends = await home.employ(stays.personId, unitId, { manager, to: yesterday });
    const [kept, gone] = [await pendingRequest(stays, journal), await pendingRequest(ends, journal)];
    const follow = edge.app.get(FollowFacts);
    const run = (): Promise<unknown> =>
      edge.database.transaction((tx) => follow.run(tx, operator, [stays.personId], edge.clock.now()));
    await run();
    await run();
    const states = await edge.database.query<{ id: string; state: string; reason: string | null }>(
      `SELECT id, state, closed_reason AS reason FROM access_request WHERE person_id = $1`,
      [stays.personId],
    );
    expect(states).toHaveLength(2);
    expect(states).toContainEqual({ id: kept, state: 'pending', reason: null });
    expect(states).toContainEqual({ id: gone, state: 'closed', reason: 'employment-ended' });
    const told = (await edge.audit('request.closed')).filter((e) => e.person_id === stays.personId);
    expect(told).toMatchObject([{ reason: 'employment-ended' }]);
  });
});

describe('a protected person', () => {
  it('is shown in a review without name, unit and title to whom may not know them', async () => {
    await home.grant(hidden, journal);
    const opened = await (
      await as(officer)
    ).post<{ id: string }>('/reviews', {
      name: 'Granskning',
      unitId,
      closesOn: addDays(dayOf(edge.clock.now()), 5),
      noAnswer: 'keep',
    });
    expect(opened.status).toBe(201);
    interface Items {
      items: { person: { id: string; name: string }; title: string; grant: { unit: object } }[];
    }
    const path = `/reviews/${opened.body.id}/items`;
    const itemIn = (items: Items): unknown => items.items.find((i) => i.person.id === hidden.personId);
    const masked = itemIn((await (await as(auditor)).get<Items>(`${path}?all=true`)).body);
    expect(masked).toMatchObject({
      person: { name: 'Skyddad person' },
      title: '',
      grant: { unit: { name: 'Skyddad enhet' } },
      colleagues: null,
    });
    expect(JSON.stringify(masked)).not.toMatch(/Nora|Hemliga|Undersköterska/);
    const reviewer = await as(manager);
    expect(itemIn((await reviewer.get<Items>(path)).body)).toMatchObject({
      person: { name: 'Skyddad person' },
    });
    await reviewer.unmask(hidden.personId);
    const seen = itemIn((await reviewer.get<Items>(path)).body);
    expect(seen).toMatchObject({ person: { name: 'Nora Prov' }, title: 'Undersköterska' });
    const english = itemIn(await (await as(auditor)).in<Items>('en', `${path}?all=true`));
    expect(english).toMatchObject({
      person: { name: 'Protected person' },
      grant: { unit: { name: 'Protected unit' } },
    });
  });

  it('is not placed in the order of names by asking for what comes after them', async () => {
    const calls = await as(auditor);
    const after = (who: Employee): string => encodeCursor([who.personId]);
    interface People {
      items: { id: string }[];
    }
    const follows = await calls.get<People>(`/people?scope=all&after=${after(worker)}`);
    expect(follows.body.items.length).toBeGreaterThan(0);
    const nothing = await calls.get<People>(`/people?scope=all&after=${after(hidden)}`);
    expect(nothing).toMatchObject({ status: 200, body: { items: [] } });
  });

  it('is named neither in Swedish nor in English, and has no unit on the command line', async () => {
    const calls = await as(auditor);
    const card = (language: string): Promise<{ person: object; employments: object[] }> =>
      calls.in(language, `/people/${hidden.personId}`);
    expect(await card('sv')).toMatchObject({
      person: { name: 'Skyddad person' },
      employments: [{ unit: { name: 'Skyddad enhet' } }],
    });
    expect(await card('en')).toMatchObject({
      person: { name: 'Protected person' },
      employments: [{ unit: { name: 'Protected unit' } }],
    });
    const [row] = await edge.database.query<{ number: string }>(
      `SELECT number FROM employment WHERE id = $1`,
      [hidden.employmentId],
    );
    const found = await edge.app.get(FindPerson).run(row?.number ?? '');
    expect(found).toMatchObject({ name: 'Protected person', employments: [{ unit: 'Protected unit' }] });
    expect(JSON.stringify(found)).not.toMatch(/Nora|Hemliga/);
  });
});

describe('what the directory does', () => {
  it('is told to whoever watches, and its fall leaves the service ready', async () => {
    const ready = async (): Promise<unknown> => (await fetch(`${edge.url}/health/ready`)).json();
    const waiting = async (): Promise<string | undefined> =>
      /^grindvakt_deliveries_waiting (\S+)$/m.exec(await (await fetch(`${edge.url}/metrics`)).text())?.[1];
    await edge.database.query(
      `INSERT INTO account (person_id, target, username, wanted_since)
      VALUES ($1, 'directory', 'a9000001', now())`,
      [worker.personId],
    );
    expect(await waiting()).toBe('1');
    expect(await ready()).toMatchObject({ ready: true, checks: { directory: 'up' } });
    directory.down = true;
    let seen = await ready();
    for (let tries = 0; tries < 80 && JSON.stringify(seen).includes('"directory":"up"'); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100)); // what it said holds for some seconds
      seen = await ready();
    }
    expect(seen).toMatchObject({ ready: true, checks: { directory: 'down' } });
    directory.down = false;
  });
});

describe('an upload sent twice', () => {
  const form = (people: number, name = 'anstallningar.csv'): FormData => {
    const lines = Array.from({ length: people }, (_, i) => employmentLine(i));
    const sent = new FormData();
    sent.append('dryRun', 'true');
    sent.append('files', new Blob([employmentsText(lines)]), name);
    sent.append('files', new Blob([unitsText(someUnits)]), 'organisation.csv');
    return sent;
  };
  const count = async (): Promise<number> => (await edge.database.query(`SELECT FROM hr_import`)).length;

  it('with the same key is one import; with other content it is refused', async () => {
    const calls = await as(hr);
    const key = randomUUID();
    const first = await calls.upload(key, form(2));
    expect(first).toMatchObject({ status: 202, body: { state: 'dry-run' } });
    expect(await calls.upload(key, form(2))).toEqual(first);
    expect(await calls.upload(key.toUpperCase(), form(2))).toEqual(first);
    for (const other of [form(3), form(2, 'andra.csv')])
      expect(await calls.upload(key, other)).toMatchObject({
        status: 422,
        body: { code: 'idempotency-mismatch' },
      });
    expect(await count()).toBe(1);
    expect((await calls.upload(randomUUID(), form(2))).body.id).not.toBe(first.body.id);
    expect(await calls.upload('not-a-key', form(2))).toMatchObject({ status: 422 });
    expect(await count()).toBe(2);
  });
});

describe('a delivery in the watched folder', () => {
  it('that comes while another one is taken in, is taken when that is done', async () => {
    const number = 7000;
    mkdirSync(watched, { recursive: true });
    const delivery = writeDelivery(watched, [employmentLine(number)]);
    for (const file of ['anstallningar.csv', 'organisation.csv'])
      utimesSync(path.join(delivery, file), 1_700_000_000, 1_700_000_000);
    const folders = edge.app.get(WatchFolders);
    const known = async (): Promise<number> =>
      (await edge.database.query(`SELECT FROM employment WHERE number = $1`, [`A${String(number)}`])).length;
    await edge.database.transaction(async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('hr_import'), hashtext($1))`, [demoSource().id]);
      expect(await folders.run()).toBe(0);
    });
    expect(await known()).toBe(0);
    expect(await folders.run()).toBe(1);
    expect(await known()).toBe(1);
    expect(await folders.run()).toBe(0);
  });
});

describe('input that no database can hold', () => {
  const cursors = [
    [],
    ['x', 'y'],
    [1e308],
    [1.5],
    ['0000-01-01T00:00:00.000Z', randomUUID()],
    ['2026-02-30T00:00:00.000Z', randomUUID()],
    ['0000-01-01', '0000-01-01T00:00:00.000Z', 'x'],
    ['2026-01-01T00:00:00.000Z', 'x'],
    ['\0', randomUUID()],
    ['x', 3e9],
  ];
  const lists = [
    '/people?scope=all',
    '/requests?view=sent',
    '/reviews?',
    '/reviews/units?',
    '/tasks?',
    '/privilege/activations?',
    '/hr/imports?',
  ];

  it.each(lists)('is refused as a cursor of %s', async (list) => {
    const calls = await as(officer);
    // What is no time is a fine name of a unit.
    const forged = list.startsWith('/reviews/units')
      ? cursors.filter(([first]) => !/^\d/.test(String(first)) || typeof first === 'number')
      : cursors;
    for (const cursor of forged) {
      const { status, body } = await calls.get<Problem>(`${list}&after=${encodeCursor(cursor)}`);
      expect([status, body.code]).toEqual([422, 'invalid']);
    }
  });

  it.each([
    ['GET', '/reviews/units?q=%00'],
    ['GET', '/people?scope=all&q=ab%00'],
    ['POST', '/reviews'],
    ['POST', '/privilege/activations'],
    ['POST', '/requests'],
  ])('is refused wherever it stands: %s %s', async (method, path) => {
    const calls = await as(officer);
    for (const text of ['Granskning\0nummer ett', 'Granskning \ud800 nummer ett']) {
      const bodies = [{ name: text }, { reason: [text] }, { [text]: 1 }];
      for (const body of bodies) {
        const answer =
          method === 'GET' ? await calls.get<Problem>(path) : await calls.post<Problem>(path, body);
        expect([answer.status, answer.body.code]).toEqual([422, 'invalid']);
      }
    }
  });
});

describe('between a request and its approval', () => {
  it('a system that gets another owner leaves the old one without a say', async () => {
    const id = await pendingRequest(await home.employee(unitId, { manager }), journal);
    const setOwner = (who: Employee): Promise<unknown> =>
      edge.database.query(`UPDATE information_system SET information_owner_id = $1, system_owner_id = $1`, [
        who.personId,
      ]);
    await setOwner(hr);
    const calls = await as(officer);
    const late = await calls.post<Problem>(`/requests/${id}/decisions`, { outcome: 'approve' });
    expect(late).toMatchObject({ status: 409, body: { code: 'no-approver' } });
    expect(await edge.database.query(`SELECT grant_id FROM access_request WHERE id = $1`, [id])).toEqual([
      { grant_id: null },
    ]);
    await setOwner(officer);
    expect((await calls.post(`/requests/${id}/decisions`, { outcome: 'approve' })).status).toBe(200);
  });
});

describe('a log that cannot be written', () => {
  it.each(['activation', 'termination', 'decision'])('undoes the %s that it should tell of', async (act) => {
    const person = await home.employee(unitId, { manager, titleCode: '9999' });
    const requestId = await pendingRequest(person, journal);
    const [path, body, by]: [string, object, Employee] = {
      activation: [
        '/privilege/activations',
        { roleId: admin.roleId, hours: 1, reason: 'Behöver det idag' },
        person,
      ],
      termination: [
        `/people/${person.personId}/termination`,
        { reason: 'left', note: 'Slutar genast i dag' },
        manager,
      ],
      decision: [`/requests/${requestId}/decisions`, { outcome: 'approve' }, officer],
    }[act] as [string, object, Employee];
    const calls = await as(by);
    const state = (): Promise<unknown> =>
      edge.database.query(
        `SELECT e.terminated_at, q.state, (SELECT count(*) FROM access_grant g WHERE g.person_id = e.person_id) AS grants,
                (SELECT count(*) FROM session s WHERE s.person_id = e.person_id) AS sessions
         FROM employment e JOIN access_request q ON q.employment_id = e.id WHERE e.person_id = $1`,
        [person.personId],
      );
    const before = await state();
    const full = jest
      .spyOn(edge.app.get(AuditStore), 'append')
      .mockRejectedValue(Object.assign(new Error('no space left'), { code: '53100' }));
    try {
      expect((await calls.post(path, body)).status).toBe(503);
    } finally {
      full.mockRestore();
    }
    expect(await state()).toEqual(before);
    expect((await calls.post(path, body)).status).toBeLessThan(300);
    expect(await state()).not.toEqual(before);
  });
});

describe('a personal number', () => {
  it('is refused in every explanation that the log would keep', async () => {
    const number = '19850101-2382';
    const text = `Ska sluta, se ${number} i listan`;
    const calls = await as(officer);
    const id = randomUUID();
    const texts: [string, object][] = [
      [`/people/${id}/termination`, { reason: 'left', note: text }],
      [`/requests/${id}/decisions`, { outcome: 'refuse', reason: text }],
      [`/reviews/${id}/decisions`, { decisions: [{ itemId: id, decision: 'remove', reason: text }] }],
      ['/reviews', { name: text, unitId, closesOn: dayOf(edge.clock.now()), noAnswer: 'keep' }],
      ['/privilege/activations', { roleId: id, hours: 1, reason: text }],
      [`/hr/imports/${id}/release`, { reason: text }],
      [`/hr/imports/${id}/cancellation`, { reason: text }],
    ];
    for (const [path, body] of texts) {
      const answer = await calls.post<Problem>(path, body);
      expect([path, answer.status, answer.body.code]).toEqual([path, 422, 'invalid']);
      expect(JSON.stringify(answer.body)).not.toContain(number);
    }
  });

  it('that comes another way is blotted out of the log', async () => {
    await edge.database.transaction((tx) =>
      edge.app.get(RecordEntries).run(tx, operator, [
        { action: 'trial.done', reason: 'se 198501012382, 850101-2382 och 20240101-2382' },
        { action: 'trial.done', reason: 'ring 0701234567, ärende 8501012382' },
      ]),
    );
    expect((await edge.audit('trial.done')).map((entry) => entry.reason)).toEqual([
      'se [number], [number] och [number]',
      'ring 0701234567, ärende 8501012382',
    ]);
  });
});

describe('reaching for what is not one’s own', () => {
  it('is refused and leaves an entry, whatever the room', async () => {
    const grantId = await home.grant(manager, journal);
    const opened = await (
      await as(officer)
    ).post<{ id: string }>('/reviews', {
      name: 'Egen granskning',
      unitId,
      closesOn: addDays(dayOf(edge.clock.now()), 5),
      noAnswer: 'keep',
    });
    const [item] = await edge.database.query<{ id: string }>(
      `SELECT id FROM review_item WHERE campaign_id = $1 AND grant_id = $2`,
      [opened.body.id, grantId],
    );
    const requestId = await pendingRequest(await home.employee(unitId, { manager }), journal);
    const calls = await as(manager);
    const keep = { decisions: [{ itemId: item?.id, decision: 'keep' }] };
    const note = { reason: 'left', note: 'Ett skäl som räcker' };
    const attempts: [string, object, string, string | null][] = [
      [`/reviews/${opened.body.id}/decisions`, keep, 'own-review', opened.body.id],
      [`/requests/${requestId}/decisions`, { outcome: 'approve' }, 'own-approval', requestId],
      [`/people/${manager.personId}/termination`, note, 'own-termination', manager.personId],
      [`/people/${officer.personId}/termination`, note, 'not-found', officer.personId],
      [
        '/privilege/activations',
        { roleId: admin.roleId, hours: 1, reason: 'Behöver det idag' },
        'not-found',
        null,
      ],
      [
        '/hr/imports/00000000-0000-4000-8000-000000000000/release',
        { reason: 'Ser bra ut nu' },
        'not-allowed',
        '00000000-0000-4000-8000-000000000000',
      ],
    ];
    for (const [path, body, code, object] of attempts) {
      expect((await calls.post<Problem>(path, body)).body.code).toBe(code);
      const entry = (await edge.audit('access.denied')).at(-1) as
        (AuditRow & { object_id: string }) | undefined;
      expect(entry).toMatchObject({ reason: code, object_id: object, level: 3 });
      expect(entry?.detail['route']).toMatch(/^POST \/api\//);
    }
    const before = (await edge.audit('access.denied')).length;
    expect((await calls.get<Problem>(`/people/${officer.personId}`)).status).toBe(404);
    expect((await edge.audit('access.denied')).length).toBe(before + 1);
  });
});
