import { Injectable } from '@nestjs/common';
import type { Day } from '../../policy/model/day.js';
import type { Reader } from '../../platform/database.js';

/** What may be wrong with the facts about people, each with what to do about it on the page. */
export const findingKinds = [
  'suspected-duplicate',
  'no-manager',
  'unit-no-manager',
  'no-end',
  'two-mains',
  'over-100',
  'no-aid',
  'no-hsa',
  'set-aside',
  'held',
] as const;
export type FindingKind = (typeof findingKinds)[number];

export interface StoredFinding {
  /** Sorts the list. */
  key: string;
  personId: string | null;
  otherId: string | null;
  unitId: string | null;
  unitName: string | null;
  /** A title, a sum of per cent, a reason of a line set aside. */
  text: string;
  importId: string | null;
  source: string | null;
  line: number | null;
}

const none = `NULL::uuid AS "otherId"`;
const noImport = `NULL::uuid AS "importId", NULL::text AS source, NULL::integer AS line`;
const inForce = `in_force(e.start_date, e.end_date, e.terminated_at, $1)`;
const employments = (where: string): string => `
  SELECT e.id::text AS key, e.person_id AS "personId", ${none}, u.id AS "unitId", u.name AS "unitName", e.title AS text, ${noImport}
  FROM employment e JOIN unit u ON u.id = e.unit_id WHERE ${inForce} AND ${where}`;
const persons = (text: string, having: string): string => `
  SELECT e.person_id::text AS key, e.person_id AS "personId", ${none}, NULL::uuid AS "unitId", NULL::text AS "unitName",
         ${text} AS text, ${noImport}
  FROM employment e WHERE ${inForce} GROUP BY e.person_id HAVING ${having}`;

/** $1 is today. */
const queries: Readonly<Record<FindingKind, string>> = {
  'suspected-duplicate': `
    SELECT p.id || ' ' || q.id AS key, p.id AS "personId", q.id AS "otherId", NULL::uuid AS "unitId", NULL::text AS "unitName",
           '' AS text, ${noImport}
    FROM person p JOIN person q ON q.birth_index = p.birth_index AND q.id > p.id AND lower(q.family_name) = lower(p.family_name)
      AND lower(q.call_name) = lower(p.call_name)
    WHERE p.merged_into IS NULL AND q.merged_into IS NULL AND $1::date IS NOT NULL
      AND NOT EXISTS (SELECT FROM person_apart a WHERE a.person_a = p.id AND a.person_b = q.id)`,
  'no-manager': employments('e.manager_employment_id IS NULL'),
  'unit-no-manager': `
    SELECT u.id::text AS key, NULL::uuid AS "personId", ${none}, u.id AS "unitId", u.name AS "unitName", '' AS text, ${noImport}
    FROM unit u WHERE coalesce(u.valid_from, '-infinity') <= $1 AND coalesce(u.valid_to, 'infinity') >= $1
      AND NOT EXISTS (SELECT FROM employment e WHERE e.source = u.source AND e.number = u.manager_number AND ${inForce})`,
  'no-end': employments(
    `e.end_date IS NULL AND e.kind IN ('substitute', 'fixed-term', 'probation', 'consultant', 'student')`,
  ),
  'two-mains': persons(`count(*) FILTER (WHERE e.main)::text`, `count(*) FILTER (WHERE e.main) > 1`),
  'over-100': persons(`trim_scale(sum(e.percent))::text`, `sum(e.percent) > 100`),
  'no-aid': employments(`e.title_code IS NULL AND e.kind NOT IN ('consultant', 'student')`),
  'no-hsa': persons(`''`, `NOT EXISTS (SELECT FROM person_hsa_id h WHERE h.person_id = e.person_id)`),
  'set-aside': `
    SELECT i.source || ' ' || q.file || ' ' || lpad(q.line::text, 9, '0') AS key, NULL::uuid AS "personId", ${none}, NULL::uuid AS "unitId",
           NULL::text AS "unitName", q.reason AS text, i.id AS "importId", i.source, q.line
    FROM hr_quarantine q JOIN (
      SELECT DISTINCT ON (source) id, source FROM hr_import WHERE state IN ('applied', 'unchanged', 'held')
        AND channel <> 'event' ORDER BY source, started_at DESC) i ON i.id = q.import_id
    WHERE $1::date IS NOT NULL`,
  held: `
    SELECT i.id::text AS key, NULL::uuid AS "personId", ${none}, NULL::uuid AS "unitId", NULL::text AS "unitName", '' AS text,
           i.id AS "importId", i.source, NULL::integer AS line
    FROM hr_import i WHERE i.state = 'held' AND $1::date IS NOT NULL`,
};

/** Counts and lists what may be wrong; reads only. */
@Injectable()
export class DataQualityStore {
  async counts(reader: Reader, today: Day): Promise<{ kind: FindingKind | 'correlation'; count: number }[]> {
    const each = findingKinds.map(
      (kind) => `SELECT '${kind}' AS kind, count(*)::int AS count FROM (${queries[kind]}) q`,
    );
    return reader.query<{ kind: FindingKind | 'correlation'; count: number }>(
      `SELECT 'correlation' AS kind, count(*)::int AS count FROM correlation_case WHERE state = 'open'
       UNION ALL ${each.join(' UNION ALL ')}`,
      [today],
    );
  }

  async page(
    reader: Reader,
    kind: FindingKind,
    today: Day,
    after: string | null,
    limit: number,
  ): Promise<StoredFinding[]> {
    return reader.query<StoredFinding>(
      `SELECT * FROM (${queries[kind]}) q WHERE $2::text IS NULL OR q.key > $2 COLLATE "C" ORDER BY q.key COLLATE "C" LIMIT $3`,
      [today, after, limit],
    );
  }
}
