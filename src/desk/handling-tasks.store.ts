/**
 * SQL of the tasks that no connector does, to be joined by UNION ALL: one for each system, due when the first is. `$1` is
 * the person.
 * @param scope the parameter that holds `{handles: {systems, isIt}}` as JSON
 */
export const handlingTasks = (scope: string): string => `
  SELECT 'handling', s.id::text, s.name, s.name, NULL, min(h.due_on), 5 * count(*)::integer, count(*)::integer, min(h.wanted_since)
  FROM handling_of($1, ARRAY(SELECT jsonb_array_elements_text(${scope}::jsonb -> 'handles' -> 'systems')),
                   (${scope}::jsonb -> 'handles' ->> 'isIt')::boolean) h
  JOIN entitlement e ON e.id = h.entitlement_id JOIN information_system s ON s.id = e.system_id
  GROUP BY s.id`;
