import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { AuditStore } from '../../src/audit/audit.store.js';
import { RecordEntries } from '../../src/audit/record-entries.js';
import { ApplyChanges, type Applied } from '../../src/grants/apply-changes.js';
import { AccountsStore } from '../../src/grants/accounts.store.js';
import { HandledAccessStore } from '../../src/grants/handled-access.store.js';
import { OrderHandling } from '../../src/grants/order-handling.js';
import { GrantsStore } from '../../src/grants/grants.store.js';
import type { Actor } from '../../src/policy/model/actor.js';
import type { Change, EndReason } from '../../src/policy/model/access.js';
import { Database } from '../../src/platform/database.js';
import { Jobs } from '../../src/platform/jobs.js';

export const trialActor: Actor = { kind: 'system', name: 'trial', channel: 'schedule' };

/** A role that puts its holders into groups of the directory, with the rule by which it is given. */
export interface TrialRole {
  readonly id: string;
  readonly analysisId: string;
  readonly ruleId: string;
  readonly groups: readonly string[];
}

export interface TrialPerson {
  readonly id: string;
  readonly employmentId: string;
}

/**
 * Persons, roles and the sole writer of access on a database of one's own, without the rest of the service: for
 * tests of what follows a grant. Everybody is made up.
 */
export class AccessTrial {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly apply: ApplyChanges;
  readonly audit = new RecordEntries(new AuditStore());
  #unitId = '';

  private constructor(url: string) {
    this.database = new Database({ url, poolSize: 8 });
    this.jobs = new Jobs({ url, work: false });
    this.apply = new ApplyChanges(
      new GrantsStore(),
      new AccountsStore(),
      new OrderHandling(new HandledAccessStore(), new GrantsStore(), this.audit, this.jobs, {
        handling: { giveWithinDays: 3, takeWithinDays: 1, escalateAfterDays: 2 },
        approvals: { calendar: { customary: [], closed: [] } },
      }),
      this.audit,
      this.jobs,
      { lifecycle: { confirmWithinSeconds: { urgent: 60, ordinary: 900 } } },
    );
  }

  static async on(db: { url: string; ownerUrl: string }): Promise<AccessTrial> {
    const trial = new AccessTrial(db.url);
    await trial.database.connect();
    await trial.jobs.start();
    const [row] = await trial.database.query<{ id: string }>(
      `WITH provider AS (INSERT INTO care_provider (organisation_number, name) VALUES ('2120000001', 'Provkommunen') RETURNING id)
       INSERT INTO unit (care_provider_id, source, code, name, path)
       SELECT id, 'TRIAL', '1', 'Hemtjänsten', '/1/' FROM provider RETURNING id`,
    );
    trial.#unitId = row?.id ?? '';
    return trial;
  }

  /** @param names shown in the directory; `protection` as in person.protection */
  async addPerson(
    names: { callName?: string; familyName?: string; protection?: string; email?: string | null } = {},
  ): Promise<TrialPerson> {
    const { callName = 'Prov', familyName = 'Person', protection = 'none', email = null } = names;
    const number = randomUUID();
    const [row] = await this.database.query<TrialPerson>(
      `WITH p AS (
         INSERT INTO person (source, source_key, given_name, call_name, family_name, protection, email)
         VALUES ('TRIAL', $1, $2, $2, $3, $4, $5) RETURNING id),
       e AS (INSERT INTO employment (person_id, unit_id, source, number, kind, title, start_date)
             SELECT id, $6, 'TRIAL', $1, 'permanent', 'Undersköterska', DATE '2020-01-01' FROM p RETURNING id)
       SELECT p.id, e.id AS "employmentId" FROM p, e`,
      [number, callName, familyName, protection, email, this.#unitId],
    );
    if (row === undefined) throw new Error('no person was made');
    return row;
  }

  async addPersons(count: number): Promise<TrialPerson[]> {
    const persons: TrialPerson[] = [];
    for (let i = 0; i < count; i += 1)
      persons.push(await this.addPerson({ familyName: `Person ${String(i)}` }));
    return persons;
  }

  /** A role with an approved analysis, and a rule by which it can be given; its groups are made when unknown. */
  async addRole(groups: readonly string[]): Promise<TrialRole> {
    const owner = await this.addPerson();
    const [row] = await this.database.query<Omit<TrialRole, 'groups'>>(
      `WITH s AS (INSERT INTO information_system (key, name, purpose, information_owner_id, system_owner_id,
                    confidentiality, integrity, availability, log_policy, state)
                  VALUES ($1, 'Provsystem', 'prov', $2, $2, 3, 3, 3, 'prov', 'in-use') RETURNING id),
       r AS (INSERT INTO role (key, system_id, name_sv, name_en, sentence_sv, sentence_en, risk, max_days, review_days, state)
             SELECT $1, id, 'Prov', 'Trial', 'Provar.', 'Tries.', 1, 365, 180, 'in-use' FROM s RETURNING id),
       a AS (INSERT INTO analysis (role_id, version, content, state, approved_by, approved_at, valid_to)
             SELECT id, 1, '{}', 'approved', $2, now(), DATE '2100-01-01' FROM r RETURNING id),
       b AS (INSERT INTO birthright_rule (key, name, role_id, analysis_id, selector)
             SELECT $1, 'Prov', r.id, a.id, '{}' FROM r, a RETURNING id),
       e AS (INSERT INTO entitlement (system_id, key, name, sentence_sv, sentence_en, target, external_name)
             SELECT s.id, $1 || '/' || g, g, g, g, 'directory', g FROM s, unnest($3::text[]) AS g
             ON CONFLICT (target, external_name) WHERE target <> 'manual' DO UPDATE SET name = excluded.name RETURNING id),
       re AS (INSERT INTO role_entitlement SELECT r.id, e.id FROM r, e)
       SELECT r.id, a.id AS "analysisId", b.id AS "ruleId" FROM r, a, b`,
      [randomUUID(), owner.id, groups],
    );
    if (row === undefined) throw new Error('no role was made');
    return { ...row, groups };
  }

  async give(
    role: TrialRole,
    persons: readonly TrialPerson[],
    options: { validTo?: Date } = {},
  ): Promise<Applied> {
    return this.run(
      persons.map((person) => ({
        kind: 'open',
        personId: person.id,
        employmentId: person.employmentId,
        roleId: role.id,
        unitId: this.#unitId,
        source: 'birthright',
        analysisId: role.analysisId,
        assessmentId: null,
        ruleId: role.ruleId,
        validTo: options.validTo ?? null,
        nextReview: '2099-01-01',
      })),
    );
  }

  /** Ends every live grant of these persons, or those of one role. */
  async take(
    persons: readonly TrialPerson[],
    options: { role?: TrialRole; urgent?: boolean; reason?: EndReason } = {},
  ): Promise<Applied> {
    const live = await this.database.query<{ grantId: string; personId: string }>(
      `SELECT id AS "grantId", person_id AS "personId" FROM access_grant
       WHERE ended_at IS NULL AND person_id = ANY($1) AND ($2::uuid IS NULL OR role_id = $2)`,
      [persons.map((p) => p.id), options.role?.id ?? null],
    );
    const reason = options.reason ?? 'employment-ended';
    return this.run(
      live.map((grant) => ({ kind: 'end', ...grant, reason })),
      options.urgent ?? false,
    );
  }

  async run(changes: readonly Change[], urgent = false): Promise<Applied> {
    return this.database.transaction((tx) => this.apply.run(tx, trialActor, changes, new Date(), { urgent }));
  }

  /** What each account shall be by the grants alone: the yardstick, read apart from the delivery's own statement. */
  async due(): Promise<Map<string, { personId: string; groups: string[] }>> {
    const rows = await this.database.query<{ username: string; personId: string; name: string | null }>(
      `SELECT a.username, a.person_id AS "personId", e.external_name AS name
       FROM account a
       LEFT JOIN access_grant g ON g.person_id = a.person_id AND g.ended_at IS NULL AND g.suspended_for = '{}'
       LEFT JOIN role_entitlement re ON re.role_id = g.role_id
       LEFT JOIN entitlement e ON e.id = re.entitlement_id AND e.target = 'directory'`,
    );
    const due = new Map<string, { personId: string; groups: string[] }>();
    for (const { username, personId, name } of rows) {
      const account = due.get(username) ?? { personId, groups: [] };
      if (name !== null && !account.groups.includes(name)) account.groups.push(name);
      due.set(username, account);
    }
    return due;
  }

  async stop(): Promise<void> {
    await this.jobs.onApplicationShutdown();
    await this.database.onApplicationShutdown();
  }
}

/** Statements that the service's role may not do, such as reading its queue's innards for a test. */
export async function asOwner<Row extends pg.QueryResultRow>(
  db: { ownerUrl: string },
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
  try {
    return (await owner.query<Row>(sql, values)).rows;
  } finally {
    await owner.end();
  }
}
