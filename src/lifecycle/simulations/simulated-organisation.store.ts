import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database.js';
import type { Effect, PlaceChange } from '../../policy/lifecycle/losses.js';
import type { Day } from '../../policy/model/day.js';

export interface FoundUnit {
  id: string;
  source: string;
  code: string;
  name: string;
  path: string;
}

export interface UnitLoss {
  unitId: string;
  ends: number;
  active: number;
}

// Access that a person has; resting between two shifts is no loss.
const working = `SELECT DISTINCT ON (person_id, role_id) person_id, role_id, unit_id, outgrown_at IS NOT NULL AS outgrown FROM access_grant
  WHERE person_id = ANY($1) AND grant_works(ended_at, valid_to, array_remove(suspended_for, 'off-shift'), $2)
  ORDER BY person_id, role_id, outgrown_at NULLS FIRST, unit_id`;
const placesOf = (what: 'lost' | 'gained' | 'later'): string =>
  `coalesce(json_agg(json_build_object('roleId', c.role_id, 'unitId', c.unit_id)) FILTER (WHERE what = '${what}'), '[]') AS ${what}`;
const notOver = `e.terminated_at IS NULL AND (e.end_date IS NULL OR e.end_date >= $2)`;

/** Changes the organisation as an HR delivery would, in a transaction that its caller never commits. */
@Injectable()
export class SimulatedOrganisationStore {
  /** Waits no longer than this for what others are writing. */
  async giveWay(tx: Tx, milliseconds: number): Promise<void> {
    await tx.query(`SELECT set_config('lock_timeout', $1, true)`, [String(milliseconds)]);
  }

  /** Units that are open on the day and have the code, in whatever source; or the one with the id. */
  async unitsByCode(reader: Reader, code: string, today: Day): Promise<FoundUnit[]> {
    return reader.query<FoundUnit>(
      `SELECT id, source, code, name, path FROM unit WHERE (code = $1 OR id::text = $1) AND (valid_to IS NULL OR valid_to >= $2)`,
      [code, today],
    );
  }

  /** The number of an employment in force: of the one with this number, or of this person. */
  async employmentNumber(tx: Tx, source: string, of: string, today: Day): Promise<string | null> {
    const [row] = await tx.query<{ number: string }>(
      `SELECT number FROM employment WHERE source = $1 AND (number = $2 OR person_id::text = $2)
         AND in_force(start_date, end_date, terminated_at, $3) ORDER BY leads_unit DESC, main DESC, number LIMIT 1`,
      [source, of, today],
    );
    return row?.number ?? null;
  }

  /** Everybody with an employment in the unit or below it that is not over, in id order; at most `limit`. */
  async personsBelow(tx: Tx, unit: FoundUnit, today: Day, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT DISTINCT e.person_id AS id FROM unit u JOIN employment e ON e.unit_id = u.id AND ${notOver}
       WHERE u.source = $1 AND starts_with(u.path, $3) ORDER BY 1 LIMIT $4`,
      [unit.source, today, unit.path, limit],
    );
    return rows.map((row) => row.id);
  }

  /** What these persons have now, to be compared with once the change is made. */
  async rememberAccess(tx: Tx, personIds: readonly string[], now: Date): Promise<void> {
    await tx.query(
      `CREATE TEMP TABLE had_access (person_id uuid, role_id uuid, unit_id uuid, outgrown boolean) ON COMMIT DROP`,
    );
    await tx.query(`INSERT INTO had_access ${working}`, [personIds, now]);
  }

  /**
   * What they have got and lost since, and what works on until it has been answered for, role by role; in the order of
   * the units.
   */
  async effects(tx: Tx, personIds: readonly string[], now: Date): Promise<Effect[]> {
    return tx.query<Effect>(
      `WITH has AS (${working}),
       changed AS (
         SELECT person_id, role_id, coalesce(b.unit_id, a.unit_id) AS unit_id,
           CASE WHEN a.unit_id IS NULL THEN 'lost' WHEN b.unit_id IS NULL THEN 'gained' ELSE 'later' END AS what
         FROM had_access b FULL JOIN has a USING (person_id, role_id)
         WHERE a.unit_id IS NULL OR b.unit_id IS NULL OR a.outgrown AND NOT b.outgrown)
       SELECT c.person_id AS "personId",
         ${placesOf('lost')}, ${placesOf('gained')}, ${placesOf('later')}
       FROM changed c JOIN unit u ON u.id = c.unit_id GROUP BY c.person_id ORDER BY min(u.path), c.person_id`,
      [personIds, now],
    );
  }

  /** Where these persons work and who leads them now. */
  async rememberPlaces(tx: Tx, personIds: readonly string[], today: Day): Promise<void> {
    await tx.query(
      `CREATE TEMP TABLE had_place (employment_id uuid, unit_id uuid, manager_id uuid) ON COMMIT DROP`,
    );
    await tx.query(
      `INSERT INTO had_place SELECT e.id, e.unit_id, m.person_id
       FROM employment e LEFT JOIN employment m ON m.id = e.manager_employment_id WHERE e.person_id = ANY($1) AND ${notOver}`,
      [personIds, today],
    );
  }

  /** Whose unit or manager is another now, of employments that go on; one line a person, in the order of the units. */
  async places(tx: Tx, today: Day): Promise<PlaceChange[]> {
    return tx.query<PlaceChange>(
      `SELECT c.* FROM (
         SELECT DISTINCT ON (e.person_id) e.person_id AS "personId", h.unit_id AS "unitId", e.unit_id <> h.unit_id AS moved,
           m.person_id IS DISTINCT FROM h.manager_id AS relead, m.person_id AS "managerId"
         FROM had_place h JOIN employment e ON e.id = h.employment_id LEFT JOIN employment m ON m.id = e.manager_employment_id
         WHERE ${notOver.replace('$2', '$1')} AND (e.unit_id <> h.unit_id OR m.person_id IS DISTINCT FROM h.manager_id)
         ORDER BY e.person_id, (e.unit_id <> h.unit_id) DESC, e.main DESC, e.id) c
       JOIN unit u ON u.id = c."unitId" ORDER BY u.path, c."personId"`,
      [today],
    );
  }

  /** The unit's employments go on in another. @returns the employments */
  async moveEmployments(tx: Tx, unit: FoundUnit, into: FoundUnit, today: Day): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE employment e SET unit_id = $3 WHERE e.unit_id = $1 AND ${notOver} RETURNING e.id`,
      [unit.id, today, into.id],
    );
    return rows.map((row) => row.id);
  }

  /**
   * A part of the unit's people goes on in a new unit beside it: those with one of these titles. What lies below the
   * unit stays. @returns the new unit, and the employments that moved
   */
  async splitUnit(
    tx: Tx,
    unit: FoundUnit,
    titleCodes: readonly string[],
    kind: string | null,
    today: Day,
  ): Promise<{ unitId: string; code: string; moved: string[] }> {
    const [made] = await tx.query<{ id: string; code: string }>(
      `INSERT INTO unit (care_provider_id, source, code, name, kind, parent_id, path)
       SELECT u.care_provider_id, u.source, n.code, u.name, coalesce($2, u.kind), u.parent_id,
         regexp_replace(u.path, '[^/]+/$', '') || n.code || '/'
       FROM unit u CROSS JOIN (SELECT gen_random_uuid()::text AS code) n WHERE u.id = $1 RETURNING id, code`,
      [unit.id, kind],
    );
    if (!made) throw new Error('the new unit was not made');
    const rows = await tx.query<{ id: string }>(
      `UPDATE employment e SET unit_id = $3 WHERE e.unit_id = $1 AND e.title_code = ANY($4) AND ${notOver} RETURNING e.id`,
      [unit.id, today, made.id, titleCodes],
    );
    return { unitId: made.id, code: made.code, moved: rows.map((row) => row.id) };
  }

  /** Puts the unit, with all below it, under another. */
  async moveUnit(tx: Tx, unit: FoundUnit, under: FoundUnit): Promise<void> {
    await tx.query(`UPDATE unit SET parent_id = $2 WHERE id = $1`, [unit.id, under.id]);
    await this.#replant(tx, unit, `${under.path}${unit.code}/`);
  }

  /** Puts what lies below the unit under another, and closes it. */
  async mergeUnit(tx: Tx, unit: FoundUnit, into: FoundUnit, lastDay: Day): Promise<void> {
    await tx.query(`UPDATE unit SET parent_id = $2 WHERE parent_id = $1`, [unit.id, into.id]);
    await this.#replant(tx, unit, into.path);
    await tx.query(`UPDATE unit SET path = $2, valid_to = greatest($3, valid_from) WHERE id = $1`, [
      unit.id,
      unit.path,
      lastDay,
    ]);
  }

  async #replant(tx: Tx, unit: FoundUnit, path: string): Promise<void> {
    await tx.query(
      `UPDATE unit SET path = $3 || substr(path, length($2) + 1) WHERE source = $1 AND starts_with(path, $2)`,
      [unit.source, unit.path, path],
    );
  }

  /** Closes the unit and all below it. */
  async closeUnits(tx: Tx, unit: FoundUnit, lastDay: Day): Promise<void> {
    await tx.query(
      `UPDATE unit SET valid_to = greatest($3, valid_from)
       WHERE source = $1 AND starts_with(path, $2) AND (valid_to IS NULL OR valid_to > $3)`,
      [unit.source, unit.path, lastDay],
    );
  }

  /** Ends every employment in the unit and below it. @returns the employments */
  async endEmployments(tx: Tx, unit: FoundUnit, today: Day, lastDay: Day): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE employment e SET start_date = least(e.start_date, $4), end_date = $4 FROM unit u
       WHERE u.id = e.unit_id AND u.source = $1 AND starts_with(u.path, $3) AND ${notOver} RETURNING e.id`,
      [unit.source, today, unit.path, lastDay],
    );
    return rows.map((row) => row.id);
  }

  async setManager(tx: Tx, unit: FoundUnit, number: string | null): Promise<void> {
    await tx.query(`UPDATE unit SET manager_number = $2 WHERE id = $1`, [unit.id, number]);
  }

  /** Employments in force of the unit and those below it, unit by unit: what closing them would end. */
  async inForceBelow(tx: Tx, unit: FoundUnit, today: Day): Promise<UnitLoss[]> {
    return tx.query<UnitLoss>(
      `SELECT u.id AS "unitId", count(*) AS ends, count(*) AS active FROM unit u
       JOIN employment e ON e.unit_id = u.id AND in_force(e.start_date, e.end_date, e.terminated_at, $2)
       WHERE u.source = $1 AND starts_with(u.path, $3) GROUP BY u.id`,
      [unit.source, today, unit.path],
    );
  }

  async inForceOfSource(tx: Tx, source: string, today: Day): Promise<number> {
    const [row] = await tx.query<{ active: number }>(
      `SELECT count(*) AS active FROM employment WHERE source = $1 AND in_force(start_date, end_date, terminated_at, $2)`,
      [source, today],
    );
    return row?.active ?? 0;
  }
}
