import { Injectable } from '@nestjs/common';
import type { Day } from '../../policy/model/day.js';
import type { Reader, Tx } from '../../platform/database.js';

export interface TerminationState {
  /** The latest urgent end, when nothing that is not over is left. */
  terminatedAt: Date | null;
  account: {
    state: 'none' | 'prepared' | 'enabled' | 'disabled' | 'deleted';
    confirmedAt: Date | null;
    waitingSince: Date | null;
  } | null;
}

/** "Avsluta nu": the employments' urgent end and how far the directory has come. */
@Injectable()
export class TerminationStore {
  /** Serialises with everything that changes this person's access. False when there is no such person. */
  async lockPerson(tx: Tx, personId: string): Promise<boolean> {
    return (await tx.query(`SELECT FROM person WHERE id = $1 FOR NO KEY UPDATE`, [personId])).length > 0;
  }

  /** Employments that are not over, coming ones included. */
  async running(reader: Reader, personId: string, today: Day): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT id FROM employment WHERE person_id = $1 AND terminated_at IS NULL AND (end_date IS NULL OR end_date >= $2)
       ORDER BY id`,
      [personId, today],
    );
    return rows.map((row) => row.id);
  }

  async endEmployments(
    tx: Tx,
    employmentIds: readonly string[],
    now: Date,
  ): Promise<{ id: string; unitId: string }[]> {
    return tx.query(
      `UPDATE employment SET terminated_at = $2 WHERE id = ANY($1) AND terminated_at IS NULL RETURNING id, unit_id AS "unitId"`,
      [employmentIds, now],
    );
  }

  async writeEvents(
    tx: Tx,
    personId: string,
    ended: readonly { id: string; unitId: string }[],
    now: Date,
    today: Day,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO lifecycle_event (person_id, employment_id, at, day, kind, unit_id)
       SELECT $1, e.id, $2, $3, 'terminated', e.unit_id FROM unnest($4::uuid[], $5::uuid[]) AS e(id, unit_id)`,
      [personId, now, today, ended.map((e) => e.id), ended.map((e) => e.unitId)],
    );
  }

  /** A terminated person has no manager any more; whoever ended it may still follow it. */
  async wasTerminatedBy(reader: Reader, personId: string, actorId: string): Promise<boolean> {
    const found = await reader.query(
      `SELECT FROM audit_entry WHERE person_id = $1 AND action = 'person.terminated' AND actor_id = $2 LIMIT 1`,
      [personId, actorId],
    );
    return found.length > 0;
  }

  /** Null when there is no such person. */
  async state(reader: Reader, personId: string, today: Day): Promise<TerminationState | null> {
    const [row] = await reader.query<TerminationState>(
      `SELECT CASE WHEN EXISTS (SELECT FROM employment e WHERE e.person_id = p.id AND e.terminated_at IS NULL
                                  AND (e.end_date IS NULL OR e.end_date >= $2)) THEN NULL
                   ELSE (SELECT max(e.terminated_at) FROM employment e WHERE e.person_id = p.id) END AS "terminatedAt",
              (SELECT json_build_object('state', a.state, 'confirmedAt', a.confirmed_at,
                        'waitingSince', CASE WHEN a.delivered_version < a.wanted_version THEN a.wanted_since END)
               FROM account a WHERE a.person_id = p.id AND a.target = 'directory') AS account
       FROM person p WHERE p.id = $1`,
      [personId, today],
    );
    if (!row) return null;
    if (row.account) {
      const { state, confirmedAt, waitingSince } = row.account;
      row.account = { state, confirmedAt: instant(confirmedAt), waitingSince: instant(waitingSince) };
    }
    return row;
  }
}

/** JSON built by the database holds instants as text. */
function instant(value: Date | string | null): Date | null {
  return value === null ? null : new Date(value);
}
