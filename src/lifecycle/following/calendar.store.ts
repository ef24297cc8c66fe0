import { Injectable } from '@nestjs/common';
import type { Day } from '../../policy/model/day.js';
import type { Reader, Tx } from '../../platform/database.js';

/** How far the calendar has been followed. */
@Injectable()
export class CalendarStore {
  /** The calendar is followed from the first facts on, also where nobody has followed it yet. */
  async begin(tx: Tx, today: Day): Promise<void> {
    await tx.query(`INSERT INTO calendar (day_done) VALUES ($1) ON CONFLICT DO NOTHING`, [today]);
  }

  /** The last day done, locked: a second scheduler waits here and then finds nothing to do. */
  async lock(tx: Tx, today: Day): Promise<Day> {
    await this.begin(tx, today);
    const [row] = await tx.query<{ day: Day }>(`SELECT day_done AS day FROM calendar FOR UPDATE`);
    return row?.day ?? today;
  }

  /** The last day done, or null where nobody has followed the calendar yet. */
  async done(reader: Reader): Promise<Day | null> {
    const [row] = await reader.query<{ day: Day }>(`SELECT day_done AS day FROM calendar`);
    return row?.day ?? null;
  }

  async advance(tx: Tx, day: Day): Promise<void> {
    await tx.query(`UPDATE calendar SET day_done = $1`, [day]);
  }

  /**
   * Persons with an employment or a leave that begins after `from` and by `to`, or whose last day is `from` or later
   * and before `to`: nothing in a file says that this happens.
   */
  async personsTurning(tx: Tx, from: Day, to: Day): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT DISTINCT person_id AS id FROM employment
       WHERE (start_date > $1 AND start_date <= $2) OR (end_date >= $1 AND end_date < $2)
          OR (leave_from > $1 AND leave_from <= $2) OR (leave_to >= $1 AND leave_to < $2)
       ORDER BY person_id`,
      [from, to],
    );
    return rows.map((row) => row.id);
  }
}
