/**
 * SQL of the tasks about lost credentials, to be joined by UNION ALL: to confirm what an outsider reported, and to take
 * to its end what is barred. Nobody has a task about their own. `$1` is the person.
 * @param scope the parameter that holds `today` and `cards` (follows every report) as JSON
 */
export const credentialTasks = (scope: string): string => {
  const today = `(${scope}::jsonb->>'today')::date`;
  const cards = `(${scope}::jsonb->>'cards')::boolean`;
  return `
  SELECT 'credential-unconfirmed', r.id::text, 'Anmäld förlust', 'A reported loss', r.person_id, r.due_on, 3, 1, r.reported_at
  FROM credential_report r
  WHERE r.state = 'unconfirmed' AND r.person_id <> $1 AND (${cards} OR EXISTS (
    SELECT FROM employment m JOIN employment e ON e.manager_employment_id = m.id
    WHERE m.person_id = $1 AND e.person_id = r.person_id
      AND in_force(m.start_date, m.end_date, m.terminated_at, ${today})
      AND in_force(e.start_date, e.end_date, e.terminated_at, ${today})))
  UNION ALL
  SELECT 'credential-report', r.id::text, coalesce(r.method, r.provider), coalesce(r.method, r.provider), r.person_id, r.due_on, 5, 1, r.reported_at
  FROM credential_report r WHERE ${cards} AND r.state = 'barred' AND r.person_id <> $1`;
};
