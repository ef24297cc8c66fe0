import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { BreakGlassModule } from '../../src/sign-in/break-glass/break-glass.module.js';
import { OpenAccount } from '../../src/sign-in/break-glass/open-account.js';
import { SealAccount, type SealedParts } from '../../src/sign-in/break-glass/seal-account.js';
import { WatchOpenings } from '../../src/sign-in/break-glass/watch-openings.js';
import { OwnCredentialsModule } from '../../src/sign-in/own-credentials.module.js';
import { Browser } from '../support/browser.js';
import { startEdge, type Edge } from '../support/edge.js';

jest.setTimeout(60_000);

const operator = { kind: 'operator', name: 'root', channel: 'command' } as const;
let edge: Edge;
let person: string;
let keepers: [string, string];
let name: string;
let parts: SealedParts;
let number = 0;

beforeAll(async () => {
  edge = await startEdge({ rooms: [OwnCredentialsModule, BreakGlassModule] });
});
afterAll(() => edge.stop());
beforeEach(async () => {
  await edge.database.query('DELETE FROM sign_in_attempts');
  number += 1;
  name = `nod-${String(number)}`;
  person = await edge.addPerson();
  keepers = [await edge.addPerson(), await edge.addPerson()];
  parts = await edge.app
    .get(SealAccount)
    .create(operator, { name, keeperOne: keepers[0], keeperTwo: keepers[1] });
});

const open = (hours = 1) =>
  edge.app.get(OpenAccount).open(operator, {
    name,
    personId: person,
    reason: 'Identitetstjänsten är nere',
    by: 'Olle Operatör',
    hours,
  });

async function signIn(more: object = {}): Promise<{ user: Browser; answer: Response }> {
  const user = new Browser(edge.url);
  const body = { account: name, partOne: parts.one, partTwo: parts.two, ...more };
  return { user, answer: await user.post('/api/auth/emergency', body) };
}

async function expectShut(more: object = {}): Promise<void> {
  const { answer, user } = await signIn(more);
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
    401,
    'wrong-credentials',
  ]);
  expect(user.cookies.size).toBe(0);
}

const notices = (kind: string): Promise<{ to_id: string }[]> =>
  edge.database.query('SELECT to_id FROM notice WHERE kind = $1 AND about_id = $2', [kind, person]);

describe('an emergency account', () => {
  it('is shut until it is opened, and needs both parts', async () => {
    await expectShut();
    await open();
    await expectShut({ partOne: parts.two });
    await expectShut({ partTwo: parts.one });
    await expectShut({ partOne: parts.two, partTwo: parts.one });
    await edge.database.query('DELETE FROM sign_in_attempts');
    await expectShut({ account: 'nobody' });
    const { answer, user } = await signIn();
    expect(answer.status).toBe(200);
    expect((await user.get('/api/emergencies')).status).toBe(200);
  });

  it('is kept as Argon2id of both parts together', async () => {
    const [row] = await edge.database.query<{ secret_hash: string }>(
      'SELECT secret_hash FROM break_glass_account WHERE name = $1',
      [name],
    );
    expect(row?.secret_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(row?.secret_hash).not.toContain(parts.one);
  });

  it('lends its rights to a named person while its session lives, and no longer', async () => {
    const held = async (): Promise<string[]> =>
      (
        await edge.database.query<{ r: string }>('SELECT grindvakt_rights($1, $2) AS r', [
          person,
          edge.clock.now(),
        ])
      ).map(({ r }) => r);
    await open();
    expect(await held()).toEqual([]);
    const { user } = await signIn();
    expect((await held()).sort()).toEqual(['it', 'security']);
    await edge.app.get(OpenAccount).close(operator, name);
    expect(await held()).toEqual([]);
    expect((await user.get('/api/emergencies')).status).toBe(401);
    await expectShut();
  });

  it('ends at its hour, whatever is done, and the person’s other sessions when it is used', async () => {
    const before = await edge.signIn(person);
    await open(2);
    const { user } = await signIn();
    const old = await fetch(`${edge.url}/api/me/credentials`, { headers: { cookie: before } });
    expect(old.status).toBe(401);
    for (let quarter = 0; quarter < 11; quarter += 1) {
      edge.clock.move(10);
      expect((await user.get('/api/emergencies')).status).toBe(200);
    }
    edge.clock.move(11);
    expect((await user.get('/api/emergencies')).status).toBe(401);
    await edge.app.get(WatchOpenings).run();
    expect((await edge.audit('emergency.closed')).map((entry) => entry.person_id)).toContain(person);
  });

  it('ends after fifteen minutes without use', async () => {
    await open(4);
    const { user } = await signIn();
    edge.clock.move(16);
    expect((await user.get('/api/emergencies')).status).toBe(401);
  });

  it('tells both keepers when it is opened, used and closed', async () => {
    await open();
    await signIn();
    await edge.app.get(OpenAccount).close(operator, name);
    for (const kind of ['emergency-opened', 'emergency-used', 'emergency-closed'])
      expect((await notices(kind)).map(({ to_id }) => to_id).sort()).toEqual([...keepers].sort());
  });

  it('opens with a reason, a name, for hours that are allowed, once, and only with an unbroken seal', async () => {
    const opener = edge.app.get(OpenAccount);
    const good = { name, personId: person, reason: 'Allt är nere igen', by: 'Olle', hours: 1 };
    const refusals = [
      [{ reason: 'kort' }, 'reason-required'],
      [{ by: '' }, 'reason-required'],
      [{ hours: 5 }, 'invalid'],
      [{ hours: Number.NaN }, 'invalid'],
      [{ name: 'finns-inte' }, 'not-found'],
    ] as const;
    for (const [wrong, code] of refusals)
      await expect(opener.open(operator, { ...good, ...wrong })).rejects.toMatchObject({ refusal: { code } });
    await opener.open(operator, good);
    await expect(opener.open(operator, good)).rejects.toMatchObject({ refusal: { code: 'emergency-open' } });
    await signIn();
    await opener.close(operator, name);
    await expect(opener.open(operator, good)).rejects.toMatchObject({ refusal: { code: 'seal-broken' } });
    const old = parts;
    parts = await edge.app.get(SealAccount).rotate(operator, name);
    await opener.open(operator, good);
    await expectShut({ partOne: old.one, partTwo: old.two });
    expect((await signIn()).answer.status).toBe(200);
  });

  it('is judged afterwards, once, by a security officer who did not use it; overdue is told', async () => {
    const { id } = await open();
    const { user } = await signIn();
    const review = { verdict: 'justified', reason: 'Behövdes för att stänga ett konto' };
    const own = await user.post(`/api/emergencies/${id}/review`, review);
    expect([own.status, ((await own.json()) as { code: string }).code]).toEqual([403, 'own-emergency']);
    await edge.app.get(OpenAccount).close(operator, name);
    edge.clock.move(5 * 24 * 60);
    await edge.app.get(WatchOpenings).run();
    await edge.app.get(WatchOpenings).run();
    expect(await notices('emergency-unreviewed')).toHaveLength(2);

    // Another officer, whose right comes by another emergency account.
    const used = { name, parts };
    number += 1;
    name = `nod-${String(number)}`;
    parts = await edge.app
      .get(SealAccount)
      .create(operator, { name, keeperOne: keepers[0], keeperTwo: keepers[1] });
    person = await edge.addPerson();
    await open();
    const officer = (await signIn()).user;
    const shown = (await (await officer.get(`/api/emergencies/${id}`)).json()) as {
      account: string;
      acts: { action: string }[];
      mayReview: boolean;
    };
    expect([shown.account, shown.mayReview]).toEqual([used.name, true]);
    expect(shown.acts.map(({ action }) => action)).toContain('emergency.used');
    const answers = await Promise.all(
      [1, 2, 3].map(() => officer.post(`/api/emergencies/${id}/review`, review)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const stranger = new Browser(edge.url);
    const [cookie = '', secret = ''] = (await edge.signIn(await edge.addPerson())).split('=', 2);
    stranger.cookies.set(cookie, secret);
    expect((await stranger.get(`/api/emergencies/${id}`)).status).toBe(404);
  });

  it('needs two keepers', async () => {
    await expect(
      edge.app.get(SealAccount).create(operator, { name: 'nod-ensam', keeperOne: person, keeperTwo: person }),
    ).rejects.toMatchObject({ refusal: { code: 'invalid' } });
  });
});
