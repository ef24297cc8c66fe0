/**
 * SQL of the tasks about the register, to be joined by UNION ALL: systems and versions that wait for their information
 * owner, versions of roles that wait for one's approval, and classifications to be looked at again. `$1` is the person.
 * @param scope the parameter that holds `{today}` as JSON
 */
export const registerTasks = (scope: string): string => `
  SELECT 'system-approval', s.id::text, s.name, s.name, NULL, NULL, 5, 1, coalesce(v.ordered_at, now())
  FROM information_system s LEFT JOIN system_version v ON v.system_id = s.id
    AND v.state = CASE s.state WHEN 'classified' THEN 'in-force' ELSE 'proposed' END
  WHERE s.information_owner_id = $1 AND (s.state = 'classified' OR v.state = 'proposed')
    AND v.ordered_by IS DISTINCT FROM $1
  UNION ALL
  SELECT 'role-approval', r.id::text, r.name_sv, r.name_en, NULL, NULL, 5, 1, v.ordered_at
  FROM role_version v JOIN role r ON r.id = v.role_id
  WHERE v.state = 'proposed' AND v.ordered_by IS DISTINCT FROM $1 AND EXISTS (
    SELECT FROM information_system s WHERE s.information_owner_id = $1
      AND NOT EXISTS (SELECT FROM role_version_approval a WHERE a.version_id = v.id AND (a.system_id = s.id OR a.person_id = $1))
      AND (s.id = r.system_id OR EXISTS (
        SELECT FROM role_effect f JOIN entitlement e ON e.id = ANY(f.entitlements)
        WHERE f.version_id = v.id AND e.system_id = s.id)))
  UNION ALL
  SELECT 'system-review', s.id::text, s.name, s.name, NULL, s.review_on, 10, 1, s.review_on::timestamptz
  FROM information_system s
  WHERE s.information_owner_id = $1 AND s.state IN ('approved', 'in-use', 'retiring')
    AND s.review_on <= (${scope}::jsonb->>'today')::date + 14`;
