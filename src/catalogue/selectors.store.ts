import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import type { Day } from '../policy/model/day.js';
import type { PeopleSelector } from '../policy/model/selector.js';

export interface SelectorWords {
  units: { code: string; name: string; depth: number }[];
  unitKinds: string[];
  titles: { code: string; title: string }[];
}

/** What a people selector can be made of, and whom it meets. */
@Injectable()
export class SelectorsStore {
  async words(reader: Reader): Promise<SelectorWords> {
    const units = await reader.query<{ code: string; name: string; depth: number }>(
      `SELECT code, name, cardinality(string_to_array(path, '/')) - 3 AS depth FROM unit ORDER BY path LIMIT 5000`,
    );
    const kinds = await reader.query<{ kind: string }>(`SELECT DISTINCT kind FROM unit ORDER BY kind`);
    const titles = await reader.query<{ code: string; title: string }>(
      `SELECT title_code AS code, mode() WITHIN GROUP (ORDER BY title) AS title FROM employment
       WHERE title_code ~ '^[0-9]{1,6}$' GROUP BY title_code ORDER BY 2, 1 LIMIT 2000`,
    );
    return { units, unitKinds: kinds.map(({ kind }) => kind), titles };
  }

  /**
   * Persons with an employment in force that the selector meets, as `selects` in policy/model/selector.ts says it.
   * @param seesProtected false leaves the protected out, whose whereabouts a number could tell
   */
  async count(reader: Reader, selector: PeopleSelector, today: Day, seesProtected: boolean): Promise<number> {
    const rows = await reader.query<{ count: number }>(
      `SELECT count(DISTINCT e.person_id)::integer AS count FROM employment e JOIN unit u ON u.id = e.unit_id
       JOIN person p ON p.id = e.person_id
       WHERE in_force(e.start_date, e.end_date, e.terminated_at, $1) AND ($2 OR p.protection = 'none')
         AND ($3::text[] IS NULL OR string_to_array(u.path, '/') && $3)
         AND ($4::text[] IS NULL OR u.kind = ANY($4))
         AND ($5::text[] IS NULL OR e.kind = ANY($5))
         AND ($6::text[] IS NULL OR EXISTS (SELECT FROM unnest($6::text[]) AS c(code)
               WHERE CASE WHEN right(c.code, 1) = '*' THEN starts_with(e.title_code, left(c.code, -1)) ELSE e.title_code = c.code END))`,
      [
        today,
        seesProtected,
        selector.unitsBelow ?? null,
        selector.unitKinds ?? null,
        selector.employmentKinds ?? null,
        selector.titleCodes ?? null,
      ],
    );
    return rows[0]?.count ?? 0;
  }
}
