import type { Day } from '../policy/model/day.js';

/** What of the tasks about leavers, external people and confirmed staff comes into question for somebody. */
export interface LeavingScope {
  today: Day;
  /** `hr`, `security` and the configured groups whose items on checklists they see to. */
  owners: readonly string[];
  /** Follows every report of a lost credential. */
  cards: boolean;
  /** Analyses that run out within so many days wait for their owner. */
  analysisDays: number;
  /** Staff is confirmed again after so many days. */
  everyDays: number;
}

/**
 * SQL of the tasks, to be joined by UNION ALL: what is to be ticked off, whose terms run out, who lacks a sponsor, what
 * is vacant, whom to confirm and what was reported. `$1` is the person.
 * @param scope the parameter that holds a LeavingScope as JSON
 */
export const leavingTasks = (scope: string): string => {
  const today = `(${scope}::jsonb->>'today')::date`;
  const has = (owner: string): string => `${scope}::jsonb->'owners' ? '${owner}'`;
  const open = `e.terminated_at IS NULL AND coalesce(e.end_date >= ${today}, true)`;
  return `
  SELECT 'leaver-items', 'mine', 'Återlämning och överlämning', 'What leavers hand over', NULL, min(i.due_on), count(*)::integer, count(*)::integer, min(c.opened_at)
  FROM leaver_item i JOIN leaver_checklist c ON c.id = i.checklist_id
  WHERE i.state = 'open' AND c.state = 'open' AND c.person_id <> $1 AND i.due_on <= ${today} + 14
    AND (${scope}::jsonb->'owners' ? i.owner
      OR (i.owner = 'manager' AND (c.manager_id = $1 OR (c.manager_id IS NULL AND ${has('hr')}))))
  HAVING count(*) > 0
  UNION ALL
  SELECT 'external-ending', e.id::text, 'Uppdrag som går ut', 'An engagement that ends', e.person_id, e.end_date, 3, 1, e.end_date::timestamptz
  FROM external_engagement x JOIN employment e ON e.id = x.employment_id
  WHERE coalesce(x.acting_id, x.sponsor_id) = $1 AND x.state IN ('sponsored', 'taken-over') AND e.source = 'grindvakt'
    AND in_force(e.start_date, e.end_date, e.terminated_at, ${today}) AND e.end_date <= ${today} + 30
  UNION ALL
  SELECT 'external-sponsor', e.id::text, 'Utse ny sponsor', 'Name a new sponsor', e.person_id, x.name_by, 3, 1, x.name_by::timestamptz
  FROM external_engagement x JOIN employment e ON e.id = x.employment_id
  WHERE x.state = 'taken-over' AND ${open} AND (x.acting_id = $1 OR (x.acting_id IS NULL AND ${has('hr')}))
  UNION ALL
  SELECT 'externals-short', 'short', 'Externa med brister', 'External people whose terms are short', NULL, NULL, 5, count(*)::integer, now()
  FROM external_engagement x JOIN employment e ON e.id = x.employment_id
  WHERE ${has('hr')} AND x.missing <> '{}' AND x.state <> 'over' AND ${open} HAVING count(*) > 0
  UNION ALL
  SELECT 'duties-vacant', 'vacant', 'Vakanta uppdrag', 'Vacant duties', NULL, min(d.last_day), (5 * count(*))::integer, count(*)::integer, min(d.last_day)::timestamptz
  FROM duty d WHERE ${has('security')} AND d.state = 'vacant' HAVING count(*) > 0
  UNION ALL
  SELECT 'confirm-staff', 'mine', 'Bekräfta din personal', 'Confirm your staff', NULL, min(s.due), ceil(count(*) / 4.0)::integer, count(*)::integer, min(s.due)::timestamptz
  FROM (
    SELECT coalesce((SELECT max(k.confirmed_on) FROM staff_confirmation k WHERE k.employment_id = e.id),
                    greatest(e.start_date, (p.created_at AT TIME ZONE 'Europe/Stockholm')::date))
           + (${scope}::jsonb->>'everyDays')::integer AS due
    FROM employment m JOIN employment e ON e.manager_employment_id = m.id AND e.person_id <> $1 JOIN person p ON p.id = e.person_id
    WHERE m.person_id = $1 AND in_force(m.start_date, m.end_date, m.terminated_at, ${today})
      AND in_force(e.start_date, e.end_date, e.terminated_at, ${today})) s
  WHERE s.due <= ${today} HAVING count(*) > 0
  UNION ALL
  SELECT 'corrections', 'open', 'Rättelser från chefer', 'Corrections from managers', NULL, NULL, (3 * count(*))::integer, count(*)::integer, min(k.reported_at)
  FROM staff_correction k JOIN employment e ON e.id = k.employment_id AND e.person_id <> $1
  WHERE ${has('hr')} AND k.state = 'open' HAVING count(*) > 0`;
};
