import { Injectable } from '@nestjs/common';
import type {
  Shortcoming,
  SponsorFacts,
  SponsorStep,
  TermsFacts,
} from '../../policy/lifecycle/external-terms.js';
import type { Day } from '../../policy/model/day.js';
import { externalKinds } from '../../policy/model/people.js';
import type { Tx } from '../../platform/database.js';
import { presentManager } from '../organisation/present-manager.store.js';
import { statedEmployment } from '../intake/stated-employment.store.js';

export type EngagementRow = SponsorFacts & TermsFacts & { missing: Shortcoming[] };

export interface Reminder {
  employmentId: string;
  personId: string;
  tellId: string | null;
  endDate: Day;
  daysLeft: number;
}

/** Who answers for external people: what HR states, and what becomes of it when a sponsor leaves. */
@Injectable()
export class SponsorsStore {
  /** Notes external employments that are not over, and the sponsor that HR states when it states another. */
  async note(tx: Tx, personIds: readonly string[], today: Day): Promise<void> {
    await tx.together(
      () =>
        tx.query(
          `INSERT INTO external_engagement (employment_id, sponsor_id, stated_sponsor, state)
       SELECT e.id, s.person_id, e.sponsor_number, CASE WHEN s.person_id IS NULL THEN 'unsponsored' ELSE 'sponsored' END
       FROM employment e
       ${statedEmployment('e', 'e.sponsor_number', 'named')}
       LEFT JOIN employment s ON s.id = named.id AND s.person_id <> e.person_id
       WHERE e.person_id = ANY($1) AND e.kind = ANY($3) AND e.source <> 'grindvakt'
         AND e.terminated_at IS NULL AND (e.end_date IS NULL OR e.end_date >= $2)
       ORDER BY e.id ON CONFLICT DO NOTHING`,
          [personIds, today, externalKinds],
        ),
      () =>
        tx.query(
          `UPDATE external_engagement x SET stated_sponsor = e.sponsor_number, sponsor_id = s.person_id, acting_id = NULL, name_by = NULL,
         state = CASE WHEN s.person_id IS NULL THEN 'unsponsored' ELSE 'sponsored' END
       FROM employment e
       ${statedEmployment('e', 'e.sponsor_number', 'named')}
       LEFT JOIN employment s ON s.id = named.id AND s.person_id <> e.person_id
       WHERE x.employment_id = e.id AND e.person_id = ANY($1) AND e.source <> 'grindvakt'
         AND (e.sponsor_number IS DISTINCT FROM x.stated_sponsor OR (x.sponsor_id IS NULL AND s.person_id IS NOT NULL))`,
          [personIds],
        ),
    );
  }

  /** The engagements of these persons and those that they answer for, locked in one order. */
  async lockFacts(tx: Tx, personIds: readonly string[], today: Day): Promise<EngagementRow[]> {
    return this.#facts(
      tx,
      `x.employment_id IN (
         SELECT y.employment_id FROM external_engagement y JOIN employment o ON o.id = y.employment_id WHERE o.person_id = ANY($2)
         UNION SELECT employment_id FROM external_engagement WHERE sponsor_id = ANY($2) AND state <> 'over'
         UNION SELECT employment_id FROM external_engagement WHERE acting_id = ANY($2))`,
      [today, personIds],
    );
  }

  async lockOne(tx: Tx, employmentId: string, today: Day): Promise<EngagementRow | null> {
    return (await this.#facts(tx, 'x.employment_id = $2', [today, employmentId]))[0] ?? null;
  }

  async #facts(tx: Tx, where: string, values: unknown[]): Promise<EngagementRow[]> {
    const employed = (id: string): string =>
      `EXISTS (SELECT FROM employment w WHERE w.person_id = ${id} AND in_force(w.start_date, w.end_date, w.terminated_at, $1))`;
    const [, rows] = await tx.together(
      () =>
        tx.query(
          `SELECT FROM external_engagement x WHERE ${where} AND $1::date IS NOT NULL ORDER BY x.employment_id FOR UPDATE`,
          values,
        ),
      () =>
        tx.query<EngagementRow>(
          `SELECT x.employment_id AS "employmentId", e.person_id AS "personId", x.state, x.sponsor_id AS "sponsorId",
              ${employed('x.sponsor_id')} AS "sponsorEmployed", x.acting_id AS "actingId",
              ${employed('x.acting_id')} AS "actingEmployed", x.name_by AS "nameBy", x.missing,
              e.kind, e.contract_reference AS "contractReference", e.external_employer AS "externalEmployer",
              e.end_date AS "endDate", (e.terminated_at IS NOT NULL OR coalesce(e.end_date < $1, false)) AS over,
              coalesce(nullif((SELECT ${presentManager('l')} FROM employment l WHERE l.person_id = x.sponsor_id
                               ORDER BY l.end_date DESC NULLS FIRST, l.leads_unit DESC, l.id LIMIT 1), e.person_id),
                       ${presentManager('e')}) AS "standInId"
       FROM external_engagement x JOIN employment e ON e.id = x.employment_id WHERE ${where} ORDER BY x.employment_id`,
          values,
        ),
    );
    return rows;
  }

  async carryOut(tx: Tx, steps: readonly { employmentId: string; step: SponsorStep }[]): Promise<void> {
    if (steps.length === 0) return;
    await tx.query(
      `UPDATE external_engagement x SET state = CASE s.kind WHEN 'take-over' THEN 'taken-over' ELSE s.kind END,
         acting_id = s."actingId", name_by = s."nameBy"
       FROM jsonb_to_recordset($1::jsonb) AS s("employmentId" uuid, kind text, "actingId" uuid, "nameBy" date)
       WHERE x.employment_id = s."employmentId"`,
      [JSON.stringify(steps.map(({ employmentId, step }) => ({ employmentId, ...step })))],
    );
  }

  async writeMissing(
    tx: Tx,
    rows: readonly { employmentId: string; missing: readonly Shortcoming[] }[],
  ): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(
      `UPDATE external_engagement x SET missing = ARRAY(SELECT jsonb_array_elements_text(s.missing))
       FROM jsonb_to_recordset($1::jsonb) AS s("employmentId" uuid, missing jsonb) WHERE x.employment_id = s."employmentId"`,
      [JSON.stringify(rows)],
    );
  }

  /** Persons whose engagement something is due in: by the calendar alone, or since somebody left unnoticed. */
  async personsDue(tx: Tx, today: Day): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT DISTINCT e.person_id AS id FROM external_engagement x JOIN employment e ON e.id = x.employment_id
       WHERE x.state <> 'over' OR e.end_date >= $1 ORDER BY 1`,
      [today],
    );
    return rows.map((row) => row.id);
  }

  /** Engagements that nobody took over in time, with the person's id. */
  async unclaimed(tx: Tx, today: Day): Promise<{ employmentId: string; personId: string }[]> {
    return tx.query(
      `SELECT x.employment_id AS "employmentId", e.person_id AS "personId"
       FROM external_engagement x JOIN employment e ON e.id = x.employment_id
       WHERE x.state = 'taken-over' AND x.name_by < $1 ORDER BY e.person_id`,
      [today],
    );
  }

  /** Those in force whose end is at most `within` days away. */
  async ending(tx: Tx, today: Day, within: number): Promise<Reminder[]> {
    return tx.query<Reminder>(
      `SELECT e.id AS "employmentId", e.person_id AS "personId", coalesce(x.acting_id, x.sponsor_id) AS "tellId",
              e.end_date AS "endDate", e.end_date - $1::date AS "daysLeft"
       FROM external_engagement x JOIN employment e ON e.id = x.employment_id
       WHERE x.state <> 'over' AND in_force(e.start_date, e.end_date, e.terminated_at, $1)
         AND e.end_date <= $1::date + $2::integer ORDER BY e.id`,
      [today, within],
    );
  }
}
