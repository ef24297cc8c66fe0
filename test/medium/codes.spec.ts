import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { generateSync } from 'otplib';
import type { PasswordChecker } from '../../src/connectors/connector.js';
import { TargetUnavailable } from '../../src/connectors/connector.js';
import { CodesModule } from '../../src/sign-in/codes/codes.module.js';
import { OwnCredentialsModule } from '../../src/sign-in/own-credentials.module.js';
import { Browser } from '../support/browser.js';
import { startEdge, type Edge } from '../support/edge.js';

jest.setTimeout(120_000);

const longPassword = `${'å'.repeat(200)}!`;
let isDown = false;
/** Knows every password by heart, and where a real directory has its own traps, none of them. */
const directory: PasswordChecker = {
  checkPassword: (_username, password) =>
    isDown ? Promise.reject(new TargetUnavailable('down')) : Promise.resolve(password === longPassword),
  close: () => Promise.resolve(),
};

let edge: Edge;
let person: string;
let username: string;
let number = 0;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [OwnCredentialsModule, CodesModule.with({ useFactory: () => directory })],
    config: { passwordAndCode: { enabled: true } },
  });
});
afterAll(() => edge.stop());
beforeEach(async () => {
  number += 1;
  person = await edge.addPerson();
  username = `u${String(number)}-${'x'.repeat(90)}`;
  await edge.database.query(
    `INSERT INTO account (person_id, target, username, wanted_since, state) VALUES ($1, 'directory', $2, now(), 'enabled')`,
    [person, username],
  );
  await edge.database.query(`DELETE FROM sign_in_attempts WHERE subject = 'address'`);
});

async function signedIn(level = 3): Promise<Browser> {
  const user = new Browser(edge.url);
  const [name = '', secret = ''] = (await edge.signIn(person, level)).split('=', 2);
  user.cookies.set(name, secret);
  return user;
}

const stepNow = (): number => Math.floor(edge.clock.now().getTime() / 30_000);
const codeAt = (secret: string, step = stepNow()): string => generateSync({ secret, epoch: step * 30 });

/** Enrols an app; the clock then stands in a later step, so that the next code counts. */
async function enrolled(): Promise<{ secret: string; recovery: string[] }> {
  const user = await signedIn();
  const begun = await user.post('/api/me/authenticator-app');
  expect(begun.status).toBe(201);
  const { secret } = (await begun.json()) as { secret: string };
  const confirmed = await user.post('/api/me/authenticator-app/confirmation', { code: codeAt(secret) });
  expect(confirmed.status).toBe(200);
  const { codes } = (await confirmed.json()) as { codes: string[] };
  edge.clock.move(1.5);
  return { secret, recovery: codes };
}

const submit = (code: string, more: object = {}): Promise<Response> =>
  new Browser(edge.url).post('/api/auth/password', { username, password: longPassword, code, ...more });

const said = async (answer: Response): Promise<string> => {
  const body = (await answer.json()) as { code?: string };
  return `${String(answer.status)} ${body.code ?? ''}`.trim();
};
const sessions = (): Promise<{ level: number }[]> =>
  edge.database.query(`SELECT level FROM session WHERE person_id = $1 AND kind = 'totp'`, [person]);
/** Failures of other cases in the same minute are not this one's. */
const rest = (): Promise<unknown> =>
  edge.database.query(`DELETE FROM sign_in_attempts WHERE disabled_at IS NULL`);

describe('password and code', () => {
  it('sign in at level 2, with a password and a user name of any length, uncut', async () => {
    const { secret } = await enrolled();
    expect(await said(await submit(codeAt(secret), { password: longPassword.slice(0, 72) }))).toBe(
      '401 wrong-credentials',
    );
    expect((await submit(codeAt(secret))).status).toBe(200);
    expect(await sessions()).toEqual([{ level: 2 }]);
  });

  it('refuse the same code twice, and the one before it', async () => {
    const { secret } = await enrolled();
    const now = stepNow();
    expect((await submit(codeAt(secret, now))).status).toBe(200);
    expect(await said(await submit(codeAt(secret, now)))).toBe('401 wrong-credentials');
    await rest();
    edge.clock.move(0.5);
    expect(await said(await submit(codeAt(secret, now)))).toBe('401 wrong-credentials');
    expect(await said(await submit(codeAt(secret, now - 1)))).toBe('401 wrong-credentials');
    await rest();
    expect((await submit(codeAt(secret, stepNow()))).status).toBe(200);
  });

  it('give one success for 50 submits of one code at once', async () => {
    const { secret } = await enrolled();
    const code = codeAt(secret);
    const answers = await Promise.all(Array.from({ length: 50 }, () => submit(code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await sessions()).toHaveLength(1);
  });

  it('never say in an answer what the code would have been, nor what was wrong', async () => {
    const { secret } = await enrolled();
    const bodies = [
      await (await submit('000000')).text(),
      await (await submit(codeAt(secret), { password: 'wrong' })).text(),
      await (await submit(codeAt(secret), { username: 'nobody-at-all' })).text(),
    ].map((body) => body.replace(/urn:uuid:[\w-]+/, ''));
    expect(new Set(bodies).size).toBe(1);
    expect(bodies.join()).not.toContain(codeAt(secret));
    expect(bodies.join()).not.toContain(secret);
  });

  it('cannot be had by leaving a factor out, or by claiming one', async () => {
    await enrolled();
    for (const body of [
      {},
      { username, password: longPassword },
      { username, password: longPassword, code: '' },
      { username, code: '123456', password: '' },
    ])
      expect((await new Browser(edge.url).post('/api/auth/password', body)).status).toBe(422);
    expect(await said(await submit('123456', { factors: ['password', 'totp'], verified: true }))).toBe(
      '401 wrong-credentials',
    );
    expect(await sessions()).toEqual([]);
  });

  it('keep to the level that was demanded, also when another method is chosen', async () => {
    const { secret } = await enrolled();
    expect(await said(await submit(codeAt(secret), { level: 3 }))).toBe('401 level-too-low');
    expect(await sessions()).toEqual([]);
  });

  it('prove anew who one is, as far as they reach: the weak session ends and the new one goes on', async () => {
    const { secret } = await enrolled();
    const user = await signedIn(1);
    const weak = new Map(user.cookies);
    const refused = await user.get('/api/me/credentials');
    expect(await said(refused)).toBe('401 insufficient-assurance');
    const proof = { username, password: longPassword };
    // What takes level 3 is not had this way, and the session that asked lives on.
    const beyond = await user.post('/api/auth/password', { ...proof, code: codeAt(secret), level: 3 });
    expect(await said(beyond)).toBe('401 level-too-low');
    expect(user.cookies).toEqual(weak);
    const wrong = await user.post('/api/auth/password', { ...proof, code: '000000', level: 2 });
    expect(await said(wrong)).toBe('401 wrong-credentials');
    expect(user.cookies).toEqual(weak);
    await rest();

    const proven = await user.post('/api/auth/password', { ...proof, code: codeAt(secret), level: 2 });
    expect(proven.status).toBe(200);
    expect((await user.get('/api/me/credentials')).status).toBe(200);
    expect(await sessions()).toEqual([{ level: 2 }]);
    const left = new Browser(edge.url);
    for (const [name, value] of weak) left.cookies.set(name, value);
    expect(await said(await left.get('/api/me/credentials'))).toMatch(/^401 (?!insufficient-assurance)/);
  });

  it('wait for the directory without counting it as a failure', async () => {
    const { secret } = await enrolled();
    isDown = true;
    for (let i = 0; i < 8; i += 1)
      expect(await said(await submit(codeAt(secret)))).toBe('503 directory-unavailable');
    isDown = false;
    expect((await submit(codeAt(secret))).status).toBe(200);
  });

  it('take a recovery code once, whatever its spelling, and keep none readable', async () => {
    const { recovery } = await enrolled();
    expect(recovery).toHaveLength(10);
    const [first = '', second = ''] = recovery;
    expect((await submit(first.toLowerCase().replace('-', ' '))).status).toBe(200);
    expect(await said(await submit(first))).toBe('401 wrong-credentials');
    const rows = await edge.database.query(`SELECT encode(digest, 'escape') AS d FROM recovery_code`);
    expect(JSON.stringify(rows)).not.toContain(second);
    await rest();
    const answers = await Promise.all(Array.from({ length: 4 }, () => submit(second)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('are slowed down on one counter for password, code and recovery code', async () => {
    const { secret } = await enrolled();
    await submit('000000');
    await submit(codeAt(secret), { password: 'wrong' });
    await submit('AAAAA-AAAAA');
    await submit('000000');
    await submit(codeAt(secret), { password: 'wrong' });
    expect(await said(await submit(codeAt(secret)))).toBe('429 too-many-attempts');
    edge.clock.move(1.1);
    expect((await submit(codeAt(secret))).status).toBe(200);
  });

  it('are shut after a hundred failures in a row, until an administrator opens them', async () => {
    const { secret } = await enrolled();
    await submit('000000');
    await edge.database.query(
      `UPDATE sign_in_attempts SET failures = 99, last_at = last_at - interval '1 hour' WHERE subject = 'person' AND failures = 1`,
    );
    expect(await said(await submit('000000'))).toBe('401 wrong-credentials');
    edge.clock.move(24 * 60);
    expect(await said(await submit(codeAt(secret)))).toBe('403 sign-in-locked');
    expect((await edge.audit('sign-in.locked')).at(-1)?.person_id).toBe(person);
    const self = await signedIn();
    expect(
      (await self.post(`/api/sign-in-help/${person}/unlocking`, { reason: 'Jag vill in igen' })).status,
    ).toBe(404);
  });

  it('are enrolled and removed with a strong and fresh sign-in only', async () => {
    const weak = await signedIn(2);
    for (const path of ['authenticator-app', 'authenticator-app/removal', 'recovery-codes'])
      expect(await said(await weak.post(`/api/me/${path}`))).toBe('401 insufficient-assurance');
    await enrolled();
    const user = await signedIn();
    expect(await said(await user.post('/api/me/authenticator-app'))).toBe('409 has-credentials');
    expect((await user.post('/api/me/authenticator-app/removal')).status).toBe(200);
    expect(await edge.database.query('SELECT FROM recovery_code WHERE person_id = $1', [person])).toEqual([]);
  });

  it('leave the secret sealed, and do not keep what is shown once', async () => {
    const user = new Browser(edge.url, { 'idempotency-key': crypto.randomUUID() });
    const [name = '', cookie = ''] = (await edge.signIn(person)).split('=', 2);
    user.cookies.set(name, cookie);
    const { secret } = (await (await user.post('/api/me/authenticator-app')).json()) as { secret: string };
    const kept = await edge.database.query('SELECT response FROM idempotency_key');
    const [app] = await edge.database.query<{ secret_sealed: Buffer }>(
      'SELECT secret_sealed FROM authenticator_app WHERE person_id = $1',
      [person],
    );
    expect(JSON.stringify(kept)).not.toContain(secret);
    expect(app?.secret_sealed.includes(Buffer.from(secret))).toBe(false);
  });
});
