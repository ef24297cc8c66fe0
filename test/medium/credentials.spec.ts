import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import { LostCredentialsJobs } from '../../src/credentials/lost-credentials.jobs.js';
import { LostCredentialsModule } from '../../src/credentials/lost-credentials.module.js';
import type {
  credentialReportListSchema,
  reportedCredentialSchema,
} from '../../src/credentials/lost-credentials.schema.js';
import { Refused } from '../../src/platform/refused.js';
import { cookieNames } from '../../src/sign-in/secrets.js';
import { StartSession } from '../../src/sign-in/start-session.js';
import { Caller, CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

type Reported = z.output<typeof reportedCredentialSchema>;
type Reports = z.output<typeof credentialReportListSchema>;
type Problem = { code: string; errors?: { pointer: string }[] };

jest.setTimeout(60_000); // a machine that may be busy

const provider = (id: string, methods: object): object => ({
  id,
  name: id,
  issuer: 'http://127.0.0.1:9',
  clientId: 'grindvakt',
  clientSecret: 'unused',
  levels: {},
  claims: {},
  methods,
});
const siths = { provider: 'legitimation', method: 'SITHS' };
const bankId = { provider: 'legitimation', method: 'BankID' };

let edge: Edge;
let home: CareHome;
let unitId: string;
let manager: Employee;
let clerk: Employee; // service desk
let administrator: Employee;
let stranger: Employee;
let today: string;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [LostCredentialsModule],
    providers: [provider('legitimation', { loa3: 'SITHS', bank: 'BankID' })],
  });
  home = new CareHome(edge.database);
  unitId = await home.unit('/1/', 'Vården');
  const owner = await home.employee(unitId);
  manager = await home.employee(unitId);
  stranger = await home.employee(unitId);
  [clerk, administrator] = [await home.employee(unitId), await home.employee(unitId)];
  await home.grant(clerk, await home.role(owner, { grindvakt: 'it' }));
  await home.grant(administrator, await home.role(owner, { grindvakt: 'card-administrator' }));
  today = edge.clock.today();
});
afterAll(async () => {
  await edge.stop();
});

const staff = (): Promise<Employee> => home.employee(unitId, { manager });

async function signIn(
  who: Employee,
  how: { provider: string; method: string },
  level: 2 | 3 = 3,
): Promise<Caller> {
  const secret = await edge.database.transaction((tx) =>
    edge.app.get(StartSession, { strict: false }).run(tx, {
      ...how,
      personId: who.personId,
      level,
      kind: 'oidc',
      acr: 'test',
      address: null,
      device: null,
    }),
  );
  return new Caller(edge.url, `${cookieNames(edge.url).session}=${secret}`);
}

const as = async (who: Employee): Promise<Caller> => new Caller(edge.url, await edge.signIn(who.personId));
const alive = async (caller: Caller): Promise<boolean> =>
  (await caller.get('/credential-reports/mine')).status === 200;

async function report(
  by: Employee,
  about: Employee,
  means: object = siths,
): Promise<{ status: number; body: Reported & Problem }> {
  return (await as(by)).post('/credential-reports', { personId: about.personId, means, cause: 'lost' });
}

const step = async (by: Employee, id: string, body: object): Promise<[number, string | undefined]> => {
  const answer = await (await as(by)).post<Problem>(`/credential-reports/${id}/steps`, body);
  return [answer.status, answer.body.code];
};

describe('a lost card', () => {
  it('reported by the person ends its sessions, bars the method and leaves the other ways in', async () => {
    const anna = await staff();
    const [card, phone] = [await signIn(anna, siths), await signIn(anna, bankId, 2)];
    const { status, body } = await phone.post<Reported>('/credential-reports', {
      means: siths,
      cause: 'stolen',
    });
    expect([status, body.ended]).toEqual([201, 1]);
    expect([await alive(card), await alive(phone)]).toEqual([false, true]);
    await expect(signIn(anna, siths)).rejects.toMatchObject({ refusal: { code: 'method-barred' } });
    await expect(signIn(anna, bankId)).resolves.toBeDefined();
    expect((await edge.audit('sign-in-method.barred')).at(-1)).toMatchObject({ person_id: anna.personId });
  });

  it('is reported by the manager and the service desk, and by nobody else', async () => {
    const anna = await staff();
    expect((await report(manager, anna)).status).toBe(201);
    expect((await report(clerk, anna, bankId)).status).toBe(201);
    const unknown = await report(stranger, anna);
    expect([unknown.status, unknown.body.code]).toEqual([404, 'not-found']);
    const again = await report(manager, anna);
    expect([again.status, again.body.code]).toEqual([409, 'already-reported']);
    const wrong = await report(manager, anna, { provider: 'legitimation', method: 'Pigeon' });
    expect([wrong.status, wrong.body.errors?.[0]?.pointer]).toEqual([422, '/means']);
  });

  it('is not said of a way of signing in that is switched off', async () => {
    const anna = await staff();
    const user = await as(anna);
    const { body } = await user.get<{ items: { provider: string }[] }>('/credential-reports/means');
    expect(body.items.map(({ provider: id }) => id)).not.toContain('password-and-code');
    const off = await report(manager, anna, { provider: 'password-and-code', method: null });
    expect([off.status, off.body.errors?.[0]?.pointer]).toEqual([422, '/means']);
  });

  it('of somebody else takes level 3, whatever one may do about one’s own', async () => {
    const anna = await staff();
    const weak = await signIn(manager, bankId, 2);
    const answer = await weak.post<Problem>('/credential-reports', {
      personId: anna.personId,
      means: siths,
      cause: 'lost',
    });
    expect([answer.status, answer.body.code]).toEqual([401, 'insufficient-assurance']);
  });

  it('is barred until blocked at the issuer and renewed against proof of identity, by another', async () => {
    const anna = await staff();
    const { body } = await report(anna, anna);
    const renew = { kind: 'renew', on: today, document: 'passport' };
    expect(await step(administrator, body.id, renew)).toEqual([409, 'not-yet-blocked']);
    expect(await step(stranger, body.id, { kind: 'block', on: today })).toEqual([404, 'not-found']);
    expect(await step(manager, body.id, { kind: 'block', on: today })).toEqual([404, 'not-found']);
    expect(await step(administrator, body.id, { kind: 'block', on: '2999-01-01' })).toEqual([422, 'invalid']);
    expect(await step(administrator, body.id, { kind: 'block', on: today })).toEqual([200, undefined]);
    await expect(signIn(anna, siths)).rejects.toThrow(Refused);
    expect(await step(administrator, body.id, { kind: 'renew', on: today })).toEqual([422, 'invalid']);
    expect(await step(administrator, body.id, renew)).toEqual([200, undefined]);
    await expect(signIn(anna, siths)).resolves.toBeDefined();
    const { items } = (await (await as(administrator)).get<Reports>('/credential-reports?show=closed')).body;
    expect(items.find(({ id }) => id === body.id)).toMatchObject({
      state: 'renewed',
      identityDocument: 'passport',
      closedOn: today,
      closedBy: { id: administrator.personId },
    });
    expect(await step(administrator, body.id, renew)).toEqual([409, 'report-closed']);
  });

  it('of the card administrator is seen to by another: nobody lifts their own bar', async () => {
    const { body } = await report(administrator, administrator);
    const own = await signIn(administrator, bankId);
    for (const kind of ['block', 'false-alarm'])
      expect(
        (
          await own.post<Problem>(`/credential-reports/${body.id}/steps`, {
            kind,
            on: today,
            document: 'passport',
          })
        ).body.code,
      ).toBe('own-credential');
    await expect(
      edge.database.query(
        `UPDATE credential_report SET state = 'dismissed', closed_by = person_id WHERE id = $1`,
        [body.id],
      ),
    ).rejects.toThrow('credential_report_not_own_check');
  });

  it('reported twice at once is barred once', async () => {
    const anna = await staff();
    const answers = await Promise.all(Array.from({ length: 8 }, () => report(manager, anna)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  });
});

describe('a report from the sign-in page', () => {
  const outside = (body: object, from = 'a'): Promise<Response> =>
    fetch(`${edge.url}/api/credential-reports/outside`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'sec-fetch-site': 'same-origin',
        'x-forwarded-for': from,
      },
      body: JSON.stringify({ cause: 'lost', ...body }),
    });
  const numberOf = async (who: Employee): Promise<string> => {
    const [row] = await edge.database.query<{ number: string }>(
      'SELECT number FROM employment WHERE id = $1',
      [who.employmentId],
    );
    return row?.number ?? '';
  };
  const forget = (): Promise<unknown> => edge.database.query('DELETE FROM outside_report');
  const waiting = async (who: Employee): Promise<{ id: string }[]> =>
    edge.database.query(`SELECT id FROM credential_report WHERE person_id = $1 AND state = 'unconfirmed'`, [
      who.personId,
    ]);

  it('says the same of those who exist and those who do not, in the same time', async () => {
    await forget();
    const anna = await staff();
    const answers: unknown[] = [];
    for (const identity of [await numberOf(anna), 'SE5555555555-NOBODY']) {
      const since = performance.now();
      const answer = await outside({ identity, familyName: 'Prov' });
      answers.push([answer.status, await answer.json()]);
      expect(performance.now() - since).toBeGreaterThan(390);
    }
    expect(answers).toEqual([
      [202, { received: true }],
      [202, { received: true }],
    ]);
    expect(await waiting(anna)).toHaveLength(1);
  });

  it('bars nothing and ends nothing until somebody who can reach the person confirms it (lock-out of others)', async () => {
    await forget();
    const anna = await staff();
    const session = await signIn(anna, siths);
    await outside({ identity: await numberOf(anna), familyName: 'prov' });
    expect(await alive(session)).toBe(true);
    const [found] = await waiting(anna);
    const id = found?.id ?? '';
    expect(
      (await (await as(manager)).get<Reports>('/credential-reports')).body.items.map((r) => r.id),
    ).toContain(id);
    expect(await step(stranger, id, { kind: 'confirm', means: siths })).toEqual([404, 'not-found']);
    const own = await session.post<Problem>(`/credential-reports/${id}/steps`, {
      kind: 'confirm',
      means: siths,
    });
    expect(own.status).toBe(404);
    expect(await step(manager, id, { kind: 'confirm', means: siths })).toEqual([200, undefined]);
    expect(await alive(session)).toBe(false);
    await expect(signIn(anna, siths)).rejects.toThrow(Refused);
  });

  it('of a person whose name does not fit, or who is reported already, adds nothing', async () => {
    await forget();
    const anna = await staff();
    const identity = await numberOf(anna);
    await outside({ identity, familyName: 'Annansson' });
    expect(await waiting(anna)).toHaveLength(0);
    await Promise.all([1, 2, 3].map(() => outside({ identity, familyName: 'Prov' })));
    expect(await waiting(anna)).toHaveLength(1);
  });

  it('is counted by the connection’s address, whatever the headers claim', async () => {
    await forget();
    const statuses: number[] = [];
    for (let n = 0; n < 7; n += 1)
      statuses.push((await outside({ identity: 'x', familyName: 'y' }, `192.0.2.${String(n)}`)).status);
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429, 429]);
    await forget();
  });
});

describe('reports that wait', () => {
  it('are reminded of once a day when they are late', async () => {
    const anna = await staff();
    const { body } = await report(anna, anna);
    const reminded = (): Promise<{ to_id: string }[]> =>
      edge.database.query(`SELECT to_id FROM notice WHERE kind = 'credential-late' AND object_id = $1`, [
        body.id,
      ]);
    const jobs = edge.app.get(LostCredentialsJobs, { strict: false });
    await jobs.remind();
    expect(await reminded()).toEqual([]);
    edge.clock.move(3 * 24 * 60);
    await jobs.remind();
    await jobs.remind();
    edge.clock.move(-3 * 24 * 60);
    expect((await reminded()).map((row) => row.to_id).sort()).toEqual(
      [administrator.personId, clerk.personId].sort(),
    );
  });

  it('are shown to those who follow them, and to managers of their own staff only', async () => {
    const anna = await staff();
    const { body } = await report(anna, anna);
    const ids = async (who: Employee): Promise<string[]> =>
      (await (await as(who)).get<Reports>('/credential-reports?limit=200')).body.items.map(({ id }) => id);
    expect(await ids(administrator)).toContain(body.id);
    expect(await ids(manager)).toContain(body.id);
    expect(await ids(stranger)).toEqual([]);
  });
});
