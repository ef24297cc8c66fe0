import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { LostCredentialsModule } from '../../src/credentials/lost-credentials.module.js';
import { FollowFacts } from '../../src/lifecycle/following/follow-facts.js';
import { TerminatePerson } from '../../src/lifecycle/leaving/terminate-person.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { IssueInvitation } from '../../src/sign-in/invitations/issue-invitation.js';
import { Browser } from '../support/browser.js';
import { Caller, CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoSource } from '../support/hr-delivery.js';
import { SoftAuthenticator } from '../support/soft-authenticator.js';

jest.setTimeout(180_000);

const operator = { kind: 'operator', name: 'prov', channel: 'command' } as const satisfies Actor;

let edge: Edge;
let home: CareHome;
let unitId: string;
let administrator: Employee;
let hr: Employee;
let anna: Employee;
let key: SoftAuthenticator;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [
      CatalogueModule,
      LostCredentialsModule,
      LifecycleModule.with({ useFactory: () => new HrFileReader() }),
    ],
    config: { hr: { sources: [demoSource()] }, passwordAndCode: { enabled: true } },
  });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  unitId = await home.unit('/1/', 'Vården');
  const owner = await home.employee(unitId);
  [administrator, hr] = [await home.employee(unitId), await home.employee(unitId)];
  await home.grant(administrator, await home.role(owner, { grindvakt: 'card-administrator' }));
  await home.grant(hr, await home.role(owner, { grindvakt: 'hr' }));
});
afterAll(() => edge.stop());
beforeEach(async () => {
  anna = await home.employee(unitId);
  key = await enrol(anna);
  await edge.database.query(
    `INSERT INTO authenticator_app (person_id, secret_sealed, created_at, confirmed_at) VALUES ($1, '\\x00', now(), now())`,
    [anna.personId],
  );
  await edge.database.query(
    `INSERT INTO known_device (person_id, digest, rotated_at, remembered_at, expires_at)
     VALUES ($1::uuid, sha256(convert_to($1::uuid::text, 'UTF8')), now(), now(), now() + interval '3 days')`,
    [anna.personId],
  );
});

async function signedIn(who: Employee): Promise<Browser> {
  const user = new Browser(edge.url);
  const [name = '', secret = ''] = (await edge.signIn(who.personId)).split('=', 2);
  user.cookies.set(name, secret);
  return user;
}

async function enrol(who: Employee): Promise<SoftAuthenticator> {
  const user = await signedIn(who);
  const made = new SoftAuthenticator(edge.url);
  const options = (await (await user.post('/api/me/passkeys/options')).json()) as {
    challenge: string;
    user: { id: string };
  };
  const answer = await user.post('/api/me/passkeys', { name: 'Nyckel', response: made.create(options) });
  expect(answer.status).toBe(201);
  return made;
}

async function tryKey(by = key): Promise<string> {
  const user = new Browser(edge.url);
  const options = (await (await user.post('/api/auth/passkey/options')).json()) as { challenge: string };
  const answer = await user.post('/api/auth/passkey/verify', { response: by.get(options) });
  const { code } = (await answer.json()) as { code?: string };
  return `${String(answer.status)} ${code ?? ''}`.trim();
}

/** What the person could sign in with. */
async function means(): Promise<{ keys: number; apps: number; devices: number }> {
  const [row] = await edge.database.query<{ keys: number; apps: number; devices: number }>(
    `SELECT (SELECT count(*)::int FROM passkey WHERE person_id = $1 AND barred_at IS NULL) AS keys,
            (SELECT count(*)::int FROM authenticator_app WHERE person_id = $1) AS apps,
            (SELECT count(*)::int FROM known_device WHERE person_id = $1) AS devices`,
    [anna.personId],
  );
  return row ?? { keys: -1, apps: -1, devices: -1 };
}

const follow = (): Promise<unknown> =>
  edge.database.transaction((tx) =>
    edge.app.get(FollowFacts).run(tx, operator, [anna.personId], edge.clock.now()),
  );
const employment = (set: string): Promise<unknown> =>
  edge.database.query(`UPDATE employment SET ${set} WHERE person_id = $1`, [anna.personId]);

const everything = { keys: 1, apps: 1, devices: 1 };
const nothing = { keys: 0, apps: 0, devices: 0 };

describe('re-enabling revives nothing: what signed in somebody who left', () => {
  it('is dead after a rehire, when the employment ended by HR', async () => {
    expect([await tryKey(), await means()]).toEqual(['200', everything]);
    await employment(`end_date = '2021-01-01'`);
    await follow();
    expect(await means()).toEqual(nothing);
    await employment(`end_date = NULL`);
    await follow();
    expect(await tryKey()).toBe('401 passkey-barred');
    expect((await edge.audit('passkey.barred')).at(-1)).toMatchObject({
      person_id: anna.personId,
      reason: 'employment-ended',
    });
    // The same device makes a new key, after a new proof of who it is.
    expect(await tryKey(await enrol(anna))).toBe('200');
  });

  it('is dead after "Avsluta nu", and an invitation that was open is worth nothing either', async () => {
    const issue = edge.app.get(IssueInvitation);
    const { code } = await issue.run(operator, { personId: anna.personId, document: null, again: true });
    await edge.app.get(TerminatePerson).run(operator, {
      personId: anna.personId,
      reason: 'dismissed',
      note: 'Avstängd efter samtal i dag',
    });
    expect(await means()).toEqual(nothing);
    await employment(`terminated_at = NULL, end_date = NULL`);
    expect(await tryKey()).toBe('401 passkey-barred');
    const opened = await new Browser(edge.url).post('/api/auth/invitation/options', { code });
    expect(opened.status).toBe(404);
  });

  it('stays through a leave, all but the devices that knew them', async () => {
    await employment(
      `leave_kind = 'parental', leave_percent = 100, leave_from = '2020-01-01', leave_to = '2100-01-01'`,
    );
    await follow();
    expect(await means()).toEqual({ keys: 1, apps: 1, devices: 0 });
    expect(await tryKey()).toBe('401 on-leave');
    await employment(`leave_kind = NULL, leave_percent = NULL, leave_from = NULL, leave_to = NULL`);
    expect(await tryKey()).toBe('200');
  });
});

describe('a merge of persons', () => {
  it('bars the keys of who goes, leaves those of who stays, and its undoing revives none', async () => {
    const survivor = await home.employee(unitId);
    const theirs = await enrol(survivor);
    const caller = new Caller(edge.url, await edge.signIn(hr.personId));
    const reason = 'Samma person i båda systemen.';
    const { status, body } = await caller.post<{ id: string }>('/data-quality/merges', {
      survivorId: survivor.personId,
      mergedId: anna.personId,
      reason,
    });
    expect(status).toBe(201);
    expect([await tryKey(), await tryKey(theirs), await means()]).toEqual([
      '401 passkey-barred',
      '200',
      nothing,
    ]);
    expect((await caller.post(`/data-quality/merges/${body.id}/undo`, { reason })).status).toBe(200);
    expect(await tryKey()).toBe('401 passkey-barred');
    expect(await tryKey(theirs)).toBe('200');
  });
});

describe('a credential that was reported lost', () => {
  const report = async (provider: string): Promise<string> => {
    const answer = await (
      await signedIn(anna)
    ).post('/api/credential-reports', { means: { provider, method: null }, cause: 'lost' });
    expect(answer.status).toBe(201);
    return ((await answer.json()) as { id: string }).id;
  };
  const step = async (id: string, body: object): Promise<number> =>
    (await (await signedIn(administrator)).post(`/api/credential-reports/${id}/steps`, body)).status;

  it('as a passkey bars each of them for good; a new one counts when identity has been proven', async () => {
    const id = await report('passkey');
    expect([await tryKey(), await means()]).toEqual(['401 passkey-barred', { keys: 0, apps: 1, devices: 0 }]);
    const renewed = await enrol(anna);
    expect(await tryKey(renewed)).toBe('401 method-barred');
    const on = edge.clock.today();
    expect(await step(id, { kind: 'block', on })).toBeLessThan(300);
    expect(await step(id, { kind: 'renew', on })).toBe(422);
    expect(await step(id, { kind: 'renew', on, document: 'passport' })).toBeLessThan(300);
    expect([await tryKey(renewed), await tryKey()]).toEqual(['200', '401 passkey-barred']);
  });

  it('as a password with a code takes the app away: the old one gives no code after the renewal', async () => {
    await report('password-and-code');
    expect(await means()).toEqual({ keys: 1, apps: 0, devices: 0 });
    expect(await tryKey()).toBe('200');
  });
});
