import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../platform/database.js';
import type { Day } from '../policy/model/day.js';

export interface StoredQuestion {
  id: string;
  requestId: string;
  askedBy: string;
  askedAt: Date;
  question: string;
  answeredBy: string | null;
  answeredAt: Date | null;
  answer: string | null;
}

const columns = `
  w.id, w.request_id AS "requestId", w.asked_by AS "askedBy", w.asked_at AS "askedAt", w.question,
  w.answered_by AS "answeredBy", w.answered_at AS "answeredAt", w.answer`;

/** What approvers asked requesters, and what they answered. */
@Injectable()
export class QuestionsStore {
  async ofRequests(reader: Reader, requestIds: readonly string[]): Promise<StoredQuestion[]> {
    return reader.query<StoredQuestion>(
      `SELECT ${columns} FROM request_question w WHERE w.request_id = ANY($1) ORDER BY w.asked_at, w.id`,
      [requestIds],
    );
  }

  /** The one that waits for its answer. */
  async open(reader: Reader, requestId: string): Promise<StoredQuestion | null> {
    const [question] = await reader.query<StoredQuestion>(
      `SELECT ${columns} FROM request_question w WHERE w.request_id = $1 AND w.answered_at IS NULL`,
      [requestId],
    );
    return question ?? null;
  }

  /** Whether the request waits for this person now, in their own seat or one that was delegated. */
  async waitsFor(reader: Reader, requestId: string, personId: string, today: Day): Promise<boolean> {
    const rows = await reader.query(
      `SELECT FROM open_seats($2, $3::date) o WHERE o.request_id = $1 LIMIT 1`,
      [requestId, personId, today],
    );
    return rows.length > 0;
  }

  async ask(tx: Tx, requestId: string, askedBy: string, question: string, at: Date): Promise<void> {
    await tx.query(
      `INSERT INTO request_question (request_id, asked_by, asked_at, question) VALUES ($1, $2, $3, $4)`,
      [requestId, askedBy, at, question],
    );
  }

  async answer(tx: Tx, id: string, answeredBy: string, answer: string, at: Date): Promise<void> {
    await tx.query(
      `UPDATE request_question SET answered_by = $2, answer = $3, answered_at = $4 WHERE id = $1`,
      [id, answeredBy, answer, at],
    );
  }

  /** By when the stage that is open should be answered. */
  async dueOn(reader: Reader, requestId: string): Promise<Day | null> {
    const [stage] = await reader.query<{ dueOn: Day }>(
      `SELECT due_on AS "dueOn" FROM request_stage WHERE request_id = $1 AND state = 'open'`,
      [requestId],
    );
    return stage?.dueOn ?? null;
  }

  async setDueOn(tx: Tx, requestId: string, dueOn: Day): Promise<void> {
    await tx.query(`UPDATE request_stage SET due_on = $2 WHERE request_id = $1 AND state = 'open'`, [
      requestId,
      dueOn,
    ]);
  }
}
