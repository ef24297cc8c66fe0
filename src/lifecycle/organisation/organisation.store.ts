import { Injectable } from '@nestjs/common';
import type { Day } from '../../policy/model/day.js';
import type { Flow, OrganisationChange } from '../../policy/lifecycle/organisation.js';
import type { Tx } from '../../platform/database.js';

/** Where a campaign over several units is kept: their nearest common unit above, and the units' own paths. */
export interface ReviewedUnits {
  unit: { id: string; name: string; path: string };
  paths: string[];
}

/** Reads what a delivery did to the units, from the import's own tables, and writes it down. */
@Injectable()
export class OrganisationStore {
  /** Persons whom the delivery moves from one unit to another, by their weightiest change. */
  async flows(tx: Tx): Promise<Flow[]> {
    return tx.query<Flow>(
      `SELECT old_unit AS "from", unit_code AS "to", count(*)::integer AS persons FROM hr_class
       WHERE kind = 'mover' AND old_unit <> unit_code GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`,
    );
  }

  /** Persons at work below each path. */
  async headcounts(
    tx: Tx,
    source: string,
    paths: readonly string[],
    day: Day,
  ): Promise<ReadonlyMap<string, number>> {
    if (paths.length === 0) return new Map();
    const rows = await tx.query<{ path: string; persons: number }>(
      `SELECT p.path, count(DISTINCT e.person_id)::integer AS persons
       FROM unnest($2::text[]) AS p(path) JOIN unit u ON u.source = $1 AND starts_with(u.path, p.path)
       JOIN employment e ON e.unit_id = u.id AND in_force(e.start_date, e.end_date, e.terminated_at, $3)
       GROUP BY p.path`,
      [source, paths, day],
    );
    return new Map(rows.map((row) => [row.path, row.persons]));
  }

  /** Persons whom the delivery moves out of these units. */
  async movedOutOf(tx: Tx, codes: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT person_id AS id FROM hr_class
       WHERE kind = 'mover' AND old_unit = ANY($1) AND old_unit <> unit_code AND person_id IS NOT NULL`,
      [codes],
    );
    return rows.map((row) => row.id);
  }

  async add(
    tx: Tx,
    origin: { source: string; importId: string | null; day: Day; at: Date },
    changes: readonly OrganisationChange[],
  ): Promise<{ id: string; kind: string; unitId: string; persons: number }[]> {
    return tx.query(
      `INSERT INTO organisation_change (source, import_id, day, at, kind, unit_id, other_unit_ids, was, became,
         was_manager_id, became_manager_id, persons)
       SELECT $1, $2, $3, $4, c.kind, u.id,
         ARRAY(SELECT o.id FROM jsonb_array_elements_text(c.others) AS x(code) JOIN unit o ON o.source = $1 AND o.code = x.code),
         CASE c.kind WHEN 'renamed' THEN c.was WHEN 'moved' THEN (SELECT name FROM unit WHERE source = $1 AND code = c.was) END,
         CASE c.kind WHEN 'renamed' THEN c.became WHEN 'moved' THEN (SELECT name FROM unit WHERE source = $1 AND code = c.became) END,
         CASE WHEN starts_with(c.kind, 'manager-') THEN (SELECT person_id FROM employment WHERE source = $1 AND number = c.was) END,
         CASE WHEN starts_with(c.kind, 'manager-') THEN (SELECT person_id FROM employment WHERE source = $1 AND number = c.became) END,
         c.persons
       FROM jsonb_to_recordset($5) AS c(kind text, unit text, others jsonb, was text, became text, persons integer)
       JOIN unit u ON u.source = $1 AND u.code = c.unit
       RETURNING id, kind, unit_id AS "unitId", persons`,
      [origin.source, origin.importId, origin.day, origin.at, JSON.stringify(changes)],
    );
  }

  async setCampaign(tx: Tx, ids: readonly string[], campaignId: string): Promise<void> {
    await tx.query(`UPDATE organisation_change SET campaign_id = $2 WHERE id = ANY($1)`, [ids, campaignId]);
  }

  /** The units' nearest common unit above, which a campaign over them is kept under. */
  async reviewed(tx: Tx, source: string, codes: readonly string[]): Promise<ReviewedUnits | null> {
    const units = await tx.query<{ path: string }>(
      `SELECT path FROM unit WHERE source = $1 AND code = ANY($2) ORDER BY path`,
      [source, codes],
    );
    const paths = units.map((unit) => unit.path);
    const common = sharedCodes(paths).at(-1);
    const [unit] = await tx.query<ReviewedUnits['unit']>(
      `SELECT id, name, path FROM unit WHERE source = $1 AND code = $2`,
      [source, common],
    );
    return unit ? { unit, paths } : null;
  }

  /** The managers who now answer for these units, and for how many people there: the nearest upwards. */
  async heirs(
    tx: Tx,
    unitIds: readonly string[],
    day: Day,
  ): Promise<{ unitId: string; unit: string; managerId: string; persons: number }[]> {
    return tx.query(
      `SELECT u.id AS "unitId", u.name AS unit, m.person_id AS "managerId", count(DISTINCT e.person_id)::integer AS persons
       FROM unit u JOIN employment e ON e.unit_id = u.id AND in_force(e.start_date, e.end_date, e.terminated_at, $2)
       JOIN employment m ON m.id = e.manager_employment_id
       WHERE u.id = ANY($1) GROUP BY u.id, u.name, m.person_id`,
      [unitIds, day],
    );
  }
}

/** The codes that all paths begin with. */
function sharedCodes(paths: readonly string[]): string[] {
  const split = paths.map((one) => one.split('/').filter(Boolean));
  const [first = []] = split;
  const differs = first.findIndex((code, i) => split.some((codes) => codes[i] !== code));
  return differs < 0 ? first : first.slice(0, differs);
}
