import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { cookieNames } from '../../src/sign-in/secrets.js';
import { IssueInvitation } from '../../src/sign-in/invitations/issue-invitation.js';
import { OwnCredentialsModule } from '../../src/sign-in/own-credentials.module.js';
import { Browser } from '../support/browser.js';
import { startEdge, type Edge } from '../support/edge.js';
import { SoftAuthenticator, type Forged } from '../support/soft-authenticator.js';

jest.setTimeout(60_000);

let edge: Edge;
let person: string;
let sessionCookie: string;

beforeAll(async () => {
  edge = await startEdge({ rooms: [OwnCredentialsModule] });
  sessionCookie = cookieNames(edge.url).session;
});
afterAll(() => edge.stop());
beforeEach(async () => {
  person = await edge.addPerson();
});

const stranger = (): Browser => new Browser(edge.url);

/** A browser with a session of an identity provider, as fresh as can be. */
async function signedIn(personId = person, level = 3): Promise<Browser> {
  const user = stranger();
  const [name = '', secret = ''] = (await edge.signIn(personId, level)).split('=', 2);
  user.cookies.set(name, secret);
  return user;
}

async function json<T>(answer: Response, status = 200): Promise<T> {
  const body = await answer.text();
  expect({ status: answer.status, body }).toMatchObject({ status });
  return JSON.parse(body) as T;
}

const codeOf = async (answer: Response): Promise<string> => {
  const { code } = (await answer.json()) as { code: string };
  return `${String(answer.status)} ${code}`;
};

async function enrolled(user: Browser, key = new SoftAuthenticator(edge.url)): Promise<SoftAuthenticator> {
  const options = await json<{ challenge: string; user: { id: string } }>(
    await user.post('/api/me/passkeys/options'),
  );
  await json(
    await user.post('/api/me/passkeys', { name: 'Min telefon', response: key.create(options) }),
    201,
  );
  return key;
}

async function tryPasskey(key: SoftAuthenticator, forged: Forged = {}, user = stranger()): Promise<Response> {
  const options = await json<{ challenge: string }>(await user.post('/api/auth/passkey/options'));
  return user.post('/api/auth/passkey/verify', { response: key.get(options, forged) });
}

const passkeyOf = async (
  personId = person,
): Promise<
  { id: string; counter: number; barred_reason: string | null; device_bound: boolean } | undefined
> => {
  const [row] = await edge.database.query<{
    id: string;
    counter: number;
    barred_reason: string | null;
    device_bound: boolean;
  }>('SELECT * FROM passkey WHERE person_id = $1', [personId]);
  return row;
};
const sessionsOf = (): Promise<{ level: number; kind: string }[]> =>
  edge.database.query(`SELECT level, kind FROM session WHERE person_id = $1 AND kind <> 'oidc'`, [person]);

describe('a passkey', () => {
  it('is enrolled after a fresh sign-in at a provider, and signs in without a user name', async () => {
    const user = await signedIn();
    const key = await enrolled(user);
    const other = stranger();
    await json(await tryPasskey(key, {}, other));
    expect(await sessionsOf()).toEqual([{ level: 3, kind: 'passkey' }]);
    expect(other.cookies.has(sessionCookie)).toBe(true);
    const own = await json<{ passkeys: { isCurrent: boolean; name: string; lastUsedAt: string | null }[] }>(
      await other.get('/api/me/credentials'),
    );
    expect(own.passkeys).toMatchObject([{ isCurrent: true, name: 'Min telefon' }]);
    expect(own.passkeys[0]?.lastUsedAt).not.toBeNull();
    expect(await edge.audit('passkey.enrolled')).not.toEqual([]);
  });

  it('that is synced is worth what the policy says of such: level 2', async () => {
    const key = await enrolled(await signedIn(), new SoftAuthenticator(edge.url, true));
    await json(await tryPasskey(key));
    expect(await sessionsOf()).toEqual([{ level: 2, kind: 'passkey' }]);
  });

  it('never vouches for a new one, nor does an old or a weak sign-in', async () => {
    const key = await enrolled(await signedIn());
    const byKey = stranger();
    await json(await tryPasskey(key, {}, byKey));
    expect(await codeOf(await byKey.post('/api/me/passkeys/options'))).toBe('403 enrol-at-provider');
    const weak = await signedIn(person, 2);
    expect(await codeOf(await weak.post('/api/me/passkeys/options'))).toBe('401 insufficient-assurance');
    const old = await signedIn();
    edge.clock.move(6);
    expect(await codeOf(await old.post('/api/me/passkeys/options'))).toBe('401 insufficient-assurance');
  });

  it('is removed after a fresh sign-in only, ends its sessions, and then signs nobody in', async () => {
    const user = await signedIn();
    const key = await enrolled(user);
    const byKey = stranger();
    await json(await tryPasskey(key, {}, byKey));
    const id = (await passkeyOf())?.id ?? '';
    const weak = await signedIn(person, 2);
    expect(await codeOf(await weak.post(`/api/me/passkeys/${id}/removal`))).toBe(
      '401 insufficient-assurance',
    );
    const other = await signedIn(await edge.addPerson());
    expect(await codeOf(await other.post(`/api/me/passkeys/${id}/removal`))).toBe('404 not-found');
    await json(await user.post(`/api/me/passkeys/${id}/name`, { name: 'Gamla' }));
    await json(await user.post(`/api/me/passkeys/${id}/removal`));
    expect((await byKey.get('/api/me/credentials')).status).toBe(401);
    expect(await codeOf(await tryPasskey(key))).toBe('401 passkey-unknown');
  });

  it('of somebody who no longer works here signs nobody in', async () => {
    const key = await enrolled(await signedIn());
    await edge.database.query(`UPDATE employment SET end_date = '2021-01-01' WHERE person_id = $1`, [person]);
    expect(await codeOf(await tryPasskey(key))).toBe('401 no-employment');
    expect(await sessionsOf()).toEqual([]);
  });
});

describe('attacks with passkeys', () => {
  const forgeries: [string, Forged][] = [
    ['a challenge of the client’s own', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['another rpId', { rpId: 'evil.example' }],
    ['no user verification', { userVerified: false }],
    ['a signature of another key', { signature: Buffer.from('3006020101020101', 'hex') }],
  ];
  it.each(forgeries)('sign-in with %s is refused and audited', async (_, forged) => {
    const key = await enrolled(await signedIn());
    expect(await codeOf(await tryPasskey(key, forged))).toBe('401 passkey-refused');
    expect(await sessionsOf()).toEqual([]);
    expect((await edge.audit('sign-in.refused')).at(-1)).toMatchObject({ reason: 'passkey-refused' });
  });

  it.each([
    ...forgeries.slice(0, 4),
    ['an algorithm outside the list', { algorithm: -35 }] as [string, Forged],
  ])('enrolment with %s is refused', async (_, forged) => {
    const user = await signedIn();
    const options = await json<{ challenge: string; user: { id: string } }>(
      await user.post('/api/me/passkeys/options'),
    );
    const response = new SoftAuthenticator(edge.url).create(options, forged);
    expect(await codeOf(await user.post('/api/me/passkeys', { name: 'x', response }))).toBe(
      '422 passkey-not-accepted',
    );
    expect(await passkeyOf()).toBeUndefined();
  });

  it('a challenge counts once, in its own browser, for five minutes', async () => {
    const key = await enrolled(await signedIn());
    const user = stranger();
    const options = await json<{ challenge: string }>(await user.post('/api/auth/passkey/options'));
    const response = key.get(options);
    expect(await codeOf(await stranger().post('/api/auth/passkey/verify', { response }))).toBe(
      '409 ceremony-expired',
    );
    const cookies = new Map(user.cookies);
    await json(await user.post('/api/auth/passkey/verify', { response }));
    const replay = stranger();
    for (const [name, value] of cookies) replay.cookies.set(name, value);
    expect(await codeOf(await replay.post('/api/auth/passkey/verify', { response }))).toBe(
      '409 ceremony-expired',
    );
    const late = stranger();
    const second = await json<{ challenge: string }>(await late.post('/api/auth/passkey/options'));
    edge.clock.move(6);
    expect(await codeOf(await late.post('/api/auth/passkey/verify', { response: key.get(second) }))).toBe(
      '409 ceremony-expired',
    );
  });

  it('a counter that goes back bars the key for good, ends its sessions and tells its person', async () => {
    const key = await enrolled(await signedIn());
    const user = stranger();
    await json(await tryPasskey(key, {}, user));
    await json(await tryPasskey(key));
    expect(await codeOf(await tryPasskey(key, { counter: 1 }))).toBe('401 passkey-barred');
    expect(await passkeyOf()).toMatchObject({ barred_reason: 'counter-went-back' });
    expect(await sessionsOf()).toEqual([]);
    expect(await codeOf(await tryPasskey(key, { counter: 99 }))).toBe('401 passkey-barred');
    const told = await edge.database.query(
      `SELECT FROM notice WHERE to_id = $1 AND kind = 'credential-barred'`,
      [person],
    );
    expect(told).toHaveLength(1);
    const again = await signedIn();
    const id = (await passkeyOf())?.id ?? '';
    expect(await codeOf(await again.post(`/api/me/passkeys/${id}/removal`))).toBe('401 passkey-barred');
  });

  it('the handle of another person is refused', async () => {
    const key = await enrolled(await signedIn());
    const other = await edge.addPerson();
    const theirs = await enrolled(await signedIn(other));
    expect(await codeOf(await tryPasskey(key, { handle: theirs.handle }))).toBe('401 passkey-unknown');
  });

  it('a key that is enrolled already is nobody else’s', async () => {
    const key = await enrolled(await signedIn());
    const thief = await signedIn(await edge.addPerson());
    const options = await json<{ challenge: string; user: { id: string } }>(
      await thief.post('/api/me/passkeys/options'),
    );
    const response = key.create(options);
    expect(await codeOf(await thief.post('/api/me/passkeys', { name: 'x', response }))).toBe(
      '422 passkey-not-accepted',
    );
  });

  it('an empty POST to any step advances nothing', async () => {
    for (const step of ['passkey/verify', 'invitation/options', 'invitation/verify']) {
      const user = stranger();
      const answer = await user.post(`/api/auth/${step}`);
      expect([step, answer.status]).toEqual([step, 422]);
      expect(user.cookies.size).toBe(0);
    }
    expect((await stranger().post('/api/me/passkeys/options')).status).toBe(401);
  });
});

describe('an invitation', () => {
  const operator = { kind: 'operator', name: 'test', channel: 'command' } as const;
  const issue = (again = false) =>
    edge.app.get(IssueInvitation).run(operator, { personId: person, document: null, again });

  async function accept(code: string, key = new SoftAuthenticator(edge.url)): Promise<Response> {
    const user = stranger();
    const begun = await user.post('/api/auth/invitation/options', { code });
    if (begun.status !== 200) return begun;
    const options = (await begun.json()) as { challenge: string; user: { id: string } };
    return user.post('/api/auth/invitation/verify', { name: 'Nyckel', response: key.create(options) });
  }

  it('enrols a first key, once, and the key then signs in', async () => {
    const { code } = await issue();
    const key = new SoftAuthenticator(edge.url);
    expect((await accept(code.toLowerCase().replaceAll('-', ' '), key)).status).toBe(201);
    expect(await codeOf(await accept(code))).toBe('404 invitation-invalid');
    await json(await tryPasskey(key));
    expect(await sessionsOf()).toEqual([{ level: 3, kind: 'passkey' }]);
    const stored = await edge.database.query(`SELECT * FROM credential_invitation`);
    expect(JSON.stringify(stored)).not.toContain(code);
    await expect(issue()).rejects.toMatchObject({ refusal: { code: 'has-credentials' } });
    await expect(issue(true)).resolves.toMatchObject({ code: expect.any(String) });
  });

  it('of two that are begun at once enrols one key', async () => {
    const { code } = await issue();
    const begun = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const user = stranger();
        const options = await json<{ challenge: string; user: { id: string } }>(
          await user.post('/api/auth/invitation/options', { code }),
        );
        return { user, response: new SoftAuthenticator(edge.url).create(options) };
      }),
    );
    const answers = await Promise.all(
      begun.map(({ user, response }) => user.post('/api/auth/invitation/verify', { name: 'x', response })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404, 404]);
  });

  it('is good for a day, and a new one withdraws it', async () => {
    const first = await issue();
    const second = await issue();
    expect(await codeOf(await accept(first.code))).toBe('404 invitation-invalid');
    edge.clock.move(24 * 60 + 1);
    expect(await codeOf(await accept(second.code))).toBe('404 invitation-invalid');
  });

  it('is issued by nobody to themselves, and by nobody without the right', async () => {
    const body = { document: 'passport', seen: true };
    const self = await signedIn();
    expect(await codeOf(await self.post(`/api/sign-in-help/${person}/invitation`, body))).toBe(
      '403 own-invitation',
    );
    const colleague = await signedIn(await edge.addPerson());
    expect(await codeOf(await colleague.post(`/api/sign-in-help/${person}/invitation`, body))).toBe(
      '404 not-found',
    );
    expect((await colleague.get(`/api/sign-in-help?person=${person}`)).status).toBe(404);
    const unseen = await self.post(`/api/sign-in-help/${person}/invitation`, { document: 'passport' });
    expect(unseen.status).toBe(422);
  });
});
