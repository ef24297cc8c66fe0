import { deflateSync } from 'node:zlib';
import type { z } from 'zod';
import type { draftSchema } from '../../src/requests/drafts.schema.js';
import { expect } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { RequestsModule } from '../../src/requests/requests.module.js';
import type { requestViewSchema } from '../../src/requests/requests.schema.js';
import { Caller, CareHome, type Employee } from './care-home.js';
import { startEdge, type Edge } from './edge.js';
import { smallCatalogue } from './small-catalogue.js';

export type View = z.output<typeof requestViewSchema>;
export type Draft = z.output<typeof draftSchema>;
export interface Problem {
  code: string;
  detail: string;
  errors?: { pointer: string }[];
  facts?: Record<string, unknown>;
}

export const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
export const assessment = {
  need: 'Ska ge omvårdnad på avdelningen',
  data: 'Vårdplaner och signeringslistor',
  riskTooWide: 'Kan läsa om andras patienter',
  riskTooNarrow: 'Kan inte signera läkemedel',
  days: 90,
};

/** A small organisation in which access is asked for: a ward, its manager, and a system with four roles. */
export class AskingHome {
  private constructor(
    readonly edge: Edge,
    readonly home: CareHome,
    readonly owner: Employee,
    readonly systemOwner: Employee,
    readonly manager: Employee,
    readonly otherManager: Employee,
    readonly unitId: string,
    readonly roleIds: Record<string, string>,
    readonly managerCalls: Caller,
    readonly ownerCalls: Caller,
  ) {}

  static async start(): Promise<AskingHome> {
    const edge = await startEdge({ rooms: [CatalogueModule, RequestsModule] });
    await edge.app.get(Jobs).start();
    const home = new CareHome(edge.database);
    const office = await home.unit('/1/', 'Staben');
    const unitId = await home.unit('/1/2/', 'Avdelning 2');
    const owner = await home.employee(office, { name: 'Ägare' });
    const systemOwner = await home.employee(office, { name: 'System' });
    const manager = await home.employee(unitId, { name: 'Chef', manager: owner });
    const otherManager = await home.employee(unitId, { name: 'Grannchef', manager: owner });
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
    const roleIds: Record<string, string> = Object.fromEntries(rows.map((row) => [row.key, row.id]));
    await edge.database.query(
      `UPDATE role SET privileged = true, requestable = false, holder_cap = 2, eligible = '{}', activation_hours = '{1}' WHERE key = 'stark'`,
    );
    const managerCalls = new Caller(edge.url, await edge.signIn(manager.personId));
    const ownerCalls = new Caller(edge.url, await edge.signIn(owner.personId));
    return new AskingHome(
      edge,
      home,
      owner,
      systemOwner,
      manager,
      otherManager,
      unitId,
      roleIds,
      managerCalls,
      ownerCalls,
    );
  }

  async as(who: Employee): Promise<Caller> {
    return new Caller(this.edge.url, await this.edge.signIn(who.personId));
  }

  async newcomer(more: Parameters<CareHome['employee']>[1] = {}): Promise<Employee> {
    return this.home.employee(this.unitId, { manager: this.manager, titleCode: '207011', ...more });
  }

  wanted(who: Employee, role = 'las', changed: Partial<typeof assessment> = {}): Record<string, unknown> {
    return {
      personId: who.personId,
      employmentId: who.employmentId,
      roleId: this.roleIds[role],
      assessment: { ...assessment, ...changed },
    };
  }

  async ask(who: Employee, role = 'las', more: Record<string, unknown> = {}): Promise<View> {
    const { status, body } = await this.managerCalls.post<View>('/requests', {
      ...this.wanted(who, role),
      ...more,
    });
    expect([status, body]).toEqual([201, body]);
    return body;
  }

  content(who: Employee, need = ''): Record<string, unknown> {
    return {
      kind: 'new',
      beneficiaries: [{ personId: who.personId, employmentId: who.employmentId }],
      roleId: this.roleIds['las'],
      rolesLeft: [],
      assessment: { need, data: '', riskTooWide: '', riskTooNarrow: '', days: null },
    };
  }

  async grantsOf(who: Employee): Promise<{ id: string; valid_to: Date; ended_reason: string | null }[]> {
    return this.edge.database.query(
      `SELECT id, valid_to, ended_reason FROM access_grant WHERE person_id = $1`,
      [who.personId],
    );
  }

  async approve(id: string): Promise<View> {
    const { status, body } = await (
      await this.as(this.owner)
    ).post<View>(`/requests/${id}/decisions`, { outcome: 'approve' });
    expect([status, body]).toEqual([200, body]);
    return body;
  }

  /** A grant as if it had been asked for and approved. */
  async give(who: Employee, role: string): Promise<void> {
    await this.edge.database.query(
      `WITH a AS (SELECT id FROM analysis WHERE role_id = $3 AND state = 'approved'),
       s AS (INSERT INTO assessment (person_id, role_id, analysis_id, need, data, risk_too_wide, risk_too_narrow, duration_hours,
               written_by, written_at) SELECT $1, $3, a.id, $5, 'data', 'vid', 'snäv', 2160, $4, now() FROM a RETURNING id)
       INSERT INTO access_grant (person_id, employment_id, role_id, unit_id, source, analysis_id, assessment_id, valid_from, valid_to)
       SELECT $1, $2, $3, $6, 'request', a.id, s.id, now(), now() + interval '90 days' FROM a, s`,
      [
        who.personId,
        who.employmentId,
        this.roleIds[role],
        this.manager.personId,
        assessment.need,
        this.unitId,
      ],
    );
  }

  async upload(caller: { cookie: string }, draftId: string, name: string, bytes: Uint8Array<ArrayBuffer>) {
    const form = new FormData();
    form.append('file', new Blob([bytes]), name);
    const response = await fetch(`${this.edge.url}/api/requests/drafts/${draftId}/attachments`, {
      method: 'POST',
      headers: { cookie: caller.cookie, 'sec-fetch-site': 'same-origin' },
      body: form,
    });
    return { status: response.status, body: (await response.json()) as Draft & Problem };
  }
}

export function textBytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** The smallest picture there is, with what is to stand behind its end. */
export function png(behind = ''): Uint8Array<ArrayBuffer> {
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
