import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/platform/database.js';
import type { PeopleSelector } from '../../src/policy/model/selector.js';

/** Somebody with one employment. */
export interface Employee {
  readonly personId: string;
  readonly employmentId: string;
  readonly unitId: string;
}

export interface RoleFacts {
  readonly roleId: string;
  readonly analysisId: string;
}

interface NewRole {
  risk?: number;
  reviewDays?: number;
  requiredLevel?: number;
  /** Entitlements by target: a group of the directory, a right of Grindvakt's own, or what is set up by hand. */
  directory?: string;
  manual?: string;
  grindvakt?: string;
  privileged?: { cap: number; eligible: PeopleSelector; hours: number[] };
  analysisValidTo?: string;
  acrossCareProviders?: boolean;
}

/** A small organisation laid straight into the tables: units, people and access, without HR files and approvals. */
export class CareHome {
  #people = 0;
  #systemId: string | null = null;

  constructor(private readonly database: Database) {}

  /** @param path unit codes from the top down, `/10/11/`; the last is the unit's own. */
  async unit(path: string, name: string): Promise<string> {
    return this.#id(
      `WITH provider AS (
         INSERT INTO care_provider (organisation_number, name) VALUES ('2120000000', 'Provkommunen')
         ON CONFLICT (organisation_number) DO UPDATE SET name = excluded.name RETURNING id)
       INSERT INTO unit (care_provider_id, source, code, name, kind, path)
       SELECT id, 'home', $1, $2, 'care', $3 FROM provider RETURNING id`,
      [path.split('/').at(-2), name, path],
    );
  }

  async employee(
    unitId: string,
    more: {
      name?: string;
      manager?: Employee;
      titleCode?: string;
      from?: string;
      to?: string | null;
      protection?: 'none' | 'confidential';
    } = {},
  ): Promise<Employee> {
    this.#people += 1;
    const personId = await this.#id(
      `INSERT INTO person (source, source_key, given_name, call_name, family_name, protection)
       VALUES ('home', $1, $2, $2, 'Prov', $3) RETURNING id`,
      [`p${String(this.#people)}`, more.name ?? `Person${String(this.#people)}`, more.protection ?? 'none'],
    );
    return this.employ(personId, unitId, more);
  }

  async employ(
    personId: string,
    unitId: string,
    more: { manager?: Employee; titleCode?: string; from?: string; to?: string | null } = {},
  ): Promise<Employee> {
    const employmentId = await this.#id(
      `INSERT INTO employment (person_id, unit_id, source, number, kind, title, title_code, start_date, end_date,
                               manager_employment_id)
       VALUES ($1, $2, 'home', $3, 'permanent', 'Undersköterska', $4, $5, $6, $7) RETURNING id`,
      [
        personId,
        unitId,
        randomUUID(),
        more.titleCode ?? null,
        more.from ?? '2020-01-01',
        more.to ?? null,
        more.manager?.employmentId ?? null,
      ],
    );
    return { personId, employmentId, unitId };
  }

  /** A role with an approved analysis, owned by `owner`, who also owns the system of all of them. */
  async role(owner: Employee, more: NewRole = {}): Promise<RoleFacts> {
    const key = randomUUID();
    const { privileged } = more;
    this.#systemId ??= await this.#id(
      `INSERT INTO information_system (key, name, purpose, information_owner_id, system_owner_id, confidentiality, integrity,
                                       availability, log_policy, state)
       VALUES ($1, 'Journal', 'Vård', $2, $2, 3, 3, 3, 'allt', 'in-use') RETURNING id`,
      [key, owner.personId],
    );
    const roleId = await this.#id(
      `INSERT INTO role (key, system_id, name_sv, name_en, sentence_sv, sentence_en, privileged, risk, required_level,
                         max_days, review_days, requestable, holder_cap, eligible, activation_hours, state)
       VALUES ($1, $2, $3, $4, 'Låter en prova.', 'Lets one try.', $5, $6, $7, 365, $8, NOT $5, $9, $10, $11, 'in-use') RETURNING id`,
      [
        key,
        this.#systemId,
        `Roll ${key.slice(0, 4)}`,
        `Role ${key.slice(0, 4)}`,
        privileged !== undefined,
        more.risk ?? 1,
        more.requiredLevel ?? 3,
        more.reviewDays ?? 180,
        privileged?.cap ?? null,
        privileged ? JSON.stringify(privileged.eligible) : null,
        privileged?.hours ?? null,
      ],
    );
    for (const target of ['directory', 'grindvakt', 'manual'] as const)
      if (more[target] !== undefined)
        await this.database.query(
          `WITH e AS (INSERT INTO entitlement (system_id, key, name, sentence_sv, sentence_en, target, external_name)
             VALUES ($1, $2, $3, 'Prov.', 'Try.', $4, $3) RETURNING id)
           INSERT INTO role_entitlement (role_id, entitlement_id) SELECT $5, id FROM e`,
          [this.#systemId, randomUUID(), more[target], target, roleId],
        );
    const analysisId = await this.#id(
      `INSERT INTO analysis (role_id, version, content, state, approved_by, approved_at, valid_to, kind)
       VALUES ($1, 1, $2, 'approved', $3, '2026-01-01', $4,
               CASE WHEN ($2::jsonb ->> 'acrossCareProviders')::boolean THEN 'shared-records' ELSE 'own-provider' END) RETURNING id`,
      [
        roleId,
        JSON.stringify({
          purpose: 'Att ge vård',
          tasks: ['Vård'],
          unitKinds: ['care'],
          dataTypes: ['Anteckningar'],
          operations: ['read', 'write'],
          consequenceWithout: 'Vård uteblir',
          risks: [],
          safeguards: [],
          residualRisk: 'Liten',
          acrossCareProviders: more.acrossCareProviders ?? false,
          suggested: {
            data: 'Anteckningar',
            riskTooWide: 'Någon läser för mycket',
            riskTooNarrow: 'Vård uteblir',
            days: 90,
          },
        }),
        owner.personId,
        more.analysisValidTo ?? '2099-12-31',
      ],
    );
    return { roleId, analysisId };
  }

  /** A live grant as if requested and approved. @returns its id */
  async grant(
    to: Employee,
    role: RoleFacts,
    more: { validTo?: Date; unitId?: string; from?: Date; source?: 'request' | 'activation' } = {},
  ): Promise<string> {
    const assessmentId = await this.#id(
      `INSERT INTO assessment (person_id, role_id, analysis_id, need, data, risk_too_wide, risk_too_narrow, duration_hours,
                               written_by, written_at)
       VALUES ($1, $2, $3, 'Behövs i vården', 'Anteckningar', 'För mycket', 'För lite', 24, $1, now()) RETURNING id`,
      [to.personId, role.roleId, role.analysisId],
    );
    return this.#id(
      `INSERT INTO access_grant (person_id, employment_id, role_id, unit_id, source, analysis_id, assessment_id, valid_from,
                                 valid_to, next_review, granted_by)
       VALUES ($1, $2, $3, $4, $9, $5, $6, $7, $8, '2027-01-01', $1) RETURNING id`,
      [
        to.personId,
        to.employmentId,
        role.roleId,
        more.unitId ?? to.unitId,
        role.analysisId,
        assessmentId,
        more.from ?? new Date('2026-01-02T00:00:00Z'),
        more.validTo ?? null,
        more.source ?? 'request',
      ],
    );
  }

  async #id(sql: string, parameters: unknown[]): Promise<string> {
    const [row] = await this.database.query<{ id: string }>(sql, parameters);
    if (!row) throw new Error('no row was made');
    return row.id;
  }
}

/** Lets a request that was laid straight into its table wait for somebody, as its information owner. */
export async function waitFor(database: Database, requestId: string, approver: Employee): Promise<void> {
  await database.query(
    `WITH s AS (INSERT INTO request_stage (request_id, position, kind, state, opened_at, due_on)
       VALUES ($1, 1, 'information-owner', 'open', now(), '2099-01-31') RETURNING request_id, position)
     INSERT INTO request_approver (request_id, position, person_id) SELECT request_id, position, $2 FROM s`,
    [requestId, approver.personId],
  );
}

/** An answer of the API; its body is what the test says it is. */
export interface Answered<Body> {
  readonly status: number;
  readonly body: Body;
}

/** Calls the API as the holder of a session cookie. */
export class Caller {
  constructor(
    private readonly url: string,
    private readonly cookie: string,
  ) {}

  get = <Body>(path: string): Promise<Answered<Body>> => this.#send('GET', path, undefined);

  post = <Body>(path: string, body: unknown = {}): Promise<Answered<Body>> =>
    this.#send('POST', path, JSON.stringify(body));

  /** Says why one needs to see a protected person. */
  unmask = (personId: string): Promise<Answered<unknown>> =>
    this.post(`/people/${personId}/unmaskings`, { reason: 'access' });

  async #send<Body>(method: string, path: string, body: string | undefined): Promise<Answered<Body>> {
    const response = await fetch(`${this.url}/api${path}`, {
      method,
      headers: {
        cookie: this.cookie,
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }),
      },
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, body: (await response.json()) as Body };
  }
}
