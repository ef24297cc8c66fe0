import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { ApplyChanges } from '../../src/grants/apply-changes.js';
import { GrantsModule } from '../../src/grants/grants.module.js';
import { FindPerson } from '../../src/people/find-person.js';
import { PeopleModule } from '../../src/people/people.module.js';
import type { peopleListSchema, personCardSchema } from '../../src/people/people.schema.js';
import { dayOf } from '../../src/platform/clock.js';
import { Jobs } from '../../src/platform/jobs.js';
import { Refused } from '../../src/platform/refused.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { addDays } from '../../src/policy/model/day.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

type List = z.output<typeof peopleListSchema>;
type Card = z.output<typeof personCardSchema>;
interface Problem {
  code: string;
}

const system: Actor = { kind: 'system', name: 'test', channel: 'schedule' };

let edge: Edge;
let home: CareHome;
let today: string;
let ward: string;
let manager: Employee;
let anna: Employee;
let hidden: Employee;
let hrCalls: Caller;
let auditorCalls: Caller;
let managerCalls: Caller;
let annaCalls: Caller;
let role: RoleFacts;

beforeAll(async () => {
  edge = await startEdge({ rooms: [PeopleModule, GrantsModule] });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  today = dayOf(edge.clock.now());
  const office = await home.unit('/1/', 'Staben');
  ward = await home.unit('/1/2/', 'Avdelning 2');
  const hr = await home.employee(office, { name: 'Personal' });
  const auditor = await home.employee(office, { name: 'Revisor' });
  manager = await home.employee(ward, { name: 'Chef' });
  anna = await home.employee(ward, { name: 'Åsa-Anna', manager });
  hidden = await home.employee(ward, { name: 'Hemlig', manager, protection: 'confidential' });
  await home.employee(ward, { name: 'Östen', manager });
  await home.employee(ward, { name: 'Zara', manager, to: addDays(today, 20) });
  await home.employee(ward, { name: 'Kommande', manager, from: addDays(today, 5) });
  await home.employee(ward, { name: 'Borta', manager, to: addDays(today, -1) });
  await home.employee(office, { name: 'Annan' });
  await edge.database.query(`UPDATE person SET email = call_name || '@example.se'`);
  await home.grant(hr, await home.role(hr, { grindvakt: 'hr' }));
  await home.grant(auditor, await home.role(hr, { grindvakt: 'auditor' }));
  role = await home.role(hr, { directory: 'journal-las' });
  const as = async (who: Employee): Promise<Caller> => new Caller(edge.url, await edge.signIn(who.personId));
  hrCalls = await as(hr);
  auditorCalls = await as(auditor);
  managerCalls = await as(manager);
  annaCalls = await as(anna);
}, 30_000);
afterAll(async () => {
  await edge.stop();
});

function names(list: List): string[] {
  return list.items.map((item) => item.person.name.replace(' Prov', ''));
}

describe('a list of people', () => {
  it('shows a manager their staff of today and those to come, in Swedish order', async () => {
    const { body } = await managerCalls.get<List>('/people');
    expect(names(body)).toEqual(['Skyddad person', 'Kommande', 'Zara', 'Åsa-Anna', 'Östen']);
    expect(body.total).toBe(5);
    const stateOf = Object.fromEntries(body.items.map((i) => [i.person.name.replace(' Prov', ''), i.state]));
    expect(stateOf).toEqual({
      'Skyddad person': 'active',
      Kommande: 'coming',
      Zara: 'leaving',
      'Åsa-Anna': 'active',
      Östen: 'active',
    });
    expect(body.items.find((i) => i.state === 'leaving')?.to).toBe(addDays(today, 20));
    expect(body.items.find((i) => i.state === 'coming')?.from).toBe(addDays(today, 5));
  });

  it('marks leave of all the work with its days, running or coming within a month, and no other', async () => {
    const leaveOf = async (from: number, to: number | null, percent: number): Promise<unknown> => {
      await edge.database.query(
        `UPDATE employment SET leave_kind = 'Studier', leave_percent = $2, leave_from = $3, leave_to = $4 WHERE id = $1`,
        [anna.employmentId, percent, addDays(today, from), to === null ? null : addDays(today, to)],
      );
      const { body } = await managerCalls.get<List>('/people');
      return body.items.find(({ id }) => id === anna.personId)?.leave;
    };
    expect(await leaveOf(-3, 9, 100)).toEqual({
      from: addDays(today, -3),
      to: addDays(today, 9),
      runs: true,
    });
    expect(await leaveOf(-3, null, 100)).toEqual({ from: addDays(today, -3), to: null, runs: true });
    expect(await leaveOf(30, 60, 100)).toEqual({
      from: addDays(today, 30),
      to: addDays(today, 60),
      runs: false,
    });
    expect([await leaveOf(31, 60, 100), await leaveOf(-9, -1, 100), await leaveOf(-3, 9, 50)]).toEqual([
      null,
      null,
      null,
    ]);
    await edge.database.query(
      `UPDATE employment SET leave_kind = NULL, leave_percent = NULL, leave_from = NULL, leave_to = NULL WHERE id = $1`,
      [anna.employmentId],
    );
  });

  it('is empty for who leads nobody, and whole only for those whose right it is', async () => {
    expect((await annaCalls.get<List>('/people')).body).toEqual({ items: [], next: null, total: 0 });
    for (const calls of [annaCalls, managerCalls]) {
      const answer = await calls.get<Problem>('/people?scope=all');
      expect([answer.status, answer.body.code]).toEqual([403, 'not-allowed']);
    }
    const all = await hrCalls.get<List>('/people?scope=all');
    expect(names(all.body)).toContain('Borta');
    expect(all.body.items.find((i) => i.person.name.startsWith('Borta'))?.state).toBe('ended');
  });

  it('goes on where the page before ended', async () => {
    const seen: string[] = [];
    let after = '';
    do {
      const { body }: { body: List } = await managerCalls.get<List>(`/people?limit=2${after}`);
      expect(body.items.length).toBeLessThanOrEqual(2);
      expect(body.total).toBe(5);
      seen.push(...names(body));
      after = body.next === null ? '' : `&after=${body.next}`;
    } while (after !== '');
    expect(seen).toEqual(['Skyddad person', 'Kommande', 'Zara', 'Åsa-Anna', 'Östen']);
  });

  it.each([
    ['ös', ['Östen']],
    ['ÖSTEN prov', ['Östen']],
    ['prov öst', ['Östen']],
    ['anna', ['Åsa-Anna']],
    ['o\u0308s', ['Östen']],
    ['sten', []],
    ['os', []],
    ['%%', []],
    ['__', []],
    ['a\\', []],
    [`' OR 1=1 --`, []],
  ])('finds by the beginning of names: %s', async (q, expected) => {
    const { status, body } = await managerCalls.get<List>(`/people?q=${encodeURIComponent(q)}`);
    expect([status, names(body)]).toEqual([200, expected]);
    expect(body.total).toBe(expected.length);
  });

  it.each(['q=a', 'q=%00%00', 'scope=everyone', 'limit=0', 'limit=201', 'after=x', 'after=WyIxIl0'])(
    'refuses %s as bad input',
    async (query) => {
      const { status, body } = await managerCalls.get<Problem>(`/people?${query}`);
      expect([status, body.code]).toEqual([422, 'invalid']);
    },
  );

  it('does not let a protected person be inferred by search, order, count or page', async () => {
    const hr = await hrCalls.get<List>('/people?scope=all&limit=200');
    const auditor = await auditorCalls.get<List>('/people?scope=all&limit=200');
    expect(names(hr.body)).toContain('Skyddad person');
    expect(auditor.body.total).toBe(hr.body.total - 1);
    expect(names(auditor.body)).toEqual(names(hr.body).filter((name) => name !== 'Skyddad person'));
    const found = await auditorCalls.get<List>('/people?scope=all&q=heml');
    expect(found.body).toEqual({ items: [], next: null, total: 0 });
    expect(JSON.stringify(auditor.body)).not.toContain(hidden.personId);
  });
});

describe('a person’s card', () => {
  it('shows oneself', async () => {
    const { status, body } = await annaCalls.get<Card>('/people/me');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      person: { id: anna.personId, name: 'Åsa-Anna Prov', protected: false },
      email: 'Åsa-Anna@example.se',
      employments: [
        {
          state: 'in-force',
          unit: { name: 'Avdelning 2' },
          manager: { id: manager.personId },
          onLeave: false,
        },
      ],
      may: { request: false, terminate: false },
      account: null,
    });
  });

  it('lets the manager ask and end, HR only end, the auditor neither', async () => {
    const mayOf = async (calls: Caller): Promise<Card['may']> =>
      (await calls.get<Card>(`/people/${anna.personId}`)).body.may;
    expect(await mayOf(managerCalls)).toMatchObject({ request: true, terminate: true });
    expect(await mayOf(hrCalls)).toMatchObject({ request: false, terminate: true });
    expect(await mayOf(auditorCalls)).toMatchObject({ request: false, terminate: false });
  });

  it('does not exist for those whom the person does not concern', async () => {
    for (const path of [
      `/people/${manager.personId}`,
      `/people/${hidden.personId}`,
      '/people/00000000-0000-4000-8000-000000000000',
    ]) {
      const answer = await annaCalls.get<Problem>(path);
      expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
    }
    const gone = await hrCalls.get<Problem>('/people/00000000-0000-4000-8000-000000000000');
    expect(gone.status).toBe(404);
    expect((await annaCalls.get<Problem>('/people/1')).status).toBe(422);
  });

  it('follows the access: waiting, delivered, confirmed, and lost', async () => {
    const card = async (language?: string): Promise<Card> => {
      const response = await fetch(`${edge.url}/api/people/${anna.personId}`, {
        headers: {
          cookie: await edge.signIn(manager.personId),
          ...(language ? { 'accept-language': language } : {}),
        },
      });
      return (await response.json()) as Card;
    };
    const grants = edge.app.get(ApplyChanges);
    const [assessment] = await edge.database.query<{ id: string }>(
      `INSERT INTO assessment (person_id, role_id, analysis_id, need, data, risk_too_wide, risk_too_narrow, duration_hours,
                               written_by, written_at)
       VALUES ($1, $2, $3, 'Behövs i vården', 'Anteckningar', 'För mycket', 'För lite', 24, $4, now()) RETURNING id`,
      [anna.personId, role.roleId, role.analysisId, manager.personId],
    );
    const applied = await edge.database.transaction((tx) =>
      grants.run(
        tx,
        system,
        [
          {
            kind: 'open',
            personId: anna.personId,
            employmentId: anna.employmentId,
            roleId: role.roleId,
            unitId: ward,
            source: 'request',
            analysisId: role.analysisId,
            assessmentId: assessment?.id ?? null,
            ruleId: null,
            validTo: new Date(edge.clock.now().getTime() + 10 * 86_400_000),
            nextReview: null,
          },
        ],
        edge.clock.now(),
      ),
    );
    const waiting = await card();
    expect(waiting.grants).toMatchObject([
      { why: 'Behövs i vården', state: 'active', delivery: 'pending', system: 'Journal', source: 'request' },
    ]);
    expect(waiting.account).toMatchObject({ state: 'pending', confirmedAt: null });
    expect(waiting.account?.waitingSince).not.toBeNull();
    const line = (await managerCalls.get<List>('/people?q=anna')).body.items[0];
    expect(line).toMatchObject({ grants: 1, expiringSoon: 1 });

    await edge.database.query(
      `UPDATE account SET delivered_version = wanted_version, state = 'enabled', delivered_at = now() + interval '1 second',
              confirmed_at = now() + interval '1 second' WHERE person_id = $1`,
      [anna.personId],
    );
    const confirmed = await card('en');
    expect(confirmed.grants[0]).toMatchObject({
      delivery: 'confirmed',
      role: { sentence: 'Lets one try.' },
    });
    expect(confirmed.account?.state).toBe('enabled');

    edge.clock.move(1);
    await edge.database.transaction((tx) =>
      grants.run(
        tx,
        system,
        [
          {
            kind: 'end',
            grantId: applied.opened[0]?.id ?? '',
            personId: anna.personId,
            reason: 'ended-by-hand',
          },
        ],
        edge.clock.now(),
      ),
    );
    const lost = await card();
    expect(lost.grants[0]).toMatchObject({
      state: 'ended',
      endedReason: 'ended-by-hand',
      delivery: 'pending',
    });
    expect(lost.timeline.map((t) => t.kind)).toEqual(['removed', 'granted']);
    expect(lost.timeline[0]?.text).toMatch(/^Förlorade Roll /);
  });

  it('tells what has happened in words', async () => {
    const who = await home.employee(ward, { name: 'Historik', manager });
    await edge.database.query(
      `INSERT INTO lifecycle_event (person_id, employment_id, at, day, kind, unit_id)
       SELECT $1, $2, now(), d.day, d.kind, $3
       FROM (VALUES ('2024-01-01'::date, 'joined'), ('2025-01-01', 'moved'), ('2025-06-01', 'employment-added')) AS d(day, kind)`,
      [who.personId, who.employmentId, ward],
    );
    const { body } = await managerCalls.get<Card>(`/people/${who.personId}`);
    expect(body.timeline).toEqual([
      { at: '2025-06-01', kind: 'joined', text: 'Ny anställning som Undersköterska', unit: 'Avdelning 2' },
      { at: '2025-01-01', kind: 'moved', text: 'Bytte uppdrag: Undersköterska', unit: 'Avdelning 2' },
      { at: '2024-01-01', kind: 'joined', text: 'Började som Undersköterska', unit: 'Avdelning 2' },
    ]);
  });

  it('masks a protected person wholly for an auditor', async () => {
    await home.grant(hidden, role);
    await edge.database.query(
      `INSERT INTO lifecycle_event (person_id, employment_id, at, day, kind, unit_id) VALUES ($1, $2, now(), '2024-01-01', 'joined', $3)`,
      [hidden.personId, hidden.employmentId, ward],
    );
    const masked = await auditorCalls.get<Card>(`/people/${hidden.personId}`);
    expect(masked.body.person).toEqual({ id: hidden.personId, name: 'Skyddad person', protected: true });
    expect(masked.body).toMatchObject({ email: null, hsaId: null, employments: [{ manager: null }] });
    for (const secret of ['Hemlig', 'Avdelning 2', ward, manager.personId])
      expect(JSON.stringify(masked.body)).not.toContain(secret);
    expect(await edge.audit('person.unmasked')).toEqual([]);
  });

  it('shows a protected person to those with the need once they have said why, and tells the person who and why', async () => {
    const card = async (calls: Caller): Promise<string> =>
      (await calls.get<Card>(`/people/${hidden.personId}`)).body.person.name;
    const path = `/people/${hidden.personId}/unmaskings`;
    const before = (await edge.audit('person.unmasked')).length;
    for (const calls of [managerCalls, hrCalls]) {
      expect(await card(calls)).toBe('Skyddad person');
      const { body } = await calls.get<Card>(`/people/${hidden.personId}`);
      expect(body).toMatchObject({ email: null, may: { unmask: true } });
    }
    for (const [wrong, pointer] of [
      [{}, '/reason'],
      [{ reason: 'nyfiken' }, '/reason'],
      [{ reason: 'other' }, '/note'],
      [{ reason: 'other', note: 'nej' }, '/note'],
      [{ reason: 'contact', note: 'Gäller 19900101-2385' }, '/note'],
    ] as const) {
      const { status, body } = await managerCalls.post<{ errors: { pointer: string }[] }>(path, wrong);
      expect([status, body.errors[0]?.pointer]).toEqual([422, pointer]);
    }
    expect(await card(managerCalls)).toBe('Skyddad person');
    for (const calls of [auditorCalls, annaCalls])
      expect((await calls.post(path, { reason: 'facts' })).status).toBe(404);

    expect((await managerCalls.post(path, { reason: 'other', note: 'Planerar om ett pass.' })).status).toBe(
      200,
    );
    expect(await card(managerCalls)).toBe('Hemlig Prov');
    expect(names((await managerCalls.get<List>('/people')).body)).toContain('Hemlig');
    expect(await card(hrCalls)).toBe('Skyddad person'); // a reason is one's own
    expect((await edge.audit('person.unmasked')).slice(before)).toMatchObject([
      { person_id: hidden.personId, reason: 'other: Planerar om ett pass.', level: 3 },
    ]);

    const own = new Caller(edge.url, await edge.signIn(hidden.personId));
    expect(await card(own)).toBe('Hemlig Prov');
    for (const calls of [own, auditorCalls])
      expect((await calls.get(path)).body).toMatchObject({
        items: [{ by: { id: manager.personId }, reason: 'other', note: 'Planerar om ett pass.' }],
      });
    for (const calls of [hrCalls, managerCalls, annaCalls]) expect((await calls.get(path)).status).toBe(404);

    edge.clock.move(8 * 60 + 1);
    const later = new Caller(edge.url, await edge.signIn(manager.personId));
    expect(await card(later)).toBe('Skyddad person');
    edge.clock.move(-8 * 60 - 1);
  });
});

describe('the command line', () => {
  it('finds by HSA-id, employment number and key, and names no protected person', async () => {
    const find = edge.app.get(FindPerson);
    await edge.database.query(`INSERT INTO person_hsa_id (hsa_id, person_id) VALUES ('SE-1', $1)`, [
      hidden.personId,
    ]);
    const [row] = await edge.database.query<{ number: string; key: string }>(
      `SELECT e.number, p.source_key AS key FROM employment e JOIN person p ON p.id = e.person_id WHERE e.id = $1`,
      [hidden.employmentId],
    );
    for (const key of ['SE-1', row?.number ?? '', row?.key ?? ''])
      expect(await find.run(key)).toMatchObject({
        id: hidden.personId,
        name: 'Protected person',
        state: 'active',
        employments: [{ number: row?.number, unit: 'Protected unit', state: 'in-force' }],
      });
    await expect(find.run('nobody')).rejects.toThrow(Refused);
  });
});
