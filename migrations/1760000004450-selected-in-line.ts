import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whom a selector takes is asked of each employment. PostgreSQL takes a function of SQL into the statement only where it
 * holds no SELECT of its own; else each call costs as much as a small statement. Patterns of title codes keep one.
 */
export class SelectedInLine1760000004450 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The SQL twin of selects() in the law book; test/medium/prerequisites.spec.ts holds them together.
    await runner.query(`
      CREATE FUNCTION title_selected(codes jsonb, title_code text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $$ SELECT EXISTS (
           SELECT FROM jsonb_array_elements_text(codes) AS code
           WHERE CASE WHEN right(code, 1) = '*' THEN starts_with(title_code, left(code, -1)) ELSE title_code = code END) $$;
      CREATE OR REPLACE FUNCTION people_selected(selector jsonb, unit_path text, unit_kind text, title_code text, employment_kind text)
      RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $$ SELECT selector IS NULL OR (
           (selector -> 'unitsBelow' IS NULL
             OR jsonb_exists_any(selector -> 'unitsBelow', string_to_array(btrim(unit_path, '/'), '/')))
           AND (selector -> 'unitKinds' IS NULL OR jsonb_exists(selector -> 'unitKinds', unit_kind))
           AND (selector -> 'employmentKinds' IS NULL OR jsonb_exists(selector -> 'employmentKinds', employment_kind))
           AND (selector -> 'titleCodes' IS NULL OR title_selected(selector -> 'titleCodes', title_code))) $$;
      DROP FUNCTION prerequisite_last_day(prerequisite, prerequisite_standing)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION people_selected(selector jsonb, unit_path text, unit_kind text, title_code text, employment_kind text)
      RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $$ SELECT selector IS NULL OR (
           (selector -> 'unitsBelow' IS NULL OR EXISTS (
             SELECT FROM jsonb_array_elements_text(selector -> 'unitsBelow') AS code WHERE strpos(unit_path, '/' || code || '/') > 0))
           AND (selector -> 'unitKinds' IS NULL OR jsonb_exists(selector -> 'unitKinds', unit_kind))
           AND (selector -> 'employmentKinds' IS NULL OR jsonb_exists(selector -> 'employmentKinds', employment_kind))
           AND (selector -> 'titleCodes' IS NULL OR EXISTS (
             SELECT FROM jsonb_array_elements_text(selector -> 'titleCodes') AS code
             WHERE CASE WHEN right(code, 1) = '*' THEN starts_with(title_code, left(code, -1)) ELSE title_code = code END))) $$;
      DROP FUNCTION title_selected(jsonb, text);
      CREATE FUNCTION prerequisite_last_day(p prerequisite, s prerequisite_standing)
      RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS
      $$ SELECT least(s.until, (s.day + make_interval(months => p.validity_months))::date,
                      (SELECT min(t.asked_from) + p.grace_days FROM acknowledgement_text t
                       WHERE t.prerequisite_id = p.id AND t.version > s.text_version)) $$`);
  }
}
