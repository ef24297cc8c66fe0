import { Injectable } from '@nestjs/common';
import type { ChecklistStep } from '../../policy/lifecycle/plan-checklist.js';
import type { Day } from '../../policy/model/day.js';
import type { Tx } from '../../platform/database.js';
import { presentManager } from '../organisation/present-manager.store.js';

export interface EndingRow {
  employmentId: string;
  personId: string;
  terminatedOn: Day | null;
  managerId: string | null;
  checklistId: string | null;
  lastDay: Day | null;
  state: 'open' | 'done' | 'not-needed' | null;
  listManagerId: string | null;
}

export interface LateItem {
  id: string;
  personId: string;
  checklistId: string;
  owner: string;
  managerId: string | null;
  /** Who leads the owner. */
  aboveId: string | null;
  dueOn: Day;
}

export interface LockedItem {
  id: string;
  key: string;
  owner: string;
  state: 'open' | 'done' | 'not-applicable';
  checklistId: string;
  listState: 'open' | 'done' | 'not-needed';
  personId: string;
  managerId: string | null;
}

/** Leavers' checklists: what the settling and the answering read and write. Pages are read in leavers.store.ts. */
@Injectable()
export class ChecklistStore {
  /** Persons with an end in the window, or with a list that may have to follow. */
  async personsEnding(tx: Tx, from: Day, to: Day): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT person_id AS id FROM employment WHERE end_date BETWEEN $1 AND $2
       UNION SELECT person_id FROM leaver_checklist WHERE state = 'open' ORDER BY id`,
      [from, to],
    );
    return rows.map((row) => row.id);
  }

  /** Employments of these persons that end in the window or have a list, and lists that one of them answers for. */
  async ending(
    tx: Tx,
    personIds: readonly string[],
    window: { today: Day; from: Day; to: Day },
  ): Promise<EndingRow[]> {
    return tx.query<EndingRow>(
      `SELECT e.id AS "employmentId", e.person_id AS "personId", c.id AS "checklistId", c.last_day AS "lastDay", c.state,
              c.manager_id AS "listManagerId", (e.terminated_at AT TIME ZONE 'Europe/Stockholm')::date AS "terminatedOn",
              ${presentManager('e')} AS "managerId"
       FROM employment e LEFT JOIN leaver_checklist c ON c.employment_id = e.id
       WHERE e.id IN (
         SELECT x.id FROM employment x LEFT JOIN leaver_checklist l ON l.employment_id = x.id
         WHERE x.person_id = ANY($2) AND (l.id IS NOT NULL OR x.end_date BETWEEN $3 AND $4
           OR (x.terminated_at AT TIME ZONE 'Europe/Stockholm')::date BETWEEN $3 AND $4)
         UNION SELECT l.employment_id FROM leaver_checklist l WHERE l.manager_id = ANY($2) AND l.state = 'open')
       ORDER BY e.id`,
      [window.today, personIds, window.from, window.to],
    );
  }

  /** Carries the steps out in a few statements, whatever their number. */
  async carryOut(tx: Tx, steps: readonly ChecklistStep[], at: Date): Promise<void> {
    const opens = steps.filter((step) => step.kind === 'open');
    if (opens.length > 0) {
      await tx.query(
        `WITH made AS (
           INSERT INTO leaver_checklist (employment_id, person_id, manager_id, last_day, opened_at)
           SELECT o."employmentId", o."personId", o."managerId", o."lastDay", $2
           FROM jsonb_to_recordset($1::jsonb) AS o("employmentId" uuid, "personId" uuid, "managerId" uuid, "lastDay" date)
           ON CONFLICT (employment_id) DO NOTHING RETURNING id, employment_id)
         INSERT INTO leaver_item (checklist_id, key, label_sv, label_en, owner, due_days, due_on)
         SELECT made.id, i.item->>'key', i.item->>'sv', i.item->>'en', i.item->>'owner', (i.item->>'dueDays')::integer, i."dueOn"
         FROM jsonb_to_recordset($1::jsonb) AS o("employmentId" uuid, items jsonb)
         JOIN made ON made.employment_id = o."employmentId"
         CROSS JOIN LATERAL jsonb_to_recordset(o.items) AS i(item jsonb, "dueOn" date)`,
        [JSON.stringify(opens), at],
      );
    }
    const follows = steps.filter((step) => step.kind === 'follow');
    if (follows.length > 0) {
      await tx.query(
        `WITH f AS (SELECT * FROM jsonb_to_recordset($1::jsonb)
                    AS f("checklistId" uuid, "lastDay" date, "managerId" uuid, "learntOn" date, "graceUntil" date)),
         due AS (
           SELECT i.id, CASE WHEN c.state = 'open' AND c.last_day = f."lastDay" THEN i.due_on
                             WHEN f."lastDay" + i.due_days < f."learntOn" THEN f."graceUntil"
                             ELSE f."lastDay" + i.due_days END AS day
           FROM f JOIN leaver_checklist c ON c.id = f."checklistId" JOIN leaver_item i ON i.checklist_id = c.id),
         items AS (
           UPDATE leaver_item i SET due_on = due.day, told_late_on = CASE WHEN i.due_on = due.day THEN i.told_late_on END
           FROM due WHERE i.id = due.id)
         UPDATE leaver_checklist c SET last_day = f."lastDay", manager_id = f."managerId",
           state = s.state, closed_at = CASE s.state WHEN 'open' THEN NULL ELSE $2::timestamptz END
         FROM f CROSS JOIN LATERAL (
           SELECT CASE WHEN EXISTS (SELECT FROM leaver_item i WHERE i.checklist_id = f."checklistId" AND i.state = 'open')
                       THEN 'open' ELSE 'done' END AS state) s
         WHERE c.id = f."checklistId"`,
        [JSON.stringify(follows), at],
      );
    }
    const over = steps.flatMap((step) => (step.kind === 'not-needed' ? [step.checklistId] : []));
    if (over.length > 0)
      await tx.query(
        `UPDATE leaver_checklist SET state = 'not-needed', closed_at = $2 WHERE id = ANY($1) AND state = 'open'`,
        [over, at],
      );
  }

  /** The list first, then the item: the order in which everybody locks them. */
  async lockItem(tx: Tx, checklistId: string, itemId: string): Promise<LockedItem | null> {
    await tx.query(`SELECT FROM leaver_checklist WHERE id = $1 FOR UPDATE`, [checklistId]);
    const [row] = await tx.query<LockedItem>(
      `SELECT i.id, i.key, i.owner, i.state, c.id AS "checklistId", c.state AS "listState", c.person_id AS "personId",
              c.manager_id AS "managerId"
       FROM leaver_item i JOIN leaver_checklist c ON c.id = i.checklist_id WHERE i.id = $2 AND c.id = $1 FOR UPDATE OF i`,
      [checklistId, itemId],
    );
    return row ?? null;
  }

  /** Writes the answer, and closes the list with its last item or opens it again. */
  async answer(
    tx: Tx,
    item: LockedItem,
    answer: { state: LockedItem['state']; note: string | null; by: string; at: Date },
  ): Promise<void> {
    const open = answer.state === 'open';
    await tx.query(
      `UPDATE leaver_item SET state = $2, note = $3, answered_by = $4, answered_at = $5 WHERE id = $1`,
      [item.id, answer.state, answer.note, open ? null : answer.by, open ? null : answer.at],
    );
    await tx.query(
      `UPDATE leaver_checklist c SET state = s.state, closed_at = CASE s.state WHEN 'open' THEN NULL ELSE coalesce(c.closed_at, $2) END
       FROM (SELECT CASE WHEN EXISTS (SELECT FROM leaver_item WHERE checklist_id = $1 AND state = 'open')
                         THEN 'open' ELSE 'done' END AS state) s
       WHERE c.id = $1 AND c.state <> 'not-needed'`,
      [item.checklistId, answer.at],
    );
  }

  /** Takes what is late and has not been told of yet, and notes that it is told now. */
  async takeLate(tx: Tx, today: Day): Promise<LateItem[]> {
    return tx.query<LateItem>(
      `WITH late AS (
         UPDATE leaver_item i SET told_late_on = $1 FROM leaver_checklist c
         WHERE c.id = i.checklist_id AND c.state = 'open' AND i.state = 'open' AND i.due_on < $1 AND i.told_late_on IS NULL
         RETURNING i.id, c.person_id, c.id AS checklist_id, i.owner, c.manager_id, i.due_on)
       SELECT l.id, l.person_id AS "personId", l.checklist_id AS "checklistId", l.owner, l.manager_id AS "managerId",
              l.due_on AS "dueOn", above.person_id AS "aboveId"
       FROM late l LEFT JOIN LATERAL (
         SELECT m.person_id FROM employment e JOIN employment m ON m.id = e.manager_employment_id
         WHERE e.person_id = l.manager_id AND in_force(e.start_date, e.end_date, e.terminated_at, $1)
           AND in_force(m.start_date, m.end_date, m.terminated_at, $1)
         ORDER BY e.leads_unit DESC, e.main DESC, e.id LIMIT 1) AS above ON true`,
      [today],
    );
  }
}
