import { Injectable } from '@nestjs/common';
import type { Day } from '../../policy/model/day.js';
import type { Tx } from '../../platform/database.js';
import { effectiveManager, unitManagers } from '../organisation/managers.store.js';
import { StagedTablesStore } from '../following/staged-tables.store.js';

export interface StoredUnit {
  code: string;
  path: string;
  parent: string | null;
  name: string;
  kind: string;
  hsaId: string | null;
  managerNumber: string | null;
  costCentre: string | null;
  validFrom: Day | null;
  validTo: Day | null;
}

/** A person or an employment that was written, for the log. */
export interface Written {
  nth: number;
  action: string;
  personId: string;
  employmentId: string | null;
}

/** Writes what HR states into the facts about people. The HR intake is the only one who does. */
@Injectable()
export class HrApplyStore {
  constructor(private readonly tables: StagedTablesStore) {}

  /** @param codes only these, when given */
  async units(tx: Tx, source: string, codes?: readonly string[]): Promise<StoredUnit[]> {
    return tx.query<StoredUnit>(
      `SELECT u.code, u.path, p.code AS parent, u.name, u.kind, u.hsa_id AS "hsaId", u.manager_number AS "managerNumber",
              u.cost_centre AS "costCentre", u.valid_from AS "validFrom", u.valid_to AS "validTo"
       FROM unit u LEFT JOIN unit p ON p.id = u.parent_id
       WHERE u.source = $1 ${codes ? 'AND u.code = ANY($2)' : ''}`,
      [source, ...(codes ? [codes] : [])],
    );
  }

  /** Writes the units staged as added or changed and closes the given ones; no unit is ever removed. */
  async writeUnits(
    tx: Tx,
    source: string,
    provider: { name: string; number: string },
    closing: { codes: readonly string[]; on: Day },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO care_provider (organisation_number, name) VALUES ($1, $2)
       ON CONFLICT (organisation_number) DO UPDATE SET name = excluded.name WHERE care_provider.name <> excluded.name`,
      [provider.number, provider.name],
    );
    await tx.query(
      `INSERT INTO unit (care_provider_id, source, code, name, kind, path, manager_number, hsa_id, cost_centre, valid_from, valid_to)
       SELECT c.id, $1, h.code, h.name, h.kind, h.path, h.manager_number, h.hsa_id, h.cost_centre, h.valid_from, h.valid_to
       FROM hr_unit h, care_provider c WHERE c.organisation_number = $2
       ON CONFLICT (source, code) DO UPDATE SET name = excluded.name, kind = excluded.kind, path = excluded.path,
         manager_number = excluded.manager_number, hsa_id = excluded.hsa_id, cost_centre = excluded.cost_centre,
         valid_from = excluded.valid_from, valid_to = excluded.valid_to`,
      [source, provider.number],
    );
    await tx.query(
      `UPDATE unit u SET parent_id = p.id FROM hr_unit h LEFT JOIN unit p ON p.source = $1 AND p.code = h.parent
       WHERE u.source = $1 AND u.code = h.code AND u.parent_id IS DISTINCT FROM p.id`,
      [source],
    );
    await tx.query(
      `UPDATE unit SET valid_to = greatest($3, valid_from) WHERE source = $1 AND code = ANY($2) AND valid_to IS NULL`,
      [source, closing.codes, closing.on],
    );
  }

  /**
   * Ends the employments whose line is missing and writes the lines that changed. Of a delivery those are written first by
   * whose number somebody is led; new ones who lead nobody are then written with their manager and are settled thereby
   * (`led`), so that a first delivery does not write nearly all of them a second time.
   * @param unitsOf whose units they are in
   */
  async writeEmployments(tx: Tx, source: string, unitsOf: string, today: Day, few: boolean): Promise<void> {
    const leads = `EXISTS (SELECT FROM hr_leads l WHERE l.number = r.number)`;
    await tx.together(
      // Without a digest the line is read again if it comes back.
      () =>
        tx.query(
          `WITH missing AS (
       UPDATE employment e SET start_date = a.start_date, end_date = a.end_date, row_digest = NULL
       FROM hr_after a WHERE a.how = 'missing' AND e.source = $1 AND e.number = a.number
       RETURNING e.id, e.person_id)
       INSERT INTO hr_written (action, person_id, employment_id) SELECT 'employment.ended', person_id, id FROM missing`,
          [source],
        ),
      ...(few
        ? [() => this.#write(tx, source, unitsOf, 'true')]
        : [
            () => this.#findLeads(tx, unitsOf),
            () => this.#write(tx, source, unitsOf, `(c.employment_id IS NOT NULL OR ${leads})`),
            () => this.#findUnitManagers(tx, unitsOf, today),
            () => this.#write(tx, source, unitsOf, `c.employment_id IS NULL AND NOT ${leads}`, today),
          ]),
      () => this.tables.analyse(tx, 'delivery', 'hr_written'),
    );
  }

  /** The numbers by which somebody is led, or is said to be. */
  async #findLeads(tx: Tx, unitsOf: string): Promise<void> {
    await tx.together(
      () =>
        tx.query(
          `INSERT INTO hr_leads
       SELECT manager_number FROM hr_row WHERE manager_number IS NOT NULL
       UNION SELECT manager_number FROM unit WHERE source = $1 AND manager_number IS NOT NULL
       UNION SELECT r.number FROM hr_row r CROSS JOIN LATERAL (
         SELECT FROM employment e WHERE e.manager_number = r.number LIMIT 1) l`,
          [unitsOf],
        ),
      () => this.tables.analyse(tx, 'delivery', 'hr_leads'),
    );
  }

  /**
   * Who leads the units of the new ones. In a table with a key: the planner cannot tell how many units there are, and would
   * go through all of them for each person.
   */
  async #findUnitManagers(tx: Tx, unitsOf: string, today: Day): Promise<void> {
    const concerned = `SELECT DISTINCT u.id FROM hr_changed c JOIN hr_row r USING (line)
       JOIN unit u ON u.source = $1 AND u.code = r.unit_code WHERE c.employment_id IS NULL`;
    await tx.together(
      () => tx.query(`INSERT INTO hr_chain ${unitManagers(concerned, '$2')}`, [unitsOf, today]),
      () => this.tables.analyse(tx, 'delivery', 'hr_chain'),
    );
  }

  /** @param day on which their managers are looked for, who else are left to be settled */
  async #write(tx: Tx, source: string, unitsOf: string, which: string, day?: Day): Promise<void> {
    const lines = `hr_row r JOIN hr_changed c USING (line) JOIN hr_touched t ON t.person_key = r.person_key
       JOIN unit u ON u.source = $2 AND u.code = r.unit_code WHERE ${which}`;
    const led = day !== undefined;
    await tx.query(
      `WITH stated AS (
       INSERT INTO employment (person_id, unit_id, source, number, kind, title, title_code, percent, start_date, end_date,
         main, leads_unit, manager_number, leave_kind, leave_percent, leave_from, leave_to, sponsor_number,
         external_employer, contract_reference, registered_by_hand, row_digest, source_key, manager_employment_id)
       SELECT n.person_id, n.unit_id, n.source, n.number, n.kind, n.title, n.title_code, n.percent, n.start_date, n.end_date,
         n.main, n.leads_unit, n.manager_number, n.leave_kind, n.leave_percent, n.leave_from, n.leave_to, n.sponsor_number,
         n.external_employer, n.contract_reference, n.by_hand, n.digest, n.person_key,
         ${led ? 'CASE WHEN n.end_date IS NULL OR n.end_date >= $3 THEN manager.id END' : 'NULL'}
       FROM (SELECT r.*, t.person_id, u.id AS unit_id, $1::text AS source FROM ${lines}) n
       ${led ? effectiveManager('n', 'hr_chain', '$3') : ''}
       ON CONFLICT (source, number) DO UPDATE SET unit_id = excluded.unit_id, kind = excluded.kind, title = excluded.title,
         title_code = excluded.title_code, percent = excluded.percent, start_date = excluded.start_date,
         end_date = excluded.end_date, main = excluded.main, leads_unit = excluded.leads_unit,
         manager_number = excluded.manager_number, leave_kind = excluded.leave_kind, leave_percent = excluded.leave_percent,
         leave_from = excluded.leave_from, leave_to = excluded.leave_to, sponsor_number = excluded.sponsor_number,
         external_employer = excluded.external_employer, contract_reference = excluded.contract_reference,
         registered_by_hand = excluded.registered_by_hand, row_digest = excluded.row_digest,
         source_key = excluded.source_key
       RETURNING id, person_id, number)
       INSERT INTO hr_written (action, person_id, employment_id, led)
       SELECT CASE WHEN b.number IS NULL THEN 'employment.created' ELSE 'employment.changed' END, s.person_id, s.id, ${String(led)}
       FROM stated s LEFT JOIN hr_before b ON b.number = s.number`,
      [source, unitsOf, ...(day === undefined ? [] : [day])],
    );
  }

  /** What was written, a part at a time and in that order. */
  async written(tx: Tx, after: number, limit: number): Promise<Written[]> {
    return tx.query<Written>(
      `SELECT nth, action, person_id AS "personId", employment_id AS "employmentId" FROM hr_written
       WHERE nth > $1 ORDER BY nth LIMIT $2`,
      [after, limit],
    );
  }

  /** Whom access must follow: the touched, and those whose unit has another place or kind, which birthright rules look at. */
  async gatherAffected(tx: Tx, source: string, unitCodes: readonly string[]): Promise<void> {
    await tx.together(
      () =>
        tx.query(
          `INSERT INTO hr_affected SELECT person_id FROM hr_touched WHERE person_id IS NOT NULL
       UNION SELECT e.person_id FROM employment e JOIN unit u ON u.id = e.unit_id WHERE u.source = $1 AND u.code = ANY($2)`,
          [source, unitCodes],
        ),
      () => this.tables.analyse(tx, 'delivery', 'hr_affected'),
    );
  }

  /** In id order. */
  async affected(tx: Tx, after: string | null, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT person_id AS id FROM hr_affected WHERE $1::uuid IS NULL OR person_id > $1 ORDER BY person_id LIMIT $2`,
      [after, limit],
    );
    return rows.map((row) => row.id);
  }
}
