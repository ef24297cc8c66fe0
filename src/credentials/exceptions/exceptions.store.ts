import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database.js';
import type { ExceptedSystem } from '../../policy/assurance/exceptions.js';
import type { Day } from '../../policy/model/day.js';

export interface ExceptionRow {
  readonly id: string;
  readonly systemId: string;
  readonly systemName: string;
  readonly informationOwnerId: string;
  readonly roleIds: readonly string[] | null;
  readonly riskAnalysis: string;
  readonly safeguards: string;
  readonly validTo: Day;
  readonly knownDeviceDays: number | null;
  readonly orderedBy: string;
  readonly orderedAt: Date;
  readonly outcome: 'approved' | 'refused' | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly decisionReason: string | null;
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
  readonly endedReason: string | null;
}

export interface SystemRow extends ExceptedSystem {
  readonly id: string;
  readonly informationOwnerId: string;
  readonly systemOwnerId: string;
  readonly roles: readonly {
    readonly id: string;
    readonly privileged: boolean;
    readonly nameSv: string;
    readonly nameEn: string;
  }[];
}

const columns = `
  x.id, x.system_id AS "systemId", s.name AS "systemName", s.information_owner_id AS "informationOwnerId",
  x.role_ids AS "roleIds", x.risk_analysis AS "riskAnalysis", x.safeguards, x.valid_to AS "validTo", x.known_device_days AS "knownDeviceDays",
  x.ordered_by AS "orderedBy", date_trunc('milliseconds', x.ordered_at) AS "orderedAt", x.outcome,
  x.decided_by AS "decidedBy", x.decided_at AS "decidedAt", x.decision_reason AS "decisionReason",
  x.ended_at AS "endedAt", x.ended_by AS "endedBy", x.ended_reason AS "endedReason"`;
const from = `assurance_exception x JOIN information_system s ON s.id = x.system_id`;

/** Exceptions from two factors. What they do to a role is read by the catalogue with the role. */
@Injectable()
export class ExceptionsStore {
  /** Systems with their roles in use. @param ids null for all that are in use */
  async systems(reader: Reader, ids: readonly string[] | null): Promise<SystemRow[]> {
    return reader.query<SystemRow>(
      `SELECT s.id, s.name, s.state = 'in-use' AS "inUse", s.information_owner_id AS "informationOwnerId",
              s.system_owner_id AS "systemOwnerId",
              greatest(s.confidentiality, s.integrity, s.availability) AS "highestClass",
              'grindvakt' = ANY(s.connectors) OR EXISTS (
                SELECT FROM entitlement e WHERE e.system_id = s.id AND e.target = 'grindvakt') AS "isOwn",
              coalesce((SELECT json_agg(json_build_object('id', r.id, 'nameSv', r.name_sv, 'nameEn', r.name_en,
                 'privileged', r.privileged OR EXISTS (
                   SELECT FROM role_entitlement re JOIN entitlement e ON e.id = re.entitlement_id
                   WHERE re.role_id = r.id AND e.privileged)) ORDER BY r.name_sv, r.id)
               FROM role r WHERE r.system_id = s.id AND r.state = 'in-use'), '[]') AS roles
       FROM information_system s
       WHERE CASE WHEN $1::uuid[] IS NULL THEN s.state = 'in-use' ELSE s.id = ANY($1) END ORDER BY s.name, s.id`,
      [ids],
    );
  }

  /** So that neither its classes nor its owner change between the look and the write. */
  async lockSystem(tx: Tx, id: string): Promise<void> {
    await tx.query(`SELECT FROM information_system WHERE id = $1 FOR SHARE`, [id]);
  }

  /** The newest first. @param ownedBy null: of all systems */
  async list(
    reader: Reader,
    ownedBy: string | null,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<ExceptionRow[]> {
    return reader.query<ExceptionRow>(
      `SELECT ${columns} FROM ${from}
       WHERE ($1::uuid IS NULL OR $1 IN (s.information_owner_id, s.system_owner_id, x.ordered_by))
         AND ($2::timestamptz IS NULL OR (date_trunc('milliseconds', x.ordered_at), x.id) < ($2, $3::uuid))
       ORDER BY date_trunc('milliseconds', x.ordered_at) DESC, x.id DESC LIMIT $4`,
      [ownedBy, after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  async lock(tx: Tx, id: string): Promise<ExceptionRow | null> {
    const rows = await tx.query<ExceptionRow>(
      `SELECT ${columns} FROM ${from} WHERE x.id = $1 FOR UPDATE OF x FOR SHARE OF s`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** @returns its id; null when one waits for its decision already */
  async order(
    tx: Tx,
    order: Pick<
      ExceptionRow,
      | 'systemId'
      | 'roleIds'
      | 'riskAnalysis'
      | 'safeguards'
      | 'validTo'
      | 'knownDeviceDays'
      | 'orderedBy'
      | 'orderedAt'
    >,
  ): Promise<string | null> {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO assurance_exception (system_id, role_ids, risk_analysis, safeguards, valid_to, ordered_by,
         ordered_at, known_device_days)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (system_id) WHERE outcome IS NULL AND ended_at IS NULL DO NOTHING RETURNING id`,
      [
        order.systemId,
        order.roleIds,
        order.riskAnalysis,
        order.safeguards,
        order.validTo,
        order.orderedBy,
        order.orderedAt,
        order.knownDeviceDays,
      ],
    );
    return row?.id ?? null;
  }

  async decide(
    tx: Tx,
    id: string,
    decision: { outcome: 'approved' | 'refused'; by: string; at: Date; reason: string },
  ): Promise<void> {
    await tx.query(
      `UPDATE assurance_exception SET outcome = $2, decided_by = $3, decided_at = $4, decision_reason = $5 WHERE id = $1`,
      [id, decision.outcome, decision.by, decision.at, decision.reason],
    );
  }

  async end(tx: Tx, id: string, by: { personId: string; at: Date; reason: string }): Promise<void> {
    await tx.query(
      `UPDATE assurance_exception SET ended_at = $2, ended_by = $3, ended_reason = $4 WHERE id = $1`,
      [id, by.at, by.personId, by.reason],
    );
  }

  /** Those that run and end within `days` days. */
  async endingBy(tx: Tx, today: Day, last: Day): Promise<ExceptionRow[]> {
    return tx.query<ExceptionRow>(
      `SELECT ${columns} FROM ${from}
       WHERE x.outcome = 'approved' AND x.ended_at IS NULL AND x.valid_to BETWEEN $1 AND $2 ORDER BY x.id`,
      [today, last],
    );
  }
}
