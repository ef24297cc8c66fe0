/* eslint-disable max-lines -- one small organisation, laid once, is asked in every way that there is */
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import type { draftSchema, draftsListSchema } from '../../src/requests/drafts.schema.js';
import type { historyListSchema } from '../../src/requests/history.schema.js';
import { CloseRequests } from '../../src/requests/close-requests.js';
import { RequestsModule } from '../../src/requests/requests.module.js';
import type { requestViewSchema } from '../../src/requests/requests.schema.js';
import { Caller, CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { smallCatalogue } from '../support/small-catalogue.js';

type View = z.output<typeof requestViewSchema>;
type Draft = z.output<typeof draftSchema>;
type Drafts = z.output<typeof draftsListSchema>;
type History = z.output<typeof historyListSchema>;
interface Problem {
  code: string;
  detail: string;
  errors?: { pointer: string }[];
  facts?: Record<string, unknown>;
}

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const assessment = {
  need: 'Ska ge omvårdnad på avdelningen',
  data: 'Vårdplaner och signeringslistor',
  riskTooWide: 'Kan läsa om andras patienter',
  riskTooNarrow: 'Kan inte signera läkemedel',
  days: 90,
};

let edge: Edge;
let home: CareHome;
let owner: Employee;
let systemOwner: Employee;
let manager: Employee;
let otherManager: Employee;
let unitId: string;
let roleIds: Record<string, string>;
let managerCalls: Caller;
let ownerCalls: Caller;

beforeAll(async () => {
  edge = await startEdge({ rooms: [CatalogueModule, RequestsModule] });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  const office = await home.unit('/1/', 'Staben');
  unitId = await home.unit('/1/2/', 'Avdelning 2');
  owner = await home.employee(office, { name: 'Ägare' });
  systemOwner = await home.employee(office, { name: 'System' });
  manager = await home.employee(unitId, { name: 'Chef', manager: owner });
  otherManager = await home.employee(unitId, { name: 'Grannchef', manager: owner });
  const numberOf = async (who: Employee): Promise<string> =>
    (
      await edge.database.query<{ number: string }>(`SELECT number FROM employment WHERE id = $1`, [
        who.employmentId,
      ])
    )[0]?.number ?? '';
  await edge.app.get(LoadCatalogue).run(
    operator,
    smallCatalogue({
      source: 'home',
      informationOwner: await numberOf(owner),
      systemOwner: await numberOf(systemOwner),
      roles: [
        { key: 'las', group: 'journal-las', suggestedFor: { titleCodes: ['2070*'] } },
        { key: 'skriv', group: 'journal-skriv', maxDays: 30, suggestedDays: 30 },
        { key: 'given', group: 'journal-given', requestable: false },
        { key: 'stark', group: 'journal-stark' },
      ],
    }),
  );
  const rows = await edge.database.query<{ key: string; id: string }>(`SELECT key, id FROM role`);
  roleIds = Object.fromEntries(rows.map((row) => [row.key, row.id]));
  await edge.database.query(
    `UPDATE role SET privileged = true, requestable = false, holder_cap = 2, eligible = '{}', activation_hours = '{1}' WHERE key = 'stark'`,
  );
  managerCalls = await as(manager);
  ownerCalls = await as(owner);
});
afterAll(async () => {
  await edge.stop();
});

async function as(who: Employee): Promise<Caller> {
  return new Caller(edge.url, await edge.signIn(who.personId));
}

async function newcomer(more: Parameters<CareHome['employee']>[1] = {}): Promise<Employee> {
  return home.employee(unitId, { manager, titleCode: '207011', ...more });
}

function wanted(
  who: Employee,
  role = 'las',
  changed: Partial<typeof assessment> = {},
): Record<string, unknown> {
  return {
    personId: who.personId,
    employmentId: who.employmentId,
    roleId: roleIds[role],
    assessment: { ...assessment, ...changed },
  };
}

async function ask(who: Employee, role = 'las', more: Record<string, unknown> = {}): Promise<View> {
  const { status, body } = await managerCalls.post<View>('/requests', { ...wanted(who, role), ...more });
  expect([status, body]).toEqual([201, body]);
  return body;
}

function content(who: Employee, need = ''): Record<string, unknown> {
  return {
    kind: 'new',
    beneficiaries: [{ personId: who.personId, employmentId: who.employmentId }],
    roleId: roleIds['las'],
    rolesLeft: [],
    assessment: { need, data: '', riskTooWide: '', riskTooNarrow: '', days: null },
  };
}

async function grantsOf(
  who: Employee,
): Promise<{ id: string; valid_to: Date; ended_reason: string | null }[]> {
  return edge.database.query(`SELECT id, valid_to, ended_reason FROM access_grant WHERE person_id = $1`, [
    who.personId,
  ]);
}

async function approve(id: string): Promise<View> {
  const { status, body } = await (
    await as(owner)
  ).post<View>(`/requests/${id}/decisions`, { outcome: 'approve' });
  expect([status, body]).toEqual([200, body]);
  return body;
}

/** A grant as if it had been asked for and approved. */
async function give(who: Employee, role: string): Promise<void> {
  await edge.database.query(
    `WITH a AS (SELECT id FROM analysis WHERE role_id = $3 AND state = 'approved'),
     s AS (INSERT INTO assessment (person_id, role_id, analysis_id, need, data, risk_too_wide, risk_too_narrow, duration_hours,
             written_by, written_at) SELECT $1, $3, a.id, $5, 'data', 'vid', 'snäv', 2160, $4, now() FROM a RETURNING id)
     INSERT INTO access_grant (person_id, employment_id, role_id, unit_id, source, analysis_id, assessment_id, valid_from, valid_to)
     SELECT $1, $2, $3, $6, 'request', a.id, s.id, now(), now() + interval '90 days' FROM a, s`,
    [who.personId, who.employmentId, roleIds[role], manager.personId, assessment.need, unitId],
  );
}

async function upload(
  caller: { cookie: string },
  draftId: string,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
) {
  const form = new FormData();
  form.append('file', new Blob([bytes]), name);
  const response = await fetch(`${edge.url}/api/requests/drafts/${draftId}/attachments`, {
    method: 'POST',
    headers: { cookie: caller.cookie, 'sec-fetch-site': 'same-origin' },
    body: form,
  });
  return { status: response.status, body: (await response.json()) as Draft & Problem };
}

function textBytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** The smallest picture there is, with what is to stand behind its end. */
function png(behind = ''): Uint8Array<ArrayBuffer> {
  const chunk = (type: string, data: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
  };
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', Buffer.alloc(13)),
      chunk('IDAT', deflateSync(Buffer.alloc(4))),
      chunk('IEND', Buffer.alloc(0)),
      Buffer.from(behind),
    ]),
  );
}

describe('a draft', () => {
  it('is kept by the service, its versions count up, and two tabs do not overwrite each other', async () => {
    const anna = await newcomer();
    const begun = await managerCalls.post<Draft>('/requests/drafts', { content: content(anna, 'Ska ge') });
    expect(begun.status).toBe(201);
    const at = `/requests/drafts/${begun.body.id}`;
    const saved = await managerCalls.post<Draft>(at, {
      version: 1,
      content: content(anna, 'Ska ge omvårdnad'),
    });
    expect(saved.body).toMatchObject({ version: 2, content: { assessment: { need: 'Ska ge omvårdnad' } } });
    const late = await managerCalls.post<Problem>(at, { version: 1, content: content(anna, 'Annan flik') });
    expect([late.status, late.body.code]).toEqual([409, 'draft-changed']);
    expect((await managerCalls.get<Draft>(at)).body.content.assessment?.need).toBe('Ska ge omvårdnad');
    const list = await managerCalls.get<Drafts>('/requests/drafts');
    expect(list.body.items.find(({ id }) => id === begun.body.id)).toMatchObject({
      people: [{ id: anna.personId }],
      role: 'Roll las',
    });
  });

  it("of another's is not there: neither to read, save, remove nor attach to", async () => {
    const anna = await newcomer();
    const begun = await managerCalls.post<Draft>('/requests/drafts', { content: content(anna) });
    const at = `/requests/drafts/${begun.body.id}`;
    const cookie = await edge.signIn(otherManager.personId);
    const thief = new Caller(edge.url, cookie);
    expect((await thief.get(at)).status).toBe(404);
    expect((await thief.post(at, { version: 1, content: content(anna) })).status).toBe(404);
    expect((await thief.post(`${at}/removal`)).status).toBe(200);
    expect((await upload({ cookie }, begun.body.id, 'a.txt', textBytes('Hej'))).status).toBe(404);
    expect(
      (await thief.post('/requests', { ...wanted(await newcomer()), draftId: begun.body.id })).status,
    ).toBe(404);
    expect((await managerCalls.get(at)).status).toBe(200);
  });

  it('tells nobody the name of whom its writer may not ask for', async () => {
    const stranger = await home.employee(unitId, { name: 'Hemlig', manager: otherManager });
    await managerCalls.post('/requests/drafts', { content: content(stranger) });
    const list = await managerCalls.get<Drafts>('/requests/drafts');
    expect(JSON.stringify(list.body)).not.toContain('Hemlig');
  });

  it('takes no more than fifty, and says so', async () => {
    const calls = await as(await home.employee(unitId, { manager }));
    const anna = await newcomer();
    for (let i = 0; i < 50; i += 1) await calls.post('/requests/drafts', { content: content(anna) });
    const { status, body } = await calls.post<Problem>('/requests/drafts', { content: content(anna) });
    expect([status, body.code]).toEqual([409, 'too-many-drafts']);
  });
});

describe('an attachment', () => {
  let cookie: string;
  let draftId: string;
  let anna: Employee;
  beforeAll(async () => {
    cookie = await edge.signIn(manager.personId);
    anna = await newcomer();
    const begun = await managerCalls.post<Draft>('/requests/drafts', { content: content(anna) });
    draftId = begun.body.id;
  });

  it.each([
    [
      'a page that calls itself a document',
      'avtal.pdf',
      textBytes('<!doctype html><script>alert(1)</script>'),
    ],
    ['a picture with an archive behind it (polyglot)', 'bild.png', png('PK\u0003\u0004 fler filer')],
    [
      'a document with an archive behind it (polyglot)',
      'a.pdf',
      textBytes('%PDF-1.7\n%%EOF\nPK\u0003\u0004'),
    ],
    ['a program', 'verktyg.txt', new Uint8Array([0x4d, 0x5a, 0x90, 0x00, 0x03])],
    ['a script', 'kor.txt', textBytes('#!/bin/sh\nrm -rf /')],
    ['text with a personal number', 'lista.txt', textBytes('Gäller 19121212-1212')],
    ['a personal number for a name', '191212121212.txt', textBytes('Hej')],
    ['nothing', 'tom.txt', new Uint8Array()],
    ['more than the limit, whatever is in it', 'stor.txt', new Uint8Array(5 * 1024 * 1024 + 1).fill(0x61)],
  ])('is refused when it is %s', async (_what, name, bytes) => {
    const { status, body } = await upload({ cookie }, draftId, name, bytes);
    expect([status, body.code]).toEqual([422, 'attachment-refused']);
    expect(body.errors?.[0]?.pointer).toBe('/file');
  });

  it('goes with the request, is saved and not shown by a browser, and only to who may read the request', async () => {
    const kept = await upload(
      { cookie },
      draftId,
      '..\\..\\beslut åäö.html',
      textBytes('Beslut om vikariat'),
    );
    expect(kept.body.attachments).toMatchObject([{ name: 'beslut åäö.html.txt', mediaType: 'text/plain' }]);
    expect((await upload({ cookie }, draftId, 'bild.PNG', png())).status).toBe(201);
    const sent = await ask(anna, 'las', { draftId });
    expect(sent.attachments).toHaveLength(2);
    expect((await managerCalls.get(`/requests/drafts/${draftId}`)).status).toBe(404);

    const address = `${edge.url}/api/requests/${sent.id}/attachments/${sent.attachments[0]?.id ?? ''}`;
    const read = await fetch(address, { headers: { cookie: await edge.signIn(owner.personId) } });
    expect(await read.text()).toBe('Beslut om vikariat');
    expect(read.headers.get('content-disposition')).toMatch(/^attachment; filename="beslut aao\.html\.txt"/);
    expect(read.headers.get('x-content-type-options')).toBe('nosniff');
    const stranger = await fetch(address, { headers: { cookie: await edge.signIn(otherManager.personId) } });
    expect(stranger.status).toBe(404);
    const another = await ask(await newcomer());
    const elsewhere = address.replace(sent.id, another.id);
    expect((await fetch(elsewhere, { headers: { cookie } })).status).toBe(404);
  });

  it('comes in no greater number than is allowed, also when all are sent at once', async () => {
    const begun = await managerCalls.post<Draft>('/requests/drafts', { content: content(anna) });
    const sent = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        upload({ cookie }, begun.body.id, `${String(i)}.txt`, textBytes('Hej')),
      ),
    );
    expect(sent.filter(({ status }) => status === 201)).toHaveLength(5);
  });
});

describe('what a leaver had begun to write', () => {
  it('goes with its files when they leave, but a file that has been sent stays with its request', async () => {
    const leaver = await newcomer();
    const stays = await newcomer();
    const calls = await as(leaver);
    const cookie = await edge.signIn(leaver.personId);
    const drafts: string[] = [];
    for (const name of ['skickad.txt', 'osänd.txt']) {
      const begun = await calls.post<Draft>('/requests/drafts', { content: content(leaver) });
      expect((await upload({ cookie }, begun.body.id, name, textBytes('Hej'))).status).toBe(201);
      drafts.push(begun.body.id);
    }
    const sent = await ask(stays);
    await edge.database.query(
      `INSERT INTO request_attachment_use SELECT $1, id FROM request_attachment WHERE draft_id = $2`,
      [sent.id, drafts[0]],
    );
    const others = await managerCalls.post<Draft>('/requests/drafts', { content: content(stays) });

    await edge.database.transaction(async (tx) => {
      await edge.app.get(CloseRequests).run(tx, operator, [leaver.personId], 'terminated');
    });

    const left = await edge.database.query<{ name: string }>(
      `SELECT name FROM request_attachment WHERE uploaded_by = $1`,
      [leaver.personId],
    );
    expect(left).toEqual([{ name: 'skickad.txt' }]);
    expect(
      await edge.database.query(`SELECT FROM request_draft WHERE person_id = $1`, [leaver.personId]),
    ).toEqual([]);
    expect((await managerCalls.get(`/requests/drafts/${others.body.id}`)).status).toBe(200);
  });
});

describe('a removal', () => {
  async function held(who: Employee): Promise<string> {
    const sent = await ask(who);
    expect((await ownerCalls.post(`/requests/${sent.id}/decisions`, { outcome: 'approve' })).status).toBe(
      200,
    );
    return (await grantsOf(who))[0]?.id ?? '';
  }

  it('by the manager ends the access at once and is on the record with its reason', async () => {
    const anna = await newcomer();
    const grantId = await held(anna);
    const reason = 'Arbetar inte längre med läkemedel';
    const { status, body } = await managerCalls.post<{ number: number }>('/requests/removals', {
      grantId,
      reason,
    });
    expect(status).toBe(201);
    expect((await grantsOf(anna))[0]?.ended_reason).toBe('asked-to-end');
    expect(await edge.audit('request.removal-carried-out')).toContainEqual(
      expect.objectContaining({ reason, person_id: anna.personId }),
    );
    const found = await managerCalls.get<History>(`/requests/history?q=${String(body.number)}`);
    expect(found.body.items).toMatchObject([{ kind: 'removal', state: 'approved', reason, days: null }]);
    const again = await managerCalls.post<Problem>('/requests/removals', { grantId, reason });
    expect(again.body.code).toBe('not-removable');
  });

  it('is for the one who has it too, and for nobody else', async () => {
    const anna = await newcomer();
    const grantId = await held(anna);
    const reason = 'Behöver den inte mer';
    for (const who of [otherManager, owner, systemOwner]) {
      const { status } = await (await as(who)).post('/requests/removals', { grantId, reason });
      expect(status).toBe(404);
    }
    const own = await as(anna);
    expect(
      (await own.post<Problem>('/requests/removals', { grantId, reason: ' ' })).body.errors?.[0]?.pointer,
    ).toBe('/reason');
    expect((await own.post('/requests/removals', { grantId, reason })).status).toBe(201);
  });

  it('asked for fifty times at once happens once', async () => {
    const anna = await newcomer();
    const grantId = await held(anna);
    const all = await Promise.all(
      Array.from({ length: 50 }, () =>
        managerCalls.post('/requests/removals', { grantId, reason: 'Behövs inte längre' }),
      ),
    );
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
  });
});

describe('for several people', () => {
  interface Batch {
    batchId: string;
    results: {
      person: { name: string } | null;
      request: { id: string } | null;
      problem: { code: string } | null;
    }[];
  }
  const who = ({ personId, employmentId }: Employee): { personId: string; employmentId: string } => ({
    personId,
    employmentId,
  });

  it('sends for those it can, says why not for the others, and names no stranger', async () => {
    const [anna, bo, cia] = [await newcomer(), await newcomer(), await newcomer()];
    const stranger = await home.employee(unitId, { name: 'Utomstående', manager: otherManager });
    await ask(bo);
    const begun = await managerCalls.post<Draft>('/requests/drafts', { content: content(anna) });
    const cookie = await edge.signIn(manager.personId);
    await upload({ cookie }, begun.body.id, 'beslut.txt', textBytes('Beslut'));
    const body = {
      beneficiaries: [anna, bo, stranger, cia, anna].map(who),
      roleId: roleIds['las'],
      assessment,
      draftId: begun.body.id,
    };
    const seen = await managerCalls.post<{ items: { problems: { code: string }[] }[] }>(
      '/requests/batch/preview',
      {
        beneficiaries: body.beneficiaries,
        roleId: body.roleId,
        days: 90,
      },
    );
    expect(seen.body.items.map(({ problems }) => problems.map(({ code }) => code))).toEqual([
      [],
      ['already-requested'],
      ['not-found'],
      [],
    ]);
    expect(JSON.stringify(seen.body)).not.toContain('Utomstående');
    const sent = await managerCalls.post<Batch>('/requests/batch', body);
    expect(sent.status).toBe(201);
    expect(sent.body.results.map(({ problem }) => problem?.code ?? null)).toEqual([
      null,
      'already-requested',
      'not-found',
      null,
    ]);
    expect(sent.body.results[2]?.person).toBeNull();
    expect(JSON.stringify(sent.body)).not.toContain('Utomstående');
    for (const { request } of sent.body.results)
      if (request)
        expect((await managerCalls.get<View>(`/requests/${request.id}`)).body.attachments).toHaveLength(1);
    const rows = await edge.database.query(`SELECT FROM access_request WHERE batch_id = $1`, [
      sent.body.batchId,
    ]);
    expect(rows).toHaveLength(2);
    expect((await managerCalls.get(`/requests/drafts/${begun.body.id}`)).status).toBe(404);
  });

  it('stops before anybody when the assessment says nothing, and at too many', async () => {
    const anna = await newcomer();
    const blank = { ...assessment, need: '   ' };
    const body = { beneficiaries: [who(anna)], roleId: roleIds['las'], assessment: blank };
    const answer = await managerCalls.post<Problem>('/requests/batch', body);
    expect(answer.body.errors?.[0]?.pointer).toBe('/assessment/need');
    const many = Array.from({ length: 51 }, () => ({
      personId: crypto.randomUUID(),
      employmentId: crypto.randomUUID(),
    }));
    const tooMany = await managerCalls.post<Problem>('/requests/batch', {
      ...body,
      assessment,
      beneficiaries: many,
    });
    expect([tooMany.status, tooMany.body.errors?.[0]?.pointer]).toEqual([422, '/beneficiaries']);
  });

  it('asked for fifty times at once is one request', async () => {
    const anna = await newcomer();
    const all = await Promise.all(
      Array.from({ length: 50 }, () => managerCalls.post<Problem>('/requests', wanted(anna))),
    );
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(all.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(
      new Set(['already-requested']),
    );
  });
});

describe('like a colleague', () => {
  interface Like {
    items: { role: { id: string; name: string }; problem: { code: string } | null }[];
  }
  const like = async (calls: Caller, to: Employee, from: Employee): Promise<{ status: number; body: Like }> =>
    calls.get<Like>(
      `/requests/like?personId=${to.personId}&employmentId=${to.employmentId}&colleagueId=${from.personId}`,
    );

  it('reaches only what the rules allow, and only colleagues whom one leads', async () => {
    const [anna, bo] = [await newcomer(), await newcomer()];
    for (const role of ['las', 'stark', 'skriv']) await give(anna, role);
    await edge.database.query(`UPDATE role SET requestable = false WHERE key = 'skriv'`);
    const seen = await like(managerCalls, bo, anna);
    await edge.database.query(`UPDATE role SET requestable = true WHERE key = 'skriv'`);
    expect(seen.body.items.map(({ role, problem }) => [role.name, problem?.code ?? null])).toEqual([
      ['Roll las', null],
      ['Roll skriv', 'not-requestable'],
      ['Roll stark', 'not-copied'],
    ]);
    expect(JSON.stringify(seen.body)).not.toContain(assessment.need);
    const theirs = await home.employee(unitId, { manager: otherManager });
    await give(theirs, 'las');
    expect((await like(managerCalls, bo, theirs)).status).toBe(404);
    expect((await like(await as(otherManager), bo, theirs)).status).toBe(404);
    expect((await like(await as(bo), bo, anna)).status).toBe(404);
  });
});

describe('an extension', () => {
  it('moves the end by a new assessment when approved, and can be asked for near the end only', async () => {
    const anna = await newcomer();
    await ask(anna);
    const fresh = await managerCalls.post<Problem>('/requests', { ...wanted(anna), kind: 'extension' });
    expect(fresh.body.code).toBe('nothing-to-extend');
    const bo = await newcomer();
    await give(bo, 'las');
    const early = await managerCalls.post<Problem>('/requests', { ...wanted(bo), kind: 'extension' });
    expect([early.status, early.body.code]).toEqual([409, 'extension-too-early']);
    edge.clock.move(60 * 24 * 60);
    try {
      const managerLater = await as(manager);
      const short = await managerLater.post<Problem>('/requests', {
        ...wanted(bo, 'las', { days: 10 }),
        kind: 'extension',
      });
      expect([short.status, short.body.errors?.[0]?.pointer]).toEqual([422, '/assessment/days']);
      const [before] = await grantsOf(bo);
      const sent = await managerLater.post<View>('/requests', { ...wanted(bo), kind: 'extension' });
      expect([sent.status, sent.body.kind]).toEqual([201, 'extension']);
      expect((await grantsOf(bo))[0]?.valid_to).toEqual(before?.valid_to);
      const shortened = await (
        await as(owner)
      ).post<Problem>(`/requests/${sent.body.id}/decisions`, { outcome: 'approve', days: 30 });
      expect([shortened.status, shortened.body.code, shortened.body.errors?.[0]?.pointer]).toEqual([
        422,
        'extension-too-short',
        '/days',
      ]);
      const decided = await approve(sent.body.id);
      expect(decided.state).toBe('approved');
      const [after] = await grantsOf(bo);
      expect(after?.id).toBe(before?.id);
      expect(after && before && after.valid_to > before.valid_to).toBe(true);
    } finally {
      edge.clock.move(-60 * 24 * 60);
    }
  });

  it('cannot be had past the database: a longer grant without a new assessment is refused', async () => {
    const anna = await newcomer();
    await give(anna, 'las');
    const [grant] = await grantsOf(anna);
    const longer = edge.database.query(
      `UPDATE access_grant SET valid_to = valid_to + interval '1 day' WHERE id = $1`,
      [grant?.id],
    );
    await expect(longer).rejects.toThrow('a grant lasts longer by a new assessment only');
  });
});

describe('for oneself', () => {
  it('is asked for by whoever works, and marked as such', async () => {
    const anna = await newcomer();
    const own = await as(anna);
    const { status, body } = await own.post<View>('/requests', wanted(anna));
    expect([status, body.forSelf]).toEqual([201, true]);
    expect(body.stages.map(({ kind, approvers }) => [kind, approvers[0]?.person.id])).toEqual([
      ['manager', manager.personId],
      ['information-owner', owner.personId],
    ]);
    const other = await newcomer();
    expect((await own.post('/requests', wanted(other))).status).toBe(404);
    expect(
      (await own.post<Problem>(`/requests/${body.id}/decisions`, { outcome: 'approve' })).body.code,
    ).toBe('own-approval');
  });
});

describe('while it waits', () => {
  it('an approver asks, the clock stands still, the requester answers, and all of it is kept', async () => {
    const anna = await newcomer();
    const sent = await ask(anna);
    const path = `/requests/${sent.id}`;
    const question = 'Hur länge varar vikariatet?';
    for (const who of [manager, anna, otherManager, systemOwner])
      expect((await (await as(who)).post(`${path}/questions`, { question })).status).toBe(404);
    const asked = await ownerCalls.post<View>(`${path}/questions`, { question });
    expect([asked.status, asked.body.questions[0]?.question]).toEqual([201, question]);
    expect((await ownerCalls.post<Problem>(`${path}/questions`, { question })).body.code).toBe(
      'question-waits',
    );
    const [notice] = await edge.database.query<{ kind: string; person_id: string }>(
      `SELECT kind, to_id AS person_id FROM notice WHERE object_id = $1`,
      [sent.id],
    );
    expect(notice).toEqual({ kind: 'request-question', person_id: manager.personId });
    const line = await managerCalls.get<History>(`/requests/history?q=${String(sent.number)}`);
    expect(line.body.items[0]?.questionWaits).toBe(true);
    // As if it had been asked two weeks ago: the days until the answer do not count.
    await edge.database.query(
      `UPDATE request_question SET asked_at = asked_at - interval '14 days' WHERE request_id = $1`,
      [sent.id],
    );
    const before = asked.body.stages[0]?.dueOn ?? '';
    const answer = 'Till den sista maj, då ordinarie är tillbaka.';
    expect((await (await as(anna)).post(`${path}/answers`, { answer })).status).toBe(404);
    const withNumber = await managerCalls.post<Problem>(`${path}/answers`, {
      answer: 'Gäller 19121212-1212',
    });
    expect(withNumber.status).toBe(422);
    const answered = await managerCalls.post<View>(`${path}/answers`, { answer });
    expect(answered.body.questions[0]?.answer?.text).toBe(answer);
    expect((answered.body.stages[0]?.dueOn ?? '') > before).toBe(true);
    expect((await managerCalls.post<Problem>(`${path}/answers`, { answer })).body.code).toBe('no-question');
    expect(await edge.audit('request.question-asked')).toContainEqual(
      expect.objectContaining({ reason: question }),
    );
  });

  it('an edit counts the revision up and voids what was approved, even raced', async () => {
    const anna = await newcomer();
    const sent = await ask(anna);
    const path = `/requests/${sent.id}`;
    const edit = { revision: 1, assessment: { ...assessment, need: 'Ska ge omvårdnad och läkemedel' } };
    expect((await ownerCalls.post(`${path}/edits`, edit)).status).toBe(404);
    const bad = await managerCalls.post<Problem>(`${path}/edits`, {
      ...edit,
      assessment: { ...assessment, need: 'kort' },
    });
    expect(bad.body.errors?.[0]?.pointer).toBe('/assessment/need');
    const edited = await managerCalls.post<View>(`${path}/edits`, edit);
    expect(edited.body).toMatchObject({
      revision: 2,
      state: 'pending',
      assessment: { need: edit.assessment.need },
    });
    expect((await managerCalls.post<Problem>(`${path}/edits`, edit)).body.code).toBe('request-changed');
    const stale = await ownerCalls.post<Problem>(`${path}/decisions`, { outcome: 'approve', revision: 1 });
    expect(stale.body.code).toBe('request-changed');
    const raced = await Promise.all([
      ownerCalls.post<Problem>(`${path}/decisions`, { outcome: 'approve', revision: 2 }),
      managerCalls.post<Problem>(`${path}/edits`, { ...edit, revision: 2 }),
    ]);
    const last = (await managerCalls.get<View>(path)).body;
    // Whichever came first, the other was refused.
    expect(raced.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(last.state === 'approved' ? last.revision : last.state).toEqual(
      last.state === 'approved' ? 2 : 'pending',
    );
    expect(await grantsOf(anna)).toHaveLength(last.state === 'approved' ? 1 : 0);
  });
});

describe('the history', () => {
  it('is found by words, number, person, role, system, state and period, a page at a time', async () => {
    const anna = await newcomer({ name: 'Historieanna' });
    const sent = await ask(anna, 'las', {
      assessment: { ...assessment, need: 'Vikarierar på demensboendet Solgläntan under sommaren' },
    });
    const finds = async (query: string): Promise<number[]> =>
      (await managerCalls.get<History>(`/requests/history?${query}`)).body.items.map(({ number }) => number);
    for (const query of [
      `q=${String(sent.number)}`,
      `q=%23${String(sent.number)}`,
      'q=solgl%C3%A4nta',
      'q=vikarierade+sommar',
      'person=historiea',
      `roleId=${roleIds['las'] ?? ''}`,
      'q=journal&person=historieanna',
      'state=pending&kind=new',
      `from=${new Date().getFullYear().toString()}-01-01&to=2099-12-31`,
      'mine=true',
    ])
      expect([query, await finds(query)]).toEqual([query, expect.arrayContaining([sent.number])]);
    expect(await finds('q=solgl%C3%A4nta&state=approved')).toEqual([]);
    expect(await finds('to=2020-01-01')).toEqual([]);

    const all = await finds('limit=200');
    const paged: number[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: { body: History } = await managerCalls.get<History>(
        `/requests/history?limit=3${next ? `&after=${next}` : ''}`,
      );
      paged.push(...page.body.items.map(({ number }) => number));
      next = page.body.next;
    }
    expect(paged).toEqual(all);
    expect((await managerCalls.get('/requests/history?after=bogus')).status).toBe(422);
    expect((await managerCalls.get('/requests/history?from=2026-02-30')).status).toBe(422);
    expect((await managerCalls.get('/requests/history?q=%27%7C%21%26')).status).toBe(422);
  });

  it("shows a manager only the own staff's, an owner the own systems', and a stranger nothing", async () => {
    const theirs = await home.employee(unitId, {
      manager: otherManager,
      titleCode: '207011',
      name: 'Grannanställd',
    });
    const { body } = await (await as(otherManager)).post<View>('/requests', wanted(theirs));
    const numbers = async (who: Employee, query = 'limit=200'): Promise<number[]> =>
      (await (await as(who)).get<History>(`/requests/history?${query}`)).body.items.map(
        ({ number }) => number,
      );
    expect(await numbers(manager)).not.toContain(body.number);
    expect(await numbers(manager, `q=${String(body.number)}`)).toEqual([]);
    expect(await numbers(owner)).toContain(body.number);
    expect(await numbers(systemOwner)).toContain(body.number);
    expect(await numbers(theirs)).toEqual([body.number]);
    expect(await numbers(await newcomer())).toEqual([]);
  });

  it('never gives away a protected person by name', async () => {
    const hidden = await newcomer({ name: 'Skyddsvärd', protection: 'confidential' });
    const sent = await ask(hidden);
    const seen = await ownerCalls.get<History>(`/requests/history?q=${String(sent.number)}`);
    expect(seen.body.items).toMatchObject([
      { person: { name: 'Skyddad person' }, unit: { name: 'Skyddad enhet' } },
    ]);
    expect((await ownerCalls.get<History>('/requests/history?person=skyddsv')).body.items).toEqual([]);
    const led = await managerCalls.get<History>('/requests/history?person=skyddsv');
    expect(led.body.items.map(({ number }) => number)).toContain(sent.number);
  });
});
