import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import type { draftsListSchema } from '../../src/requests/drafts.schema.js';
import { CloseRequests } from '../../src/requests/close-requests.js';
import type { historyListSchema } from '../../src/requests/history.schema.js';
import {
  AskingHome,
  operator,
  assessment,
  png,
  textBytes,
  type Draft,
  type Problem,
  type View,
} from '../support/asking-home.js';
import { Caller, type CareHome, type Employee } from '../support/care-home.js';
import type { Edge } from '../support/edge.js';

type Drafts = z.output<typeof draftsListSchema>;
type History = z.output<typeof historyListSchema>;

let ward: AskingHome;
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
  ward = await AskingHome.start();
  ({ edge, home, owner, systemOwner, manager, otherManager, unitId, roleIds, managerCalls, ownerCalls } =
    ward);
});
afterAll(async () => {
  await ward.edge.stop();
});

describe('a draft', () => {
  it('is kept by the service, its versions count up, and two tabs do not overwrite each other', async () => {
    const anna = await ward.newcomer();
    const begun = await managerCalls.post<Draft>('/requests/drafts', {
      content: ward.content(anna, 'Ska ge'),
    });
    expect(begun.status).toBe(201);
    const at = `/requests/drafts/${begun.body.id}`;
    const saved = await managerCalls.post<Draft>(at, {
      version: 1,
      content: ward.content(anna, 'Ska ge omvårdnad'),
    });
    expect(saved.body).toMatchObject({ version: 2, content: { assessment: { need: 'Ska ge omvårdnad' } } });
    const late = await managerCalls.post<Problem>(at, {
      version: 1,
      content: ward.content(anna, 'Annan flik'),
    });
    expect([late.status, late.body.code]).toEqual([409, 'draft-changed']);
    expect((await managerCalls.get<Draft>(at)).body.content.assessment?.need).toBe('Ska ge omvårdnad');
    const list = await managerCalls.get<Drafts>('/requests/drafts');
    expect(list.body.items.find(({ id }) => id === begun.body.id)).toMatchObject({
      people: [{ id: anna.personId }],
      role: 'Roll las',
    });
  });

  it("of another's is not there: neither to read, save, remove nor attach to", async () => {
    const anna = await ward.newcomer();
    const begun = await managerCalls.post<Draft>('/requests/drafts', { content: ward.content(anna) });
    const at = `/requests/drafts/${begun.body.id}`;
    const cookie = await edge.signIn(otherManager.personId);
    const thief = new Caller(edge.url, cookie);
    expect((await thief.get(at)).status).toBe(404);
    expect((await thief.post(at, { version: 1, content: ward.content(anna) })).status).toBe(404);
    expect((await thief.post(`${at}/removal`)).status).toBe(200);
    expect((await ward.upload({ cookie }, begun.body.id, 'a.txt', textBytes('Hej'))).status).toBe(404);
    expect(
      (await thief.post('/requests', { ...ward.wanted(await ward.newcomer()), draftId: begun.body.id }))
        .status,
    ).toBe(404);
    expect((await managerCalls.get(at)).status).toBe(200);
  });

  it('tells nobody the name of whom its writer may not ask for', async () => {
    const stranger = await home.employee(unitId, { name: 'Hemlig', manager: otherManager });
    await managerCalls.post('/requests/drafts', { content: ward.content(stranger) });
    const list = await managerCalls.get<Drafts>('/requests/drafts');
    expect(JSON.stringify(list.body)).not.toContain('Hemlig');
  });

  it('takes no more than fifty, and says so', async () => {
    const calls = await ward.as(await home.employee(unitId, { manager }));
    const anna = await ward.newcomer();
    for (let i = 0; i < 50; i += 1) await calls.post('/requests/drafts', { content: ward.content(anna) });
    const { status, body } = await calls.post<Problem>('/requests/drafts', { content: ward.content(anna) });
    expect([status, body.code]).toEqual([409, 'too-many-drafts']);
  });
});

describe('an attachment', () => {
  let cookie: string;
  let draftId: string;
  let anna: Employee;
  beforeAll(async () => {
    cookie = await edge.signIn(manager.personId);
    anna = await ward.newcomer();
    const begun = await managerCalls.post<Draft>('/requests/drafts', { content: ward.content(anna) });
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
    const { status, body } = await ward.upload({ cookie }, draftId, name, bytes);
    expect([status, body.code]).toEqual([422, 'attachment-refused']);
    expect(body.errors?.[0]?.pointer).toBe('/file');
  });

  it('goes with the request, is saved and not shown by a browser, and only to who may read the request', async () => {
    const kept = await ward.upload(
      { cookie },
      draftId,
      '..\\..\\beslut åäö.html',
      textBytes('Beslut om vikariat'),
    );
    expect(kept.body.attachments).toMatchObject([{ name: 'beslut åäö.html.txt', mediaType: 'text/plain' }]);
    expect((await ward.upload({ cookie }, draftId, 'bild.PNG', png())).status).toBe(201);
    const sent = await ward.ask(anna, 'las', { draftId });
    expect(sent.attachments).toHaveLength(2);
    expect((await managerCalls.get(`/requests/drafts/${draftId}`)).status).toBe(404);

    const address = `${edge.url}/api/requests/${sent.id}/attachments/${sent.attachments[0]?.id ?? ''}`;
    const read = await fetch(address, { headers: { cookie: await edge.signIn(owner.personId) } });
    expect(await read.text()).toBe('Beslut om vikariat');
    expect(read.headers.get('content-disposition')).toMatch(/^attachment; filename="beslut aao\.html\.txt"/);
    expect(read.headers.get('x-content-type-options')).toBe('nosniff');
    const stranger = await fetch(address, { headers: { cookie: await edge.signIn(otherManager.personId) } });
    expect(stranger.status).toBe(404);
    const another = await ward.ask(await ward.newcomer());
    const elsewhere = address.replace(sent.id, another.id);
    expect((await fetch(elsewhere, { headers: { cookie } })).status).toBe(404);
  });

  it('comes in no greater number than is allowed, also when all are sent at once', async () => {
    const begun = await managerCalls.post<Draft>('/requests/drafts', { content: ward.content(anna) });
    const sent = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        ward.upload({ cookie }, begun.body.id, `${String(i)}.txt`, textBytes('Hej')),
      ),
    );
    expect(sent.filter(({ status }) => status === 201)).toHaveLength(5);
  });
});

describe('what a leaver had begun to write', () => {
  it('goes with its files when they leave, but a file that has been sent stays with its request', async () => {
    const leaver = await ward.newcomer();
    const stays = await ward.newcomer();
    const calls = await ward.as(leaver);
    const cookie = await edge.signIn(leaver.personId);
    const drafts: string[] = [];
    for (const name of ['skickad.txt', 'osänd.txt']) {
      const begun = await calls.post<Draft>('/requests/drafts', { content: ward.content(leaver) });
      expect((await ward.upload({ cookie }, begun.body.id, name, textBytes('Hej'))).status).toBe(201);
      drafts.push(begun.body.id);
    }
    const sent = await ward.ask(stays);
    await edge.database.query(
      `INSERT INTO request_attachment_use SELECT $1, id FROM request_attachment WHERE draft_id = $2`,
      [sent.id, drafts[0]],
    );
    const others = await managerCalls.post<Draft>('/requests/drafts', { content: ward.content(stays) });

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

describe('the history', () => {
  it('is found by words, number, person, role, system, state and period, a page at a time', async () => {
    const anna = await ward.newcomer({ name: 'Historieanna' });
    const sent = await ward.ask(anna, 'las', {
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
    const { body } = await (await ward.as(otherManager)).post<View>('/requests', ward.wanted(theirs));
    const numbers = async (who: Employee, query = 'limit=200'): Promise<number[]> =>
      (await (await ward.as(who)).get<History>(`/requests/history?${query}`)).body.items.map(
        ({ number }) => number,
      );
    expect(await numbers(manager)).not.toContain(body.number);
    expect(await numbers(manager, `q=${String(body.number)}`)).toEqual([]);
    expect(await numbers(owner)).toContain(body.number);
    expect(await numbers(systemOwner)).toContain(body.number);
    expect(await numbers(theirs)).toEqual([body.number]);
    expect(await numbers(await ward.newcomer())).toEqual([]);
  });

  it('never gives away a protected person by name', async () => {
    const hidden = await ward.newcomer({ name: 'Skyddsvärd', protection: 'confidential' });
    const sent = await ward.ask(hidden);
    const seen = await ownerCalls.get<History>(`/requests/history?q=${String(sent.number)}`);
    expect(seen.body.items).toMatchObject([
      { person: { name: 'Skyddad person' }, unit: { name: 'Skyddad enhet' } },
    ]);
    expect((await ownerCalls.get<History>('/requests/history?person=skyddsv')).body.items).toEqual([]);
    const led = await managerCalls.get<History>('/requests/history?person=skyddsv');
    expect(led.body.items.map(({ number }) => number)).toContain(sent.number);
  });
});
