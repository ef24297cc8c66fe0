import type pg from 'pg';
import type { Employee, RoleFacts } from '../../support/care-home.js';

const people = 20_000;
const perStatement = 100_000;

/**
 * Requests numbered `from` to `to` of a history, all settled: for made-up people in a unit of their own, asked for by
 * one manager, one in ten refused. One in a thousand holds a word of its own. Straight into the tables, without their
 * guards, which would only be waited for.
 */
export async function fillHistory(
  owner: pg.Client,
  places: { person: Employee; decider: Employee; role: RoleFacts },
  from: number,
  to: number,
): Promise<void> {
  const { personId, unitId } = places.person;
  await owner.query(
    `WITH p AS (INSERT INTO person (source, source_key, given_name, call_name, family_name)
       SELECT 'bench', n::text, 'Bo', 'Bo', 'Ovan' || n FROM generate_series(1, $1::integer) AS g(n)
       ON CONFLICT DO NOTHING RETURNING id, source_key)
     INSERT INTO employment (person_id, unit_id, source, number, kind, title, start_date)
     SELECT id, $2, 'bench', source_key, 'permanent', 'Undersköterska', '2020-01-01' FROM p`,
    [people, unitId],
  );
  await owner.query(
    `ALTER TABLE access_request DISABLE TRIGGER USER; ALTER TABLE assessment DISABLE TRIGGER USER`,
  );
  for (let start = from; start < to; start += perStatement)
    await owner.query(
      `WITH whom AS (SELECT person_id, id, number::integer AS n FROM employment WHERE source = 'bench'),
       line AS (SELECT n, gen_random_uuid() AS assessment_id,
                       'Behöver läsa planer på enhet ' || n % 1000 || CASE WHEN n % 1000 = 7 THEN ' provord7' ELSE '' END AS need
                FROM generate_series($1::integer, $2::integer - 1) AS g(n)),
       a AS (INSERT INTO assessment (id, person_id, role_id, analysis_id, need, data, risk_too_wide, risk_too_narrow,
                                     duration_hours, written_by, written_at)
             SELECT l.assessment_id, w.person_id, $3, $4, l.need, 'Anteckningar', 'För mycket', 'För lite', 720, $5, now()
             FROM line l JOIN whom w ON w.n = 1 + l.n % $6::integer)
       INSERT INTO access_request (state, person_id, employment_id, role_id, unit_id, assessment_id, requested_by, submitted_at,
                                   decided_by, decided_at, decision_reason, search)
       SELECT CASE WHEN l.n % 10 = 0 THEN 'refused' ELSE 'withdrawn' END, w.person_id, w.id, $3, $7, l.assessment_id, $5,
              now() - make_interval(mins => $8::integer - l.n), $9, now(), 'prov', to_tsvector('swedish', l.need)
       FROM line l JOIN whom w ON w.n = 1 + l.n % $6::integer`,
      [
        start,
        Math.min(start + perStatement, to),
        places.role.roleId,
        places.role.analysisId,
        personId,
        people,
        unitId,
        to,
        places.decider.personId,
      ],
    );
  await owner.query(
    `ALTER TABLE access_request ENABLE TRIGGER USER; ALTER TABLE assessment ENABLE TRIGGER USER`,
  );
  for (const table of ['access_request', 'assessment', 'person', 'employment'])
    await owner.query(`VACUUM ANALYZE ${table}`);
}
