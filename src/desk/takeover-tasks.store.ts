/**
 * SQL of the task about what one's staff had before Grindvakt and nobody has assessed yet, to be joined by UNION ALL: one
 * for all of it, due when the first would go. `$1` is the person; what is about oneself is for one's own manager.
 * @param scope the parameter that holds `{today}` as JSON
 */
export const takeoverTasks = (scope: string): string => `
  SELECT 'unassessed', 'unassessed', 'Åtkomst från tiden före Grindvakt', 'Access from before Grindvakt', NULL,
         min(x.keep_until), ceil(count(*) / 2.0)::integer, count(*)::integer, min(x.found_at)
  FROM employment m JOIN employment w ON w.manager_employment_id = m.id AND w.person_id <> $1
  JOIN unassessed_access x ON x.employment_id = w.id AND x.state = 'open'
  WHERE m.person_id = $1 AND in_force(m.start_date, m.end_date, m.terminated_at, (${scope}::jsonb ->> 'today')::date)
  HAVING count(*) > 0`;
