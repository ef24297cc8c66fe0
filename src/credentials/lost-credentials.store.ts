import { Injectable } from '@nestjs/common';
import type { IdentityDocument, ReportCause, ReportState } from '../policy/assurance/lost-credential.js';
import type { Day } from '../policy/model/day.js';
import type { Reader, Tx } from '../platform/database.js';

export interface StoredReport {
  id: string;
  personId: string;
  provider: string | null;
  method: string | null;
  cause: ReportCause;
  note: string;
  channel: 'self' | 'manager' | 'service-desk' | 'outside';
  state: ReportState;
  reportedBy: string | null;
  reportedAt: Date;
  reportedOn: Day;
  confirmedBy: string | null;
  confirmedAt: Date | null;
  blockedOn: Day | null;
  blockedBy: string | null;
  identityDocument: IdentityDocument | null;
  closedBy: string | null;
  closedOn: Day | null;
  closingNote: string | null;
  dueOn: Day;
}

export type NewReport = Pick<
  StoredReport,
  | 'personId'
  | 'provider'
  | 'method'
  | 'cause'
  | 'note'
  | 'channel'
  | 'state'
  | 'reportedBy'
  | 'reportedAt'
  | 'dueOn'
>;

/** For whom reports are listed. */
export interface ReportScope {
  personId: string;
  /** Sees everybody's. */
  all: boolean;
  today: Day;
}

const columns = `r.id, r.person_id AS "personId", r.provider, r.method, r.cause, r.note, r.channel, r.state,
  r.reported_by AS "reportedBy", r.reported_at AS "reportedAt",
  (r.reported_at AT TIME ZONE 'Europe/Stockholm')::date AS "reportedOn",
  r.confirmed_by AS "confirmedBy", r.confirmed_at AS "confirmedAt", r.blocked_on AS "blockedOn",
  r.blocked_by AS "blockedBy", r.identity_document AS "identityDocument", r.closed_by AS "closedBy",
  r.closed_on AS "closedOn", r.closing_note AS "closingNote", r.due_on AS "dueOn"`;

@Injectable()
export class LostCredentialsStore {
  /** One reporter at a time for a person, so that the same is not barred twice. */
  async lockPerson(tx: Tx, personId: string): Promise<void> {
    await tx.query(`SELECT FROM person WHERE id = $1 FOR UPDATE`, [personId]);
  }

  async add(tx: Tx, report: NewReport): Promise<string> {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO credential_report (person_id, provider, method, cause, note, channel, state, reported_by, reported_at, due_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
      [
        report.personId,
        report.provider,
        report.method,
        report.cause,
        report.note,
        report.channel,
        report.state,
        report.reportedBy,
        report.reportedAt,
        report.dueOn,
      ],
    );
    if (!row) throw new Error('the report was not written');
    return row.id;
  }

  async isBarred(
    reader: Reader,
    personId: string,
    provider: string,
    method: string | null,
  ): Promise<boolean> {
    const rows = await reader.query(
      `SELECT FROM barred_method WHERE person_id = $1 AND lifted_at IS NULL AND provider = $2
         AND (method IS NULL OR method IS NOT DISTINCT FROM $3) LIMIT 1`,
      [personId, provider, method],
    );
    return rows.length > 0;
  }

  async bar(
    tx: Tx,
    by: { reportId: string; personId: string; provider: string; method: string | null; at: Date },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO barred_method (report_id, person_id, provider, method, barred_at) VALUES ($1, $2, $3, $4, $5)`,
      [by.reportId, by.personId, by.provider, by.method, by.at],
    );
  }

  async lift(tx: Tx, reportId: string, at: Date): Promise<void> {
    await tx.query(`UPDATE barred_method SET lifted_at = $2 WHERE report_id = $1 AND lifted_at IS NULL`, [
      reportId,
      at,
    ]);
  }

  async locked(tx: Tx, id: string): Promise<StoredReport | null> {
    const [row] = await tx.query<StoredReport>(
      `SELECT ${columns} FROM credential_report r WHERE r.id = $1 FOR UPDATE`,
      [id],
    );
    return row ?? null;
  }

  async confirm(
    tx: Tx,
    id: string,
    to: { provider: string; method: string | null; by: string; at: Date; dueOn: Day },
  ): Promise<void> {
    await tx.query(
      `UPDATE credential_report SET state = 'barred', provider = $2, method = $3, confirmed_by = $4, confirmed_at = $5,
         due_on = $6 WHERE id = $1`,
      [id, to.provider, to.method, to.by, to.at, to.dueOn],
    );
  }

  async blocked(tx: Tx, id: string, to: { on: Day; by: string; dueOn: Day }): Promise<void> {
    await tx.query(
      `UPDATE credential_report SET blocked_on = $2, blocked_by = $3, due_on = $4, reminded_on = NULL WHERE id = $1`,
      [id, to.on, to.by, to.dueOn],
    );
  }

  async close(
    tx: Tx,
    id: string,
    to: {
      state: 'renewed' | 'false-alarm' | 'dismissed';
      document: IdentityDocument | null;
      on: Day;
      by: string;
      at: Date;
      note: string;
    },
  ): Promise<void> {
    await tx.query(
      `UPDATE credential_report SET state = $2, identity_document = $3, closed_on = $4, closed_by = $5, closed_at = $6,
         closing_note = $7 WHERE id = $1`,
      [id, to.state, to.document, to.on, to.by, to.at, to.note],
    );
  }

  /** Open ones by due day, or closed ones newest first; one's own staff's, or all. */
  async list(
    reader: Reader,
    scope: ReportScope,
    show: 'open' | 'closed',
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<StoredReport[]> {
    return reader.query<StoredReport>(
      `SELECT ${columns} FROM credential_report r
       WHERE (r.state IN ('unconfirmed', 'barred')) = $4
         AND ($2 OR EXISTS (
           SELECT FROM employment m JOIN employment e ON e.manager_employment_id = m.id
           WHERE m.person_id = $1 AND e.person_id = r.person_id AND e.person_id <> $1
             AND in_force(m.start_date, m.end_date, m.terminated_at, $3)
             AND in_force(e.start_date, e.end_date, e.terminated_at, $3)))
         AND ($5::timestamptz IS NULL OR (date_trunc('milliseconds', r.reported_at), r.id) < ($5, $6::uuid))
       ORDER BY date_trunc('milliseconds', r.reported_at) DESC, r.id DESC LIMIT $7`,
      [
        scope.personId,
        scope.all,
        scope.today,
        show === 'open',
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit,
      ],
    );
  }

  /** The person's own, newest first. */
  async own(reader: Reader, personId: string): Promise<StoredReport[]> {
    return reader.query<StoredReport>(
      `SELECT ${columns} FROM credential_report r WHERE r.person_id = $1 ORDER BY r.reported_at DESC LIMIT 20`,
      [personId],
    );
  }

  /** Who has this HSA-id or employment number and this family name, works today and has no such report waiting. */
  async personFor(
    reader: Reader,
    key: string,
    familyName: string,
    today: Day,
    since: Date,
  ): Promise<string | null> {
    const rows = await reader.query<{ id: string }>(
      `SELECT p.id FROM person p
       WHERE p.id IN (SELECT person_id FROM person_hsa_id WHERE hsa_id = $1
                      UNION SELECT person_id FROM employment WHERE number = $1)
         AND lower(p.family_name) = lower($2)
         AND EXISTS (SELECT FROM employment e WHERE e.person_id = p.id
                     AND in_force(e.start_date, e.end_date, e.terminated_at, $3))
         AND NOT EXISTS (SELECT FROM credential_report r WHERE r.person_id = p.id
                         AND (r.state IN ('unconfirmed', 'barred') OR (r.channel = 'outside' AND r.reported_at > $4)))`,
      [key, familyName, today, since],
    );
    return rows.length === 1 ? (rows[0]?.id ?? null) : null;
  }

  /** Counts a report from this address. @returns how many there were since then, this one included */
  async countOutside(tx: Tx, address: string, now: Date, since: Date): Promise<number> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 2801))`, [address]);
    await tx.query(`INSERT INTO outside_report (address, at) VALUES ($1, $2)`, [address, now]);
    const [row] = await tx.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM outside_report WHERE address = $1 AND at > $2`,
      [address, since],
    );
    return row?.n ?? 0;
  }

  async forgetOutside(tx: Tx, before: Date): Promise<void> {
    await tx.query(`DELETE FROM outside_report WHERE at < $1`, [before]);
  }

  /** Who leads the person today. */
  async managersOf(reader: Reader, personId: string, today: Day): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT DISTINCT m.person_id AS id FROM employment e JOIN employment m ON m.id = e.manager_employment_id
       WHERE e.person_id = $1 AND m.person_id <> $1 AND in_force(e.start_date, e.end_date, e.terminated_at, $2)
         AND in_force(m.start_date, m.end_date, m.terminated_at, $2)`,
      [personId, today],
    );
    return rows.map((row) => row.id);
  }

  /** Late ones that nobody was reminded of today; marks them. */
  async takeLate(tx: Tx, today: Day): Promise<{ id: string; personId: string; dueOn: Day }[]> {
    return tx.query(
      `UPDATE credential_report SET reminded_on = $1
       WHERE state IN ('unconfirmed', 'barred') AND due_on < $1 AND reminded_on IS DISTINCT FROM $1
       RETURNING id, person_id AS "personId", due_on AS "dueOn"`,
      [today],
    );
  }
}
