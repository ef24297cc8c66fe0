import { Injectable } from '@nestjs/common';
import type { StandingTerms } from '../../policy/lifecycle/external-terms.js';
import type { Day } from '../../policy/model/day.js';
import type { ExternalKind } from '../../policy/model/people.js';
import type { Reader, Tx } from '../../platform/database.js';

export interface NewExternal {
  number: string;
  personId: string;
  unitId: string;
  kind: ExternalKind;
  title: string;
  startDate: Day;
  endDate: Day;
  employer: string;
  contract: string;
  sponsorId: string;
  registeredBy: string;
  today: Day;
}

/** What is written about external people by hand; pages are read in external-pages.store.ts. */
@Injectable()
export class ExternalsStore {
  /** Whether the unit is open and, with a leader, lies below one they lead. */
  async mayUse(
    reader: Reader,
    unitId: string,
    leaderId: string,
    today: Day,
  ): Promise<{ open: boolean; leads: boolean }> {
    const [row] = await reader.query<{ open: boolean; leads: boolean }>(
      `SELECT (u.valid_to IS NULL OR u.valid_to >= $3) AS open,
              EXISTS (SELECT FROM employment m JOIN unit a ON a.source = m.source AND a.manager_number = m.number
                      WHERE m.person_id = $2 AND in_force(m.start_date, m.end_date, m.terminated_at, $3)
                        AND a.source = u.source AND starts_with(u.path, a.path))
              OR EXISTS (SELECT FROM employment m JOIN employment l ON l.manager_employment_id = m.id AND l.person_id <> $2
                         WHERE m.person_id = $2 AND l.unit_id = u.id
                           AND in_force(m.start_date, m.end_date, m.terminated_at, $3)
                           AND in_force(l.start_date, l.end_date, l.terminated_at, $3)) AS leads
       FROM unit u WHERE u.id = $1`,
      [unitId, leaderId, today],
    );
    return row ?? { open: false, leads: false };
  }

  /** Persons who have this number or HSA-id. */
  async known(
    reader: Reader,
    numberIndex: Buffer | null,
    hsaId: string | null,
  ): Promise<{ id: string; familyName: string; byNumber: boolean; hasNumber: boolean }[]> {
    return reader.query(
      `SELECT p.id, p.family_name AS "familyName", coalesce(p.person_number_index = $1, false) AS "byNumber",
              p.person_number_index IS NOT NULL AS "hasNumber"
       FROM person p WHERE p.person_number_index = $1 OR p.id IN (SELECT person_id FROM person_hsa_id WHERE hsa_id = $2)
       ORDER BY p.id FOR NO KEY UPDATE OF p`,
      [numberIndex, hsaId],
    );
  }

  async nextNumber(tx: Tx): Promise<string> {
    const [row] = await tx.query<{ number: number }>(`SELECT nextval('external_number_seq') AS number`);
    return `X${String(row?.number ?? 0)}`;
  }

  async addPerson(
    tx: Tx,
    person: {
      key: string;
      givenName: string;
      familyName: string;
      email: string | null;
      hsaId: string | null;
      sealed: Buffer | null;
      index: Buffer | null;
    },
  ): Promise<string> {
    const [row] = await tx.query<{ id: string }>(
      `WITH p AS (
         INSERT INTO person (source, source_key, person_number_sealed, person_number_index, given_name, call_name, family_name, email)
         VALUES ('grindvakt', $1, $2, $3, $4, split_part($4, ' ', 1), $5, $6) RETURNING id),
       s AS (INSERT INTO person_source (source, source_key, person_id) SELECT 'grindvakt', $1, id FROM p),
       h AS (INSERT INTO person_hsa_id (hsa_id, person_id) SELECT $7, id FROM p WHERE $7::text IS NOT NULL)
       SELECT id FROM p`,
      [
        person.key,
        person.sealed,
        person.index,
        person.givenName,
        person.familyName,
        person.email,
        person.hsaId,
      ],
    );
    if (!row) throw new Error('INSERT … RETURNING gave no row');
    return row.id;
  }

  /** @returns the employment's id */
  async addEngagement(tx: Tx, external: NewExternal): Promise<string> {
    const [row] = await tx.query<{ id: string }>(
      `WITH e AS (
         INSERT INTO employment (person_id, unit_id, source, number, kind, title, start_date, end_date, external_employer,
                                 contract_reference, registered_by_hand)
         VALUES ($1, $2, 'grindvakt', $3, $4, $5, $6, $7, $8, $9, true) RETURNING id)
       INSERT INTO external_engagement (employment_id, scope_unit_id, sponsor_id, state, agreed_from, agreed_to, registered_by)
       SELECT id, $2, $10, 'sponsored', greatest($6::date, $11::date), $7, $12 FROM e RETURNING employment_id AS id`,
      [
        external.personId,
        external.unitId,
        external.number,
        external.kind,
        external.title,
        external.startDate,
        external.endDate,
        external.employer,
        external.contract,
        external.sponsorId,
        external.today,
        external.registeredBy,
      ],
    );
    if (!row) throw new Error('INSERT … RETURNING gave no row');
    return row.id;
  }

  async personOf(reader: Reader, employmentId: string): Promise<string | null> {
    const [row] = await reader.query<{ id: string }>(
      `SELECT e.person_id AS id FROM external_engagement x JOIN employment e ON e.id = x.employment_id WHERE e.id = $1`,
      [employmentId],
    );
    return row?.id ?? null;
  }

  async terms(tx: Tx, employmentId: string, today: Day): Promise<StandingTerms | null> {
    const [row] = await tx.query<StandingTerms>(
      `SELECT source = 'grindvakt' AS "registeredHere", (terminated_at IS NOT NULL OR coalesce(end_date < $2, false)) AS over,
              end_date AS "endDate", contract_reference AS "contractReference"
       FROM employment WHERE id = $1 FOR NO KEY UPDATE`,
      [employmentId, today],
    );
    return row ?? null;
  }

  async extend(
    tx: Tx,
    employmentId: string,
    to: { endDate: Day; contract: string },
    today: Day,
  ): Promise<void> {
    await tx.query(`UPDATE employment SET end_date = $2, contract_reference = $3 WHERE id = $1`, [
      employmentId,
      to.endDate,
      to.contract,
    ]);
    await tx.query(
      `UPDATE external_engagement SET agreed_from = $3, agreed_to = $2 WHERE employment_id = $1`,
      [employmentId, to.endDate, today],
    );
  }

  async setSponsor(tx: Tx, employmentId: string, sponsorId: string): Promise<void> {
    await tx.query(
      `UPDATE external_engagement SET sponsor_id = $2, state = 'sponsored', acting_id = NULL, name_by = NULL WHERE employment_id = $1`,
      [employmentId, sponsorId],
    );
  }

  /** Ends it now, with its event. @returns false when it was over already */
  async end(tx: Tx, employmentId: string, now: Date, today: Day): Promise<boolean> {
    const rows = await tx.query(
      `WITH ended AS (
         UPDATE employment SET terminated_at = $2
         WHERE id = $1 AND terminated_at IS NULL AND (end_date IS NULL OR end_date >= $3) RETURNING id, person_id, unit_id),
       engagement AS (
         UPDATE external_engagement x SET state = 'over', acting_id = NULL, name_by = NULL, missing = '{}' FROM ended WHERE x.employment_id = ended.id)
       INSERT INTO lifecycle_event (person_id, employment_id, at, day, kind, unit_id)
       SELECT person_id, id, $2, $3, 'terminated', unit_id FROM ended RETURNING id`,
      [employmentId, now, today],
    );
    return rows.length > 0;
  }
}
