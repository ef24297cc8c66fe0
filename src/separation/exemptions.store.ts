import { Injectable } from '@nestjs/common';
import type { Day } from '../policy/model/day.js';
import type { SeparationExemption } from '../policy/privilege/separation-of-duties.js';
import type { Reader, Tx } from '../platform/database.js';

export interface ExemptionRow {
  readonly id: string;
  readonly ruleId: string;
  readonly personId: string;
  readonly reason: string;
  readonly control: string;
  readonly decidedBy: string;
  readonly decidedAt: Date;
  readonly validTo: Day;
  readonly endedAt: Date | null;
  readonly endedReason: string | null;
}

/** Recorded exceptions from the rules, each with a control instead and an end. */
@Injectable()
export class ExemptionsStore {
  /** Those that run on `today`, by person. */
  async running(
    reader: Reader,
    personIds: readonly string[],
    today: Day,
  ): Promise<(SeparationExemption & { personId: string })[]> {
    return reader.query(
      `SELECT rule_id AS "ruleId", person_id AS "personId", valid_to AS "validTo" FROM separation_exemption
       WHERE person_id = ANY($1) AND ended_at IS NULL AND valid_to >= $2`,
      [personIds, today],
    );
  }

  /** The newest first. */
  async list(
    reader: Reader,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<ExemptionRow[]> {
    return reader.query<ExemptionRow>(
      `SELECT id, rule_id AS "ruleId", person_id AS "personId", reason, control, decided_by AS "decidedBy",
              date_trunc('milliseconds', decided_at) AS "decidedAt", valid_to AS "validTo", ended_at AS "endedAt",
              ended_reason AS "endedReason"
       FROM separation_exemption
       WHERE $1::timestamptz IS NULL OR (date_trunc('milliseconds', decided_at), id) < ($1, $2::uuid)
       ORDER BY date_trunc('milliseconds', decided_at) DESC, id DESC LIMIT $3`,
      [after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  /** An exemption that has run out makes room for a new one. @returns its id; null when one runs already */
  async add(
    tx: Tx,
    exemption: Omit<ExemptionRow, 'id' | 'endedAt' | 'endedReason'>,
    today: Day,
  ): Promise<string | null> {
    await tx.query(
      `UPDATE separation_exemption SET ended_at = $3, ended_by = $4, ended_reason = 'replaced'
       WHERE rule_id = $1 AND person_id = $2 AND ended_at IS NULL AND valid_to < $5`,
      [exemption.ruleId, exemption.personId, exemption.decidedAt, exemption.decidedBy, today],
    );
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO separation_exemption (rule_id, person_id, reason, control, decided_by, decided_at, valid_to)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (rule_id, person_id) WHERE ended_at IS NULL DO NOTHING RETURNING id`,
      [
        exemption.ruleId,
        exemption.personId,
        exemption.reason,
        exemption.control,
        exemption.decidedBy,
        exemption.decidedAt,
        exemption.validTo,
      ],
    );
    return row?.id ?? null;
  }

  /** @returns whose it was; null when there is none that runs */
  async end(
    tx: Tx,
    id: string,
    by: { personId: string; at: Date; reason: string },
  ): Promise<{ personId: string; ruleId: string } | null> {
    const [row] = await tx.query<{ personId: string; ruleId: string }>(
      `UPDATE separation_exemption SET ended_at = $2, ended_by = $3, ended_reason = $4
       WHERE id = $1 AND ended_at IS NULL RETURNING person_id AS "personId", rule_id AS "ruleId"`,
      [id, by.at, by.personId, by.reason],
    );
    return row ?? null;
  }

  async exists(reader: Reader, personId: string): Promise<boolean> {
    const rows = await reader.query(`SELECT FROM person WHERE id = $1`, [personId]);
    return rows.length > 0;
  }
}
