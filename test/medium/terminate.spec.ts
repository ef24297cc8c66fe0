import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { TerminatePerson } from '../../src/lifecycle/leaving/terminate-person.js';
import type {
  terminationProgressSchema,
  terminationViewSchema,
} from '../../src/lifecycle/leaving/termination.schema.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { Caller, CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoSource } from '../support/hr-delivery.js';
import { smallCatalogue } from '../support/small-catalogue.js';

type Terminated = z.output<typeof terminationViewSchema>;
type Progress = z.output<typeof terminationProgressSchema>;
interface Problem {
  code: string;
}
interface RequestAnswer {
  id: string;
  code?: string;
}

// Races are run many times; a busy machine may take its time.
jest.setTimeout(120_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const why = { reason: 'dismissed', note: 'Avstängd efter samtal i dag' };
const assessment = {
  need: 'Ska ge omvårdnad på avdelningen',
  data: 'Vårdplaner och signeringslistor',
  riskTooWide: 'Kan läsa om andras patienter',
  riskTooNarrow: 'Kan inte signera läkemedel',
  days: 30,
};

let edge: Edge;
let home: CareHome;
let unitId: string;
let owner: Employee;
let manager: Employee;
let managerCalls: Caller;
let ownerCalls: Caller;
let roleId: string;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: { hr: { sources: [demoSource()] } },
  });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  const office = await home.unit('/1/', 'Staben');
  unitId = await home.unit('/1/2/', 'Avdelning 2');
  owner = await home.employee(office, { name: 'Ägare' });
  manager = await home.employee(unitId, { name: 'Chef', manager: owner });
  await edge.app.get(LoadCatalogue).run(
    operator,
    smallCatalogue({
      source: 'home',
      informationOwner: await numberOf(owner),
      systemOwner: await numberOf(owner),
      roles: [{ key: 'las', group: 'journal-las' }],
    }),
  );
  const [role] = await edge.database.query<{ id: string }>(`SELECT id FROM role WHERE key = 'las'`);
  roleId = role?.id ?? '';
  managerCalls = await as(manager);
  ownerCalls = await as(owner);
});
afterAll(async () => {
  await edge.stop();
});

async function numberOf(who: Employee): Promise<string> {
  const [row] = await edge.database.query<{ number: string }>(`SELECT number FROM employment WHERE id = $1`, [
    who.employmentId,
  ]);
  return row?.number ?? '';
}

async function as(who: Employee): Promise<Caller> {
  return new Caller(edge.url, await edge.signIn(who.personId));
}

async function ask(who: Employee): Promise<string> {
  const { status, body } = await managerCalls.post<RequestAnswer>('/requests', {
    personId: who.personId,
    employmentId: who.employmentId,
    roleId,
    assessment,
  });
  expect([status, body.code]).toEqual([201, undefined]);
  return body.id;
}

async function left(personId: string): Promise<Record<string, number>> {
  const [row] = await edge.database.query<Record<string, number>>(
    `SELECT (SELECT count(*) FROM session WHERE person_id = $1) AS sessions,
            (SELECT count(*) FROM access_grant WHERE person_id = $1 AND ended_at IS NULL) AS grants,
            (SELECT count(*) FROM access_request WHERE person_id = $1 AND state = 'pending') AS requests,
            (SELECT count(*) FROM employment WHERE person_id = $1 AND terminated_at IS NULL) AS employments`,
    [personId],
  );
  return row ?? {};
}

const nothing = { sessions: 0, grants: 0, requests: 0, employments: 0 };

describe('Avsluta nu', () => {
  it('ends employments, sessions, requests and grants in one go, and the next request is refused', async () => {
    const leaver = await home.employee(unitId, { manager });
    await home.employ(leaver.personId, unitId, { manager, from: '2099-01-01' });
    const role = await home.role(owner, { directory: `grupp-${leaver.personId.slice(0, 8)}` });
    await home.grant(leaver, role);
    await ask(leaver);
    const browser = await as(leaver);
    const phone = await as(leaver);
    expect((await browser.get(`/people/${leaver.personId}/termination`)).status).toBe(200);

    const answer = await managerCalls.post<Terminated>(`/people/${leaver.personId}/termination`, why);
    expect([answer.status, answer.body]).toMatchObject([
      200,
      {
        personId: leaver.personId,
        sessionsEnded: 2,
        requestsClosed: 1,
        grantsEnded: 1,
        accountsToDisable: 1,
      },
    ]);
    for (const calls of [browser, phone])
      expect((await calls.get(`/people/${leaver.personId}/termination`)).status).toBe(401);
    expect(await left(leaver.personId)).toEqual(nothing);

    const [task] = await edge.database.query<{ name: string }>(
      `SELECT name FROM pgboss.job WHERE data -> 'personIds' ? $1`,
      [leaver.personId],
    );
    expect(task).toEqual({ name: 'deliver-urgently' });
    const audit = (await edge.audit('person.terminated')).filter((row) => row.person_id === leaver.personId);
    expect(audit).toMatchObject([
      { reason: why.note, level: 3, detail: { reason: 'dismissed', employments: 2 } },
    ]);
    const progress = await managerCalls.get<Progress>(`/people/${leaver.personId}/termination`);
    expect(progress.body).toMatchObject({
      terminatedAt: answer.body.terminatedAt,
      account: { state: 'pending' },
    });
  });

  it('says that it is already done the second time, and does nothing twice', async () => {
    const leaver = await home.employee(unitId, { manager });
    expect((await managerCalls.post(`/people/${leaver.personId}/termination`, why)).status).toBe(200);
    const officer = await home.employee(unitId);
    await home.grant(officer, await home.role(owner, { grindvakt: 'security' }));
    const again = await (await as(officer)).post<Problem>(`/people/${leaver.personId}/termination`, why);
    expect([again.status, again.body.code]).toEqual([409, 'already-terminated']);
    expect(
      (await edge.audit('person.terminated')).filter((r) => r.person_id === leaver.personId),
    ).toHaveLength(1);
  });

  it('is done once when ten press at the same time', async () => {
    const leaver = await home.employee(unitId, { manager });
    await home.grant(leaver, await home.role(owner, { directory: `tio-${leaver.personId.slice(0, 8)}` }));
    const presses = Array.from({ length: 10 }, () =>
      edge.app
        .get(TerminatePerson)
        .run(operator, { personId: leaver.personId, reason: 'security', note: why.note }),
    );
    const done = (await Promise.allSettled(presses)).filter((press) => press.status === 'fulfilled');
    expect(done).toHaveLength(1);
    expect(await left(leaver.personId)).toEqual(nothing);
  });

  it('cannot be done to oneself, nor by one who neither leads the person nor holds a right', async () => {
    const own = await managerCalls.post<Problem>(`/people/${manager.personId}/termination`, why);
    expect([own.status, own.body.code]).toEqual([403, 'own-termination']);
    const stranger = await home.employee(unitId);
    const foreign = await managerCalls.post<Problem>(`/people/${stranger.personId}/termination`, why);
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not-found']);
    const nobody = await managerCalls.post<Problem>(
      '/people/00000000-0000-4000-8000-000000000000/termination',
      why,
    );
    expect([nobody.status, nobody.body.code]).toEqual([404, 'not-found']);
    expect((await managerCalls.get(`/people/${stranger.personId}/termination`)).status).toBe(404);
    expect((await left(stranger.personId))['employments']).toBe(1);
  });

  it.each([
    ['an id that is none', '/people/1/termination', why],
    ['no reason', '/people/00000000-0000-4000-8000-000000000000/termination', { note: why.note }],
    [
      'an unknown reason',
      '/people/00000000-0000-4000-8000-000000000000/termination',
      { ...why, reason: 'x' },
    ],
    [
      'too short a note',
      '/people/00000000-0000-4000-8000-000000000000/termination',
      { ...why, note: 'kort' },
    ],
  ])('refuses %s', async (_, address, body) => {
    expect((await managerCalls.post(address, body)).status).toBe(422);
  });

  it('never leaves a grant behind, however it races with the approval', async () => {
    for (let round = 0; round < 12; round += 1) {
      const leaver = await home.employee(unitId, { manager });
      const id = await ask(leaver);
      const decide = (): Promise<unknown> =>
        ownerCalls.post(`/requests/${id}/decisions`, { outcome: 'approve' });
      const end = (): Promise<unknown> =>
        edge.app
          .get(TerminatePerson)
          .run(operator, { personId: leaver.personId, reason: 'security', note: why.note });
      await Promise.all(round % 2 === 0 ? [decide(), end()] : [end(), decide()]);
      expect(await left(leaver.personId)).toEqual(nothing);
    }
  });

  it('gives the staff of a manager who is ended the next manager up', async () => {
    const top = await home.employee(unitId, { name: 'Överchef' });
    const boss = await home.employee(unitId, { name: 'Mellanchef', manager: top });
    const staff = await home.employee(unitId, { manager: boss });
    await edge.database.query(
      `UPDATE unit SET manager_number = (SELECT number FROM employment WHERE id = $1) WHERE id = $2`,
      [top.employmentId, unitId],
    );
    await edge.app
      .get(TerminatePerson)
      .run(operator, { personId: boss.personId, reason: 'left', note: why.note });
    const [row] = await edge.database.query<{ manager: string }>(
      `SELECT manager_employment_id AS manager FROM employment WHERE id = $1`,
      [staff.employmentId],
    );
    expect(row?.manager).toBe(top.employmentId);
  });
});
