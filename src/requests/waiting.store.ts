import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../platform/database.js';
import type { Day } from '../policy/model/day.js';

/** SQL of requests that wait: for whom, since when, and who is asked besides. */
@Injectable()
export class WaitingStore {
  /** What waits for somebody, by role; the most urgent role first. */
  async groups(
    reader: Reader,
    personId: string,
    today: Day,
  ): Promise<{ roleId: string; nameSv: string; nameEn: string; count: number; dueOn: Day | null }[]> {
    return reader.query(
      `SELECT r.id AS "roleId", r.name_sv AS "nameSv", r.name_en AS "nameEn", count(*)::integer AS count, min(s.due_on) AS "dueOn"
       FROM open_seats($1, $2) o JOIN access_request q ON q.id = o.request_id JOIN role r ON r.id = q.role_id
       JOIN request_stage s ON s.request_id = o.request_id AND s.position = o.position
       GROUP BY r.id ORDER BY min(s.due_on), r.name_sv LIMIT 100`,
      [personId, today],
    );
  }

  /** Units below the one that the request is for, of the same care provider and still there. */
  async narrower(reader: Reader, requestId: string, today: Day): Promise<{ id: string; name: string }[]> {
    return reader.query(
      `SELECT below.id, below.name FROM access_request q JOIN unit own ON own.id = coalesce(q.scope_unit_id, q.unit_id)
       JOIN unit below ON below.path LIKE own.path || '_%' AND below.care_provider_id = own.care_provider_id
       WHERE q.id = $1 AND (below.valid_to IS NULL OR below.valid_to >= $2) ORDER BY below.path LIMIT 200`,
      [requestId, today],
    );
  }

  /** Pending requests, in the order of their ids; a question that waits for its answer stops the clock. */
  async pendingAfter(reader: Reader, after: string | null, limit: number): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT q.id FROM access_request q WHERE q.state = 'pending' AND ($1::uuid IS NULL OR q.id > $1)
         AND NOT EXISTS (SELECT FROM request_question w WHERE w.request_id = q.id AND w.answered_at IS NULL)
       ORDER BY q.id LIMIT $2`,
      [after, limit],
    );
    return rows.map(({ id }) => id);
  }

  async reminded(
    tx: Tx,
    stages: readonly { requestId: string; position: number }[],
    at: Date,
  ): Promise<void> {
    if (stages.length === 0) return;
    await tx.query(
      `UPDATE request_stage s SET reminded_at = $2 FROM jsonb_to_recordset($1) AS c("requestId" uuid, "position" integer)
       WHERE s.request_id = c."requestId" AND s.position = c."position"`,
      [JSON.stringify(stages), at],
    );
  }

  /** Others are asked too, and have their own time to answer. */
  async escalate(
    tx: Tx,
    stages: readonly {
      requestId: string;
      position: number;
      dueOn: Day;
      added: readonly string[];
      asked: number;
    }[],
    at: Date,
  ): Promise<void> {
    if (stages.length === 0) return;
    await tx.query(
      `WITH c AS (SELECT * FROM jsonb_to_recordset($1) AS c("requestId" uuid, "position" integer, "dueOn" date, added uuid[], asked integer)),
       seats AS (INSERT INTO request_approver (request_id, position, person_id) SELECT "requestId", "position", unnest(added) FROM c)
       UPDATE request_stage s SET escalations = s.escalations + c.asked, due_on = c."dueOn", opened_at = $2, reminded_at = NULL
       FROM c WHERE s.request_id = c."requestId" AND s.position = c."position"`,
      [JSON.stringify(stages), at],
    );
  }
}
