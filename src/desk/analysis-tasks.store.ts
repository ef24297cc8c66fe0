export type AnalysisTaskKind =
  'analysis-consultation' | 'analysis-decision' | 'analysis-lapsing' | 'analysis-action';

/**
 * SQL of the tasks about need-and-risk analyses, to be joined by UNION ALL: what one is asked about, what one may decide,
 * what runs out or has lapsed, and the action plans that one sees to. `$1` is the person.
 * @param scope the parameter that holds a LeavingScope as JSON
 */
export const analysisTasks = (scope: string): string => {
  const today = `(${scope}::jsonb->>'today')::date`;
  const soon = `${today} + (${scope}::jsonb->>'analysisDays')::integer`;
  return `
  SELECT 'analysis-consultation', a.id::text, r.name_sv, r.name_en, NULL::uuid, NULL::date, 10, 1, q.asked_at
  FROM analysis_consultation q JOIN analysis a ON a.id = q.analysis_id AND a.round = q.round AND a.state = 'consulting'
  JOIN role r ON r.id = a.role_id
  WHERE q.person_id = $1 AND q.answer IS NULL
  UNION ALL
  SELECT 'analysis-decision', a.id::text, r.name_sv, r.name_en, NULL, NULL, 10, 1, max(q.answered_at)
  FROM information_system s JOIN role r ON r.system_id = s.id JOIN analysis a ON a.role_id = r.id AND a.state = 'consulting'
  JOIN analysis_consultation q ON q.analysis_id = a.id AND q.round = a.round
  WHERE s.information_owner_id = $1 GROUP BY a.id, r.id HAVING bool_and(q.answer IS NOT NULL)
  UNION ALL
  SELECT 'analysis-lapsing', a.id::text, r.name_sv, r.name_en, NULL, a.valid_to, 20, 1, a.valid_to::timestamptz
  FROM information_system s JOIN role r ON r.system_id = s.id AND r.state <> 'retired'
  JOIN LATERAL (SELECT l.* FROM analysis l WHERE l.role_id = r.id AND l.state IN ('approved', 'lapsed')
                ORDER BY l.state, l.version DESC LIMIT 1) a ON a.valid_to <= ${soon} OR a.state = 'lapsed'
  WHERE s.information_owner_id = $1
    AND NOT EXISTS (SELECT FROM analysis o WHERE o.role_id = r.id AND o.state IN ('draft', 'consulting'))
  UNION ALL
  SELECT 'analysis-action', c.analysis_id::text, r.name_sv, r.name_en, NULL, min(c.due_on), 5 * count(*)::integer, count(*)::integer, min(c.made_at)
  FROM analysis_action c JOIN analysis a ON a.id = c.analysis_id AND a.state IN ('approved', 'superseded', 'lapsed')
  JOIN role r ON r.id = a.role_id
  WHERE c.owner_id = $1 AND c.state = 'open' GROUP BY c.analysis_id, r.id`;
};
