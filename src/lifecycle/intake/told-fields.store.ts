import { Injectable } from '@nestjs/common';
import type { Day } from '../../policy/model/day.js';
import type { Tx } from '../../platform/database.js';
import { StagedTablesStore } from '../following/staged-tables.store.js';

/** What a delivery can change of an employment or a person that is known. */
export const toldFields = [
  'unit',
  'title',
  'titleCode',
  'kind',
  'percent',
  'startDate',
  'endDate',
  'main',
  'leadsUnit',
  'manager',
  'leaveKind',
  'leavePercent',
  'leaveFrom',
  'leaveTo',
  'sponsor',
  'externalEmployer',
  'contractReference',
  'name',
  'givenName',
  'protection',
  'personalNumber',
  'email',
  'hsaId',
] as const;
export type ToldField = (typeof toldFields)[number];

/** `from` and `to` as they are stored, null when empty or never kept; of a manager or sponsor also the persons. */
export interface FieldChange {
  readonly field: ToldField;
  readonly from: string | null;
  readonly to: string | null;
  readonly fromPerson: string | null;
  readonly toPerson: string | null;
}

/** Whose employment the number is; looked up only where the number changes. */
const personOf = (number: string): string =>
  `CASE WHEN e.manager_number IS DISTINCT FROM r.manager_number OR e.sponsor_number IS DISTINCT FROM r.sponsor_number
     THEN (SELECT x.person_id FROM employment x WHERE x.number = ${number} AND x.source IN ($1, $2) ORDER BY x.source <> $1 LIMIT 1) END`;

/** Which fields of what is known a delivery changes, laid down before it is written. */
@Injectable()
export class ToldFieldsStore {
  constructor(private readonly tables: StagedTablesStore) {}

  /**
   * One row a person in hr_field. No personal number is kept, and of somebody who is or becomes protected neither name
   * nor address (H11.6.1).
   * @param unitsFrom the source whose units and managers it speaks of
   */
  async note(tx: Tx, source: string, unitsFrom: string, asOf: Day): Promise<void> {
    await tx.query(
      `INSERT INTO hr_field
       WITH known AS (SELECT person_key FROM hr_touched WHERE person_id IS NOT NULL),
       record AS (
         SELECT DISTINCT ON (r.person_key) r.person_key, r.number_index, r.given_name, r.call_name, r.family_name,
           coalesce(r.email, max(r.email) OVER one) AS email,
           (array['none', 'confidential', 'protected-registration'])[
             max(CASE r.protection WHEN 'none' THEN 1 WHEN 'confidential' THEN 2 ELSE 3 END) OVER one] AS protection
         FROM hr_row r WHERE r.person_key IN (SELECT person_key FROM known)
         WINDOW one AS (PARTITION BY r.person_key)
         ORDER BY r.person_key, in_force(r.start_date, r.end_date, NULL, $3) DESC, r.main DESC, r.start_date DESC, r.number DESC),
       ids AS (SELECT person_key, string_agg(DISTINCT hsa_id, ', ' ORDER BY hsa_id) AS hsa FROM hr_row GROUP BY person_key),
       compared AS (
         SELECT h.*, s.number_index AS old_index, s.given_name AS old_given, s.call_name AS old_call,
           s.family_name AS old_family, s.email AS old_email, s.protection AS old_protection,
           h.protection <> 'none' OR coalesce(s.protection, 'none') <> 'none' AS hidden,
           (SELECT string_agg(DISTINCT i, ', ' ORDER BY i) FROM unnest(s.hsa_ids) AS i) AS old_hsa, d.hsa
         FROM record h JOIN ids d USING (person_key)
         JOIN person_source s ON s.source = $1 AND s.source_key = h.person_key WHERE s.given_name IS NOT NULL),
       unit_name AS MATERIALIZED (
         SELECT code, name FROM hr_unit
         UNION ALL SELECT u.code, u.name FROM unit u WHERE u.source = $2 AND NOT EXISTS (SELECT FROM hr_unit n WHERE n.code = u.code)),
       told AS (
         SELECT c.person_key, e.number, f.*
         FROM hr_changed c JOIN hr_row r USING (line) JOIN employment e ON e.id = c.employment_id
         JOIN unit u ON u.id = e.unit_id
         CROSS JOIN LATERAL (VALUES
           (1, 'unit', u.code, r.unit_code, NULL::uuid, NULL::uuid),
           (2, 'title', e.title, r.title, NULL, NULL),
           (3, 'titleCode', e.title_code, r.title_code, NULL, NULL),
           (4, 'kind', e.kind, r.kind, NULL, NULL),
           (5, 'percent', e.percent::text, r.percent::text, NULL, NULL),
           (6, 'startDate', e.start_date::text, r.start_date::text, NULL, NULL),
           (7, 'endDate', e.end_date::text, r.end_date::text, NULL, NULL),
           (8, 'main', e.main::text, r.main::text, NULL, NULL),
           (9, 'leadsUnit', e.leads_unit::text, r.leads_unit::text, NULL, NULL),
           (10, 'manager', e.manager_number, r.manager_number, ${personOf('e.manager_number')}, ${personOf('r.manager_number')}),
           (11, 'leaveKind', e.leave_kind, r.leave_kind, NULL, NULL),
           (12, 'leavePercent', e.leave_percent::text, r.leave_percent::text, NULL, NULL),
           (13, 'leaveFrom', e.leave_from::text, r.leave_from::text, NULL, NULL),
           (14, 'leaveTo', e.leave_to::text, r.leave_to::text, NULL, NULL),
           (15, 'sponsor', e.sponsor_number, r.sponsor_number, ${personOf('e.sponsor_number')}, ${personOf('r.sponsor_number')}),
           (16, 'externalEmployer', e.external_employer, r.external_employer, NULL, NULL),
           (17, 'contractReference', e.contract_reference, r.contract_reference, NULL, NULL)
         ) AS f(nth, field, old, new, old_person, new_person) WHERE f.old IS DISTINCT FROM f.new
         UNION ALL
         SELECT k.person_key, '', f.nth, f.field, CASE WHEN NOT k.hidden OR f.field = 'protection' THEN f.old END,
           CASE WHEN NOT k.hidden OR f.field = 'protection' THEN f.new END, NULL, NULL
         FROM compared k CROSS JOIN LATERAL (VALUES
           (18, 'name', k.old_call || ' ' || k.old_family, k.call_name || ' ' || k.family_name),
           (19, 'givenName', k.old_given, k.given_name),
           (20, 'protection', k.old_protection, k.protection),
           (22, 'email', k.old_email, k.email),
           (23, 'hsaId', k.old_hsa, k.hsa)
         ) AS f(nth, field, old, new) WHERE f.old IS DISTINCT FROM f.new
         UNION ALL
         SELECT k.person_key, '', 21, 'personalNumber', NULL, NULL, NULL, NULL
         FROM compared k WHERE k.old_index IS DISTINCT FROM k.number_index)
       SELECT t.person_key, coalesce(k.hidden, false), coalesce(x.fields, '[]')
       FROM known t LEFT JOIN compared k USING (person_key)
       LEFT JOIN (SELECT person_key, jsonb_agg(jsonb_build_object('field', field,
                    'from', coalesce(f.name, old), 'to', coalesce(n.name, new),
                    'fromPerson', old_person, 'toPerson', new_person) ORDER BY number, nth) AS fields
                  FROM told LEFT JOIN unit_name f ON field = 'unit' AND f.code = old
                  LEFT JOIN unit_name n ON field = 'unit' AND n.code = new GROUP BY person_key) x USING (person_key)`,
      [source, unitsFrom, asOf],
    );
    await this.tables.analyse(tx, 'delivery', 'hr_field');
  }
}
