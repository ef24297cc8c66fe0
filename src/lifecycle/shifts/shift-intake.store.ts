import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database.js';

/** A row of a delivery: which employment, from when until when. */
export interface ShiftRow {
  line: number;
  number: string;
  startsAt: Date;
  endsAt: Date;
}

export interface SnapshotRow {
  id: string;
  source: string;
  periodFrom: Date;
  periodTo: Date;
  asOf: Date;
  takenAt: Date;
  takenBy: string | null;
  digest: Buffer;
  result: { shifts: number; added: number; removed: number; touched: number; aside: number };
}

export interface NewSnapshot extends Omit<SnapshotRow, 'id'> {
  channel: 'page' | 'command';
}

const rowsAtATime = 10_000;
const columns = `id, source, period_from AS "periodFrom", period_to AS "periodTo", as_of AS "asOf", taken_at AS "takenAt",
  taken_by AS "takenBy", digest, result`;

/** Deliveries of shifts: all of a source's shifts that begin in a period. Set-based, whatever their number. */
@Injectable()
export class ShiftIntakeStore {
  /** Of these employment numbers, those that the source has. */
  async known(tx: Tx, source: string, numbers: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ number: string; id: string }>(
      `SELECT number, id FROM employment WHERE source = $1 AND number = ANY($2)`,
      [source, numbers],
    );
    return new Map(rows.map((row) => [row.number, row.id]));
  }

  /** The latest state of any of this source's periods that overlaps this one. */
  async latest(tx: Tx, source: string, from: Date, to: Date): Promise<SnapshotRow | null> {
    const [row] = await tx.query<SnapshotRow>(
      `SELECT ${columns} FROM shift_snapshot WHERE source = $1 AND period_from < $3 AND period_to > $2
       ORDER BY as_of DESC, taken_at DESC LIMIT 1`,
      [source, from, to],
    );
    return row ?? null;
  }

  async stage(
    tx: Tx,
    shifts: readonly { employmentId: string; startsAt: Date; endsAt: Date }[],
  ): Promise<void> {
    await tx.query(
      `CREATE TEMP TABLE staged_shift (employment_id uuid, starts_at timestamptz, ends_at timestamptz) ON COMMIT DROP`,
    );
    for (let from = 0; from < shifts.length; from += rowsAtATime) {
      const some = shifts.slice(from, from + rowsAtATime);
      await tx.query(
        `INSERT INTO staged_shift SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[])`,
        [some.map((s) => s.employmentId), some.map((s) => s.startsAt), some.map((s) => s.endsAt)],
      );
    }
  }

  /** What is planned in the period and not over, and how much of it the staged rows leave out or change. */
  async losses(
    tx: Tx,
    source: string,
    from: Date,
    to: Date,
    now: Date,
  ): Promise<{ planned: number; lost: number }> {
    const [row] = await tx.query<{ planned: number; lost: number }>(
      `SELECT count(*)::integer AS planned,
              count(*) FILTER (WHERE NOT EXISTS (SELECT FROM staged_shift s WHERE s.employment_id = w.employment_id
                AND s.starts_at < w.ends_at AND s.ends_at > w.starts_at))::integer AS lost
       FROM work_shift w JOIN employment e ON e.id = w.employment_id AND e.source = $1
       WHERE w.starts_at >= $2 AND w.starts_at < $3 AND w.ends_at > $4`,
      [source, from, to, now],
    );
    return row ?? { planned: 0, lost: 0 };
  }

  /** The period becomes what is staged. @returns the employments of what was taken away and of what was added */
  async replace(
    tx: Tx,
    source: string,
    from: Date,
    to: Date,
  ): Promise<{ removed: string[]; added: string[] }> {
    const removed = await tx.query<{ id: string }>(
      `DELETE FROM work_shift w USING employment e
       WHERE e.id = w.employment_id AND e.source = $1 AND w.starts_at >= $2 AND w.starts_at < $3
         AND NOT EXISTS (SELECT FROM staged_shift s WHERE s.employment_id = w.employment_id
                           AND s.starts_at = w.starts_at AND s.ends_at = w.ends_at)
       RETURNING w.employment_id AS id`,
      [source, from, to],
    );
    const added = await tx.query<{ id: string }>(
      `INSERT INTO work_shift (employment_id, starts_at, ends_at)
       SELECT employment_id, starts_at, ends_at FROM staged_shift ORDER BY 1, 2
       ON CONFLICT DO NOTHING RETURNING employment_id AS id`,
    );
    return { removed: removed.map((row) => row.id), added: added.map((row) => row.id) };
  }

  /** In id order, so that whoever follows these persons' facts at this moment is before or after us. */
  async lockPersonsOf(tx: Tx, employmentIds: readonly string[]): Promise<void> {
    await tx.query(
      `SELECT FROM person WHERE id IN (SELECT person_id FROM employment WHERE id = ANY($1)) ORDER BY id FOR NO KEY UPDATE`,
      [employmentIds],
    );
  }

  async addSnapshot(tx: Tx, snapshot: NewSnapshot): Promise<string> {
    const { source, channel, periodFrom, periodTo, asOf, takenBy, takenAt, digest, result } = snapshot;
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO shift_snapshot (source, channel, period_from, period_to, as_of, taken_by, taken_at, digest, result)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
      [source, channel, periodFrom, periodTo, asOf, takenBy, takenAt, digest, JSON.stringify(result)],
    );
    return row?.id ?? '';
  }

  /** The same planning still stood at a later moment. */
  async confirm(tx: Tx, id: string, asOf: Date): Promise<void> {
    await tx.query(`UPDATE shift_snapshot SET as_of = $2 WHERE id = $1`, [id, asOf]);
  }

  /** Newest first. */
  async snapshots(reader: Reader, limit: number): Promise<SnapshotRow[]> {
    return reader.query<SnapshotRow>(
      `SELECT ${columns} FROM shift_snapshot ORDER BY taken_at DESC, id DESC LIMIT $1`,
      [limit],
    );
  }
}
