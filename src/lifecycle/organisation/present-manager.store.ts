/**
 * SQL for whoever works here on the day $1 and leads the employment `e`: the effective manager, else the manager of the
 * nearest unit upwards who is not the person. Unlike what the intake keeps it also holds for employments that are over.
 * @param e the alias of the employment
 */
export const presentManager = (e: string): string => `coalesce(
  (SELECT m.person_id FROM employment m WHERE m.id = ${e}.manager_employment_id AND m.person_id <> ${e}.person_id
     AND in_force(m.start_date, m.end_date, m.terminated_at, $1)),
  (SELECT m.person_id FROM unit u
   CROSS JOIN LATERAL unnest(string_to_array(trim(BOTH '/' FROM u.path), '/')) WITH ORDINALITY AS s(code, depth)
   JOIN unit a ON a.source = u.source AND a.code = s.code
   JOIN employment m ON m.source = a.source AND m.number = a.manager_number AND m.person_id <> ${e}.person_id
     AND in_force(m.start_date, m.end_date, m.terminated_at, $1)
   WHERE u.id = ${e}.unit_id ORDER BY s.depth DESC LIMIT 1))`;
