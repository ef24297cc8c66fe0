import { Injectable } from '@nestjs/common';
import type { EndReason } from '../policy/model/access.js';
import type { Reader, Tx } from '../platform/database.js';

export interface Holder {
  roleId: string;
  personId: string;
  grantId: string;
  endsAt: Date | null;
  /** Its time is up, though nobody has ended it yet: it counts for nothing. */
  past: boolean;
}

export interface ActivationRow {
  id: string;
  personId: string;
  roleId: string;
  grantId: string;
  reason: string;
  startedAt: Date;
  endsAt: Date;
  endedAt: Date | null;
  endedReason: EndReason | null;
}

const activationColumns = `
  a.id, a.person_id AS "personId", a.role_id AS "roleId", a.grant_id AS "grantId", a.reason,
  a.started_at AS "startedAt", a.ends_at AS "endsAt", g.ended_at AS "endedAt", g.ended_reason AS "endedReason"`;

@Injectable()
export class PrivilegeStore {
  /** First the person, as everything that changes their access does: a termination comes before or after, not between. */
  async lockPerson(tx: Tx, personId: string): Promise<void> {
    await tx.query(`SELECT FROM person WHERE id = $1 FOR NO KEY UPDATE`, [personId]);
  }

  /** Activations of one role come one at a time, so that two cannot both take the last place. */
  async lockRole(tx: Tx, roleId: string): Promise<void> {
    await tx.query(`SELECT FROM role WHERE id = $1 FOR NO KEY UPDATE`, [roleId]);
  }

  /** Ids of the roles that are activated, not granted. */
  async privilegedRoles(reader: Reader): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT id FROM role WHERE privileged AND eligible IS NOT NULL ORDER BY name_sv, id`,
    );
    return rows.map((row) => row.id);
  }

  /** Everybody who holds one of the roles, however they came by it. */
  async holders(reader: Reader, roleIds: readonly string[], now: Date): Promise<Holder[]> {
    return reader.query<Holder>(
      `SELECT role_id AS "roleId", person_id AS "personId", id AS "grantId", valid_to AS "endsAt",
              coalesce(valid_to <= $2, false) AS past
       FROM access_grant WHERE role_id = ANY($1) AND ended_at IS NULL ORDER BY valid_from, id`,
      [roleIds, now],
    );
  }

  async addAssessment(
    tx: Tx,
    assessment: {
      personId: string;
      roleId: string;
      analysisId: string;
      need: string;
      data: string;
      riskTooWide: string;
      riskTooNarrow: string;
      hours: number;
    },
    at: Date,
  ): Promise<string> {
    const rows = await tx.query<{ id: string }>(
      `INSERT INTO assessment (person_id, role_id, analysis_id, need, data, risk_too_wide, risk_too_narrow, duration_hours,
                               written_by, written_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $1, $9) RETURNING id`,
      [
        assessment.personId,
        assessment.roleId,
        assessment.analysisId,
        assessment.need,
        assessment.data,
        assessment.riskTooWide,
        assessment.riskTooNarrow,
        assessment.hours,
        at,
      ],
    );
    return idOf(rows);
  }

  async addActivation(
    tx: Tx,
    activation: {
      personId: string;
      roleId: string;
      grantId: string;
      reason: string;
      hours: number;
      endsAt: Date;
    },
    at: Date,
  ): Promise<string> {
    const rows = await tx.query<{ id: string }>(
      `INSERT INTO activation (person_id, role_id, grant_id, reason, hours, started_at, ends_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
      [
        activation.personId,
        activation.roleId,
        activation.grantId,
        activation.reason,
        activation.hours,
        at,
        activation.endsAt,
      ],
    );
    return idOf(rows);
  }

  async activation(reader: Reader, id: string): Promise<ActivationRow | null> {
    const rows = await reader.query<ActivationRow>(
      `SELECT ${activationColumns} FROM activation a JOIN access_grant g ON g.id = a.grant_id WHERE a.id = $1`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** A person's activations, newest first. */
  async activationsOf(
    reader: Reader,
    personId: string,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<ActivationRow[]> {
    return reader.query<ActivationRow>(
      `SELECT ${activationColumns} FROM activation a JOIN access_grant g ON g.id = a.grant_id
       WHERE a.person_id = $1 AND ($2::timestamptz IS NULL OR (a.started_at, a.id) < ($2, $3::uuid))
       ORDER BY a.started_at DESC, a.id DESC LIMIT $4`,
      [personId, after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  async activeOf(reader: Reader, personId: string, now: Date): Promise<ActivationRow[]> {
    return reader.query<ActivationRow>(
      `SELECT ${activationColumns} FROM activation a JOIN access_grant g ON g.id = a.grant_id
       WHERE a.person_id = $1 AND g.ended_at IS NULL AND g.valid_to > $2 ORDER BY a.ends_at, a.id`,
      [personId, now],
    );
  }
}

function idOf(rows: { id: string }[]): string {
  const [row] = rows;
  if (!row) throw new Error('INSERT … RETURNING gave no row');
  return row.id;
}
