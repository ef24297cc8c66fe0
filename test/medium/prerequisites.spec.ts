import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { LapsePrerequisites } from '../../src/lifecycle/prerequisites/lapse-prerequisites.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import {
  TakeCompletions,
  type TakenCompletions,
} from '../../src/lifecycle/prerequisites/take-completions.js';
import { dayOf } from '../../src/platform/clock.js';
import { Jobs } from '../../src/platform/jobs.js';
import { lastDayOf } from '../../src/policy/lifecycle/prerequisites.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { lastDay } from '../../src/people/prerequisite-last-day.js';
import { addDays, addMonths } from '../../src/policy/model/day.js';
import { employmentKinds, type Employment } from '../../src/policy/model/people.js';
import { selects, type PeopleSelector } from '../../src/policy/model/selector.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

jest.setTimeout(120_000);

const operator: Actor = { kind: 'operator', name: 'test', channel: 'command' };
const source = {
  id: 'lms',
  name: 'Lärportalen',
  hrSource: 'home',
  columns: { person: 'PersonId', course: 'Kurskod', completed: 'Genomförd' },
};

let edge: Edge;
let home: CareHome;
let unitId: string;
let manager: Employee;
let hr: Employee;
let course: string;
let licence: string;
let identity: string;
let nurseRole: RoleFacts;
let folder: string;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: { prerequisites: { completions: [source] } },
  });
  await edge.app.get(Jobs).start();
  folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-completions-'));
  home = new CareHome(edge.database);
  unitId = await home.unit('/1/11/', 'Ekbacken');
  manager = await home.employee(unitId, { name: 'Chef' });
  hr = await home.employee(unitId, { name: 'HR' });
  await home.grant(hr, await home.role(manager, { grindvakt: 'hr' }));
  course = await define('isk', { kind: 'course', code: 'ISK-BAS', months: 24 });
  licence = await define('hosp', { kind: 'licence' });
  identity = await define('id', { kind: 'identity-check' });
  nurseRole = await requiring([course]);
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function define(
  key: string,
  of: { kind: string; code?: string; months?: number; grace?: number; appliesTo?: PeopleSelector },
): Promise<string> {
  const [row] = await edge.database.query<{ id: string }>(
    `INSERT INTO prerequisite (key, kind, code, name_sv, name_en, how_sv, how_en, validity_months, grace_days, applies_to)
     VALUES ($1, $2, $3, $1 || ' sv', $1 || ' en', 'Gör så', 'Do so', $4, $5, $6) RETURNING id`,
    [
      key,
      of.kind,
      of.code ?? null,
      of.months ?? null,
      of.grace ?? 0,
      of.appliesTo ? JSON.stringify(of.appliesTo) : null,
    ],
  );
  return row?.id ?? '';
}

async function text(
  prerequisiteId: string,
  version: number,
  askedFrom: string,
): Promise<{ id: string; digest: string }> {
  const [row] = await edge.database.query<{ id: string; digest: string }>(
    `INSERT INTO acknowledgement_text (prerequisite_id, version, asked_from, text_sv, text_en, digest, declared_at)
     VALUES ($1, $2::int, $3, 'Tystnadsplikt ' || $2, 'Secrecy ' || $2, sha256(convert_to('v' || $2, 'UTF8')), $4)
     RETURNING id, encode(digest, 'hex') AS digest`,
    [prerequisiteId, version, askedFrom, edge.clock.now()],
  );
  return row ?? { id: '', digest: '' };
}

let groups = 0;
async function requiring(prerequisites: readonly string[]): Promise<RoleFacts> {
  groups += 1;
  const role = await home.role(manager, { directory: `grupp-${String(groups)}` });
  for (const id of prerequisites)
    await edge.database.query(`INSERT INTO role_prerequisite VALUES ($1, $2)`, [role.roleId, id]);
  return role;
}

/** Somebody with a key in the HR source. */
async function nurse(more: Parameters<CareHome['employee']>[1] = {}): Promise<Employee & { key: string }> {
  const employee = await home.employee(unitId, { manager, ...more });
  const [row] = await edge.database.query<{ key: string }>(
    `INSERT INTO person_source (source, source_key, person_id) SELECT source, source_key, id FROM person WHERE id = $1
     ON CONFLICT (source, source_key) DO UPDATE SET person_id = excluded.person_id RETURNING source_key AS key`,
    [employee.personId],
  );
  return { ...employee, key: row?.key ?? '' };
}

type Line = readonly [person: string, course: string, day: string];
const take = (lines: readonly Line[], more: { dryRun?: boolean } = {}): Promise<TakenCompletions> =>
  edge.app.get(TakeCompletions).run(operator, {
    channel: 'api',
    content: lines.map(([person, code, completed]) => ({ person, course: code, completed })),
    ...more,
  });
const done = (who: { key: string }, day: string): Promise<TakenCompletions> =>
  take([[who.key, 'ISK-BAS', day]]);
const lapse = (): Promise<{ warned: number; followed: number }> => edge.app.get(LapsePrerequisites).run();
const today = (): string => edge.clock.today();

async function rests(grantId: string): Promise<boolean> {
  const [row] = await edge.database.query<{ rests: boolean; ended: boolean }>(
    `SELECT suspended_for = '{prerequisite}' AS rests, ended_at IS NOT NULL AS ended FROM access_grant WHERE id = $1`,
    [grantId],
  );
  if (!row || row.ended) throw new Error('the grant has ended');
  return row.rests;
}

async function notices(personId: string): Promise<string[]> {
  const rows = await edge.database.query<{ kind: string }>(
    `SELECT kind FROM notice WHERE to_id = $1 ORDER BY at, kind`,
    [personId],
  );
  return rows.map(({ kind }) => kind);
}

/** Moves the clock to a Swedish day's noon, or another time of it. */
function goTo(day: string, time = '11:00:00Z'): void {
  edge.clock.move((new Date(`${day}T${time}`).getTime() - edge.clock.now().getTime()) / 60_000);
}

const anybody: Employment = {
  id: '',
  personId: '',
  unitId: '',
  unitPath: '',
  unitKind: '',
  careProviderId: '',
  kind: 'permanent',
  title: '',
  titleCode: null,
  startDate: '',
  endDate: null,
  terminated: false,
  leave: null,
};

describe('the SQL twins', () => {
  it('select the same employments as the law book', async () => {
    const selector = fc.record(
      {
        unitsBelow: fc.array(fc.constantFrom('1', '11', '110', '2'), { minLength: 1 }),
        unitKinds: fc.array(fc.constantFrom('boende', 'natt'), { minLength: 1 }),
        titleCodes: fc.array(fc.constantFrom('2070*', '207011', '*', '3'), { minLength: 1 }),
        employmentKinds: fc.array(fc.constantFrom(...employmentKinds), { minLength: 1 }),
      },
      { requiredKeys: [] },
    );
    const employment = fc.record({
      unitPath: fc.constantFrom('/1/', '/1/11/', '/2/110/', '/110/'),
      unitKind: fc.constantFrom('boende', 'natt', ''),
      titleCode: fc.constantFrom('207011', '207012', '3', null),
      kind: fc.constantFrom(...employmentKinds),
    });
    await fc.assert(
      fc.asyncProperty(selector, employment, async (wanted, e) => {
        const [row] = await edge.database.query<{ is: boolean }>(
          `SELECT people_selected($1, $2, $3, $4, $5) AS is`,
          [JSON.stringify(wanted), e.unitPath, e.unitKind, e.titleCode, e.kind],
        );
        const whole = { ...anybody, ...e };
        expect(row?.is).toBe(selects(wanted, whole));
      }),
      { numRuns: 300 },
    );
  });

  it('count the same last day, leap days and ends of months included', async () => {
    const id = await define('twin', { kind: 'course', code: 'TWIN' });
    const who = await nurse();
    const day = fc
      .date({ min: new Date('2019-01-01'), max: new Date('2032-12-31'), noInvalidDate: true })
      .map((d) => d.toISOString().slice(0, 10));
    await fc.assert(
      fc.asyncProperty(
        day,
        fc.option(fc.integer({ min: 1, max: 60 })),
        fc.option(fc.integer({ min: 0, max: 900 })),
        async (from, months, later) => {
          const until = later === null ? null : addDays(from, later);
          const [row] = await edge.database.query<{ day: string | null }>(
            `WITH p AS (UPDATE prerequisite SET validity_months = $2 WHERE id = $1 RETURNING *),
             s AS (SELECT $3::uuid AS person_id, $1::uuid AS prerequisite_id, true AS met, $4::date AS day, $5::date AS until,
                          NULL::int AS text_version, NULL::smallint AS warned)
             SELECT ${lastDay('p', 's')} AS day FROM p, s`,
            [id, months, who.personId, from, until],
          );
          expect(row?.day).toBe(
            lastDayOf(
              { validityMonths: months, graceDays: 0, texts: [] },
              { day: from, until, textVersion: null },
            ),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('completions', () => {
  it('open what rested in the same transaction, and the newest wins whatever order they come in', async () => {
    const who = await nurse();
    const grant = await home.grant(who, nurseRole);
    await lapse();
    expect(await rests(grant)).toBe(true);
    const first = await done(who, addDays(today(), -10));
    expect(first).toMatchObject({ outcome: 'applied', result: { changes: { persons: 1, mended: 1 } } });
    expect(await rests(grant)).toBe(false);
    const older = await done(who, addMonths(today(), -30));
    expect(older.result).toMatchObject({ rows: { new: 1, known: 0 }, changes: { persons: 0, mended: 0 } });
    expect(await rests(grant)).toBe(false);
    const [standing] = await edge.database.query<{ day: string }>(
      `SELECT day FROM prerequisite_standing WHERE person_id = $1`,
      [who.personId],
    );
    expect(standing?.day).toBe(addDays(today(), -10));
    const [account] = await edge.database.query<{ behind: boolean }>(
      `SELECT wanted_version > delivered_version AS behind FROM account WHERE person_id = $1`,
      [who.personId],
    );
    expect(account?.behind).toBe(true);
  });

  it('change nothing when they come again, and say which lines they set aside and why', async () => {
    const [a, b] = [await nurse(), await nurse()];
    const day = addDays(today(), -1);
    const lines: Line[] = [
      [a.key, 'ISK-BAS', day],
      [a.key, 'ISK-BAS', day],
      [b.key, 'ISK-BAS', day],
      ['P099001', 'ISK-BAS', day],
      [a.key, 'OKÄND', day],
      [a.key, 'ISK-BAS', addDays(today(), 1)],
      ['198001012384', 'ISK-BAS', day],
    ];
    const once = await take(lines);
    expect(once.result.rows).toEqual({ read: 7, new: 2, known: 0, repeated: 1, quarantined: 4 });
    const again = await take(lines);
    expect(again.result).toMatchObject({
      rows: { read: 7, new: 0, known: 2, repeated: 1, quarantined: 4 },
      changes: { persons: 0, mended: 0 },
    });
    const asides = await edge.database.query<{ line: number; reason: string; value: string }>(
      `SELECT line, reason, value FROM completion_aside WHERE import_id = $1 ORDER BY line`,
      [once.id],
    );
    expect(asides).toEqual([
      { line: 4, reason: 'unknown-person', value: 'P099001' },
      { line: 5, reason: 'unknown-course', value: 'OKÄND' },
      { line: 6, reason: 'future-date', value: addDays(today(), 1) },
      { line: 7, reason: 'unknown-person', value: '[number]' },
    ]);
  });

  it('of a dry run are told and undone, access and all', async () => {
    const who = await nurse();
    const grant = await home.grant(who, nurseRole);
    await lapse();
    const tried = await take([[who.key, 'ISK-BAS', today()]], { dryRun: true });
    expect(tried).toMatchObject({
      outcome: 'dry-run',
      result: { rows: { new: 1 }, changes: { persons: 1, mended: 1 } },
    });
    expect(await rests(grant)).toBe(true);
    expect((await done(who, today())).result.rows.new).toBe(1);
  });

  it('come by file with the care that HR files get: encoding, columns, a whole last line', async () => {
    const who = await nurse();
    const file = (name: string, content: string | Buffer): { name: string; path: string } => {
      const at = path.join(folder, name);
      writeFileSync(at, content);
      return { name, path: at };
    };
    const run = (content: { name: string; path: string }): Promise<TakenCompletions> =>
      edge.app.get(TakeCompletions).run(operator, { channel: 'command', content });
    const good = `\uFEFFPersonId;Kurskod;Kurs;Genomförd\r\n${who.key};ISK-BAS;x\r\n${who.key};ISK-BAS;"Grund; säker";${today()}\r\n`;
    expect(await run(file('good.csv', good))).toMatchObject({
      outcome: 'applied',
      result: { rows: { read: 2, new: 1, quarantined: 1 } },
    });
    const rejected = async (name: string, content: string | Buffer): Promise<string | undefined> =>
      (await run(file(name, content))).result.rejection?.code;
    expect(await rejected('cut.csv', good.slice(0, -2))).toBe('truncated');
    expect(await rejected('utf16be.csv', Buffer.from(good, 'utf16le').swap16())).toBe('encoding');
    for (const written of [Buffer.from(good, 'utf16le'), Buffer.from(good.slice(1), 'latin1')]) {
      const again = await run(file('again.csv', written));
      expect(again.result.rows).toMatchObject({ read: 2, known: 1, quarantined: 1 });
    }
    expect(await rejected('header.csv', good.replace('Kurskod', 'Kod'))).toBe('header');
    expect(await rejected('empty.csv', '')).toBe('empty-file');
    const bad = Array.from({ length: 150 }, (_, i) => `X${String(i)};ISK-BAS;x;2026-01-01\r\n`).join('');
    expect(await rejected('other.csv', `PersonId;Kurskod;Kurs;Genomförd\r\n${bad}`)).toBe('mostly-wrong');
  });
});

describe('the calendar', () => {
  it('lets access rest from the day after the last one, on the minute in Sweden, and warns 30 and 7 days before, once', async () => {
    const who = await nurse();
    const grant = await home.grant(who, nurseRole);
    const lastDay = addDays(today(), 40);
    await done(who, addMonths(lastDay, -24));
    goTo(addDays(lastDay, -31));
    await lapse();
    expect(await notices(who.personId)).toEqual([]);
    goTo(addDays(lastDay, -30));
    await Promise.all([lapse(), lapse()]);
    goTo(addDays(lastDay, -8));
    await lapse();
    expect(await notices(who.personId)).toEqual(['prerequisite-lapsing']);
    goTo(addDays(lastDay, -7));
    await lapse();
    expect(await notices(who.personId)).toEqual(['prerequisite-lapsing', 'prerequisite-lapsing']);
    expect((await notices(manager.personId)).filter((kind) => kind === 'prerequisite-lapsing').length).toBe(
      2,
    );
    const midnight = new Date(`${addDays(lastDay, 1)}T00:00:00Z`);
    const offset = dayOf(new Date(midnight.getTime() - 90 * 60_000)) === lastDay ? 1 : 2;
    const swedishMidnight = new Date(midnight.getTime() - offset * 3_600_000);
    edge.clock.move((swedishMidnight.getTime() - 1000 - edge.clock.now().getTime()) / 60_000);
    expect(today()).toBe(lastDay);
    await lapse();
    expect(await rests(grant)).toBe(false);
    edge.clock.move(2 / 60);
    expect(today()).toBe(addDays(lastDay, 1));
    await lapse();
    expect(await rests(grant)).toBe(true);
    expect(await notices(who.personId)).toContain('prerequisite-lapsed');
    expect((await lapse()).followed).toBe(0);
    await done(who, today());
    expect(await rests(grant)).toBe(false);
  });

  it('takes a completion of a leap day for what it is', async () => {
    const who = await nurse();
    const grant = await home.grant(who, nurseRole);
    await done(who, '2024-02-29'); // two years on there is no 29 February
    goTo('2026-02-28', '22:30:00Z');
    await lapse();
    expect(await rests(grant)).toBe(false);
    goTo('2026-02-28', '23:30:00Z');
    await lapse();
    expect(await rests(grant)).toBe(true);
  });

  it('and a completion at the same moment never leave access as neither of them wants it', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => nurse()));
    const grants: string[] = [];
    for (const who of all) grants.push(await home.grant(who, nurseRole));
    await take(all.map((who) => [who.key, 'ISK-BAS', addMonths(today(), -25)]));
    await Promise.all([lapse(), take(all.map((who) => [who.key, 'ISK-BAS', today()])), lapse()]);
    await lapse();
    for (const grant of grants) expect(await rests(grant)).toBe(false);
  });

  it('leaves alone whom the prerequisite does not concern', async () => {
    const consultantsOnly = await define('nda', {
      kind: 'screening',
      appliesTo: { employmentKinds: ['consultant'] },
    });
    const role = await requiring([consultantsOnly]);
    const grant = await home.grant(await nurse(), role);
    await lapse();
    expect(await rests(grant)).toBe(false);
  });
});

describe('a registered status', () => {
  const state = async (by: Employee, about: string, body: object): Promise<[number, string]> => {
    const caller = new Caller(edge.url, await edge.signIn(by.personId));
    const { status, body: answer } = await caller.post<{ code?: string }>(
      `/people/${about}/prerequisites`,
      body,
    );
    return [status, answer.code ?? ''];
  };
  const holds = (prerequisiteId: string, more: object = {}): object => ({
    prerequisiteId,
    met: true,
    day: today(),
    ...more,
  });

  it('opens, and withdrawn shuts, what requires it; every statement is kept and audited', async () => {
    const who = await nurse();
    const grant = await home.grant(who, await requiring([licence]));
    await lapse();
    expect(await state(hr, who.personId, holds(licence))).toEqual([200, '']);
    expect(await rests(grant)).toBe(false);
    expect(await state(hr, who.personId, holds(licence, { met: false }))).toEqual([200, '']);
    expect(await rests(grant)).toBe(true);
    const caller = new Caller(edge.url, await edge.signIn(manager.personId));
    const { body } = await caller.get<{ items: { kind: string; state: string; history: object[] }[] }>(
      `/people/${who.personId}/prerequisites`,
    );
    expect(body.items.find(({ kind }) => kind === 'licence')).toMatchObject({ state: 'withdrawn' });
    expect(body.items.find(({ kind }) => kind === 'licence')?.history.length).toBe(2);
    expect(
      (await edge.audit('prerequisite.registered')).filter((e) => e.person_id === who.personId).length,
    ).toBe(2);
  });

  it('attack: nobody registers their own licence, HR neither', async () => {
    const who = await nurse();
    expect(await state(who, who.personId, holds(licence))).toEqual([403, 'own-prerequisite']);
    expect(await state(hr, hr.personId, holds(licence))).toEqual([403, 'own-prerequisite']);
  });

  it('of an identity may come from the manager who has seen it; a licence may not, and a stranger sees nobody', async () => {
    const who = await nurse();
    const stranger = await nurse();
    expect(await state(manager, who.personId, holds(identity))).toEqual([200, '']);
    expect(await state(manager, who.personId, holds(licence))).toEqual([403, 'not-allowed']);
    expect(await state(stranger, who.personId, holds(identity))).toEqual([404, 'not-found']);
  });

  it('attack: a course or a signature cannot be registered by hand, nor a day that has not come', async () => {
    const who = await nurse();
    expect(await state(hr, who.personId, holds(course))).toEqual([422, 'not-registrable']);
    expect(await state(hr, who.personId, holds(licence, { day: addDays(today(), 1) }))).toEqual([
      422,
      'invalid',
    ]);
    expect(await state(hr, who.personId, holds(licence, { until: addDays(today(), -1) }))).toEqual([
      422,
      'invalid',
    ]);
  });
});

describe('an acknowledgement', () => {
  it('blocks everything but reading it, one’s own card, signing and signing out, until the current text is signed', async () => {
    const secrecy = await define('sekretess', {
      kind: 'acknowledgement',
      grace: 30,
      appliesTo: { titleCodes: ['999001'] },
    });
    const nda = await define('avtal', {
      kind: 'acknowledgement',
      appliesTo: { employmentKinds: ['student'] },
    });
    await text(nda, 1, '2020-01-01');
    const first = await text(secrecy, 1, addDays(today(), -1));
    const who = await nurse({ titleCode: '999001' });
    const grant = await home.grant(who, await requiring([secrecy]));
    const other = new Caller(edge.url, await edge.signIn((await nurse()).personId));
    const caller = new Caller(edge.url, await edge.signIn(who.personId));
    const code = async (answer: Promise<{ status: number; body: unknown }>): Promise<[number, string]> => {
      const { status, body } = await answer;
      return [status, (body as { code?: string }).code ?? ''];
    };
    await lapse();
    expect(await rests(grant)).toBe(true);

    expect(await code(caller.get('/people'))).toEqual([403, 'acknowledgement-required']);
    expect(await code(caller.get(`/people/${who.personId}`))).toEqual([403, 'acknowledgement-required']);
    expect(await code(caller.get('/people/me'))).toEqual([200, '']);
    expect(await code(other.get('/people'))).toEqual([200, '']);
    const waiting = await caller.get<{ items: { textId: string; digest: string; version: number }[] }>(
      '/acknowledgements',
    );
    expect(waiting.body.items).toMatchObject([{ textId: first.id, digest: first.digest, version: 1 }]);

    const sign = (by: Caller, id: string, digest: string): Promise<[number, string]> =>
      code(by.post(`/acknowledgements/${id}/signature`, { digest }));
    // Attacks: another's text, a text that reads otherwise, no digest at all.
    expect(await sign(other, first.id, first.digest)).toEqual([404, 'not-found']);
    expect(await sign(caller, first.id, 'a'.repeat(64))).toEqual([409, 'acknowledgement-changed']);
    expect(await sign(caller, first.id, '')).toEqual([422, 'invalid']);
    expect(await code(caller.get('/people'))).toEqual([403, 'acknowledgement-required']);

    expect(await sign(caller, first.id, first.digest)).toEqual([200, '']);
    expect(await rests(grant)).toBe(false);
    expect(await code(caller.get('/people'))).toEqual([200, '']);
    await Promise.all([sign(caller, first.id, first.digest), sign(caller, first.id, first.digest)]);
    const kept = await edge.database.query(
      `SELECT origin, level, recorded_by, encode(text_digest, 'hex') AS digest FROM prerequisite_record WHERE person_id = $1`,
      [who.personId],
    );
    expect(kept).toEqual([
      { origin: 'signature', level: 3, recorded_by: who.personId, digest: first.digest },
    ]);

    // A new version asks anew, at once and of sessions that are open; the old one no longer signs.
    const second = await text(secrecy, 2, today());
    expect(await code(caller.get('/people'))).toEqual([403, 'acknowledgement-required']);
    expect(await sign(caller, first.id, first.digest)).toEqual([409, 'acknowledgement-changed']);
    await lapse();
    expect(await rests(grant)).toBe(false); // the older signature counts through its days of grace
    expect(await sign(caller, second.id, second.digest)).toEqual([200, '']);
    expect(await code(caller.get('/people'))).toEqual([200, '']);
  });

  it('attack: the service itself can rewrite neither a signature nor a text', async () => {
    for (const sql of [
      `UPDATE prerequisite_record SET day = '2020-01-01'`,
      `DELETE FROM prerequisite_record`,
      `UPDATE acknowledgement_text SET text_sv = 'Något annat'`,
    ])
      await expect(edge.database.query(sql)).rejects.toMatchObject({ code: '42501' });
  });
});
