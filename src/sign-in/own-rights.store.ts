import { Injectable } from '@nestjs/common';
import { heldGrounds, type Ground } from '../policy/authority/authority.js';
import type { Reader } from '../platform/database.js';

/** Grindvakt's own rights, by the database's one definition of them: this room lies below grants. */
@Injectable()
export class OwnRightsStore {
  async of(reader: Reader, personId: string, now: Date): Promise<Set<Ground>> {
    const rows = await reader.query<{ name: string }>(
      `SELECT r.name FROM grindvakt_rights($1, $2) AS r(name)`,
      [personId, now],
    );
    return new Set<Ground>(heldGrounds.filter((ground) => rows.some(({ name }) => name === ground)));
  }

  async isEmployed(reader: Reader, personId: string, today: string): Promise<boolean> {
    const rows = await reader.query(
      `SELECT FROM employment WHERE person_id = $1 AND in_force(start_date, end_date, terminated_at, $2) LIMIT 1`,
      [personId, today],
    );
    return rows.length > 0;
  }
}
