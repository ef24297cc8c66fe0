import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is demanded before access works (H10.1–H10.4): what it is, which roles require it, and how each person stands. */
export class Prerequisites1760000001600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE prerequisite (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        key text NOT NULL,
        kind text NOT NULL,
        code text,
        name_sv text NOT NULL,
        name_en text NOT NULL,
        how_sv text NOT NULL,
        how_en text NOT NULL,
        validity_months integer,
        grace_days integer NOT NULL DEFAULT 0,
        applies_to jsonb,
        CONSTRAINT prerequisite_key_key UNIQUE (key),
        CONSTRAINT prerequisite_code_key UNIQUE (code),
        CONSTRAINT prerequisite_kind_check CHECK (kind IN ('course', 'acknowledgement', 'identity-check', 'licence', 'screening')),
        CONSTRAINT prerequisite_code_check CHECK ((kind = 'course') = (code IS NOT NULL)),
        CONSTRAINT prerequisite_validity_check CHECK (validity_months BETWEEN 1 AND 600),
        CONSTRAINT prerequisite_grace_check CHECK (grace_days BETWEEN 0 AND 365)
      );
      CREATE TABLE acknowledgement_text (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        prerequisite_id uuid NOT NULL,
        version integer NOT NULL,
        asked_from date NOT NULL,
        text_sv text NOT NULL,
        text_en text NOT NULL,
        digest bytea NOT NULL,
        declared_at timestamptz NOT NULL,
        CONSTRAINT acknowledgement_text_version_key UNIQUE (prerequisite_id, version),
        CONSTRAINT acknowledgement_text_prerequisite_fk FOREIGN KEY (prerequisite_id) REFERENCES prerequisite (id),
        CONSTRAINT acknowledgement_text_version_check CHECK (version > 0)
      );
      CREATE TABLE role_prerequisite (
        role_id uuid NOT NULL,
        prerequisite_id uuid NOT NULL,
        PRIMARY KEY (role_id, prerequisite_id),
        CONSTRAINT role_prerequisite_role_fk FOREIGN KEY (role_id) REFERENCES role (id),
        CONSTRAINT role_prerequisite_prerequisite_fk FOREIGN KEY (prerequisite_id) REFERENCES prerequisite (id)
      );
      CREATE INDEX role_prerequisite_prerequisite_idx ON role_prerequisite (prerequisite_id);
      CREATE TABLE completion_import (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        source text NOT NULL,
        channel text NOT NULL,
        state text NOT NULL,
        dry_run boolean NOT NULL,
        started_by uuid,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        digest bytea,
        result jsonb,
        CONSTRAINT completion_import_started_by_fk FOREIGN KEY (started_by) REFERENCES person (id),
        CONSTRAINT completion_import_channel_check CHECK (channel IN ('page', 'api', 'command')),
        CONSTRAINT completion_import_state_check CHECK (state IN ('running', 'applied', 'dry-run', 'rejected'))
      );
      CREATE INDEX completion_import_started_idx ON completion_import (started_at, id);
      CREATE TABLE completion_aside (
        import_id uuid NOT NULL,
        line integer NOT NULL,
        reason text NOT NULL,
        column_name text,
        value text,
        PRIMARY KEY (import_id, line),
        CONSTRAINT completion_aside_import_fk FOREIGN KEY (import_id) REFERENCES completion_import (id)
      );
      CREATE TABLE prerequisite_record (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        person_id uuid NOT NULL,
        prerequisite_id uuid NOT NULL,
        origin text NOT NULL,
        met boolean NOT NULL,
        day date NOT NULL,
        until date,
        text_id uuid,
        text_digest bytea,
        level smallint,
        import_id uuid,
        recorded_by uuid,
        recorded_at timestamptz NOT NULL,
        CONSTRAINT prerequisite_record_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT prerequisite_record_prerequisite_fk FOREIGN KEY (prerequisite_id) REFERENCES prerequisite (id),
        CONSTRAINT prerequisite_record_text_fk FOREIGN KEY (text_id) REFERENCES acknowledgement_text (id),
        CONSTRAINT prerequisite_record_import_fk FOREIGN KEY (import_id) REFERENCES completion_import (id),
        CONSTRAINT prerequisite_record_recorded_by_fk FOREIGN KEY (recorded_by) REFERENCES person (id),
        CONSTRAINT prerequisite_record_origin_check CHECK (origin IN ('import', 'register', 'signature', 'takeover')),
        CONSTRAINT prerequisite_record_until_check CHECK (until >= day),
        CONSTRAINT prerequisite_record_own_check CHECK
          (CASE origin WHEN 'signature' THEN recorded_by = person_id AND text_id IS NOT NULL AND text_digest IS NOT NULL
                                             AND level IS NOT NULL
                       WHEN 'register' THEN recorded_by IS NOT NULL AND recorded_by <> person_id
                       ELSE true END)
      );
      CREATE UNIQUE INDEX prerequisite_record_completion_idx ON prerequisite_record (person_id, prerequisite_id, day)
        WHERE origin = 'import';
      CREATE INDEX prerequisite_record_person_idx ON prerequisite_record (person_id, prerequisite_id, id);
      CREATE TABLE prerequisite_standing (
        person_id uuid NOT NULL,
        prerequisite_id uuid NOT NULL,
        met boolean NOT NULL,
        day date NOT NULL,
        until date,
        text_version integer,
        warned smallint,
        PRIMARY KEY (person_id, prerequisite_id),
        CONSTRAINT prerequisite_standing_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT prerequisite_standing_prerequisite_fk FOREIGN KEY (prerequisite_id) REFERENCES prerequisite (id)
      );
      CREATE INDEX prerequisite_standing_prerequisite_idx ON prerequisite_standing (prerequisite_id, person_id)`);
    // What was completed, seen or signed is history, and a text that somebody signed is evidence: neither is rewritten.
    await runner.query(`
      REVOKE UPDATE, DELETE, TRUNCATE ON prerequisite_record, acknowledgement_text FROM grindvakt_service`);
    // The SQL twins of selects() and lastDayOf() in the law book; test/medium/prerequisites.spec.ts holds them together.
    await runner.query(`
      CREATE FUNCTION people_selected(selector jsonb, unit_path text, unit_kind text, title_code text, employment_kind text)
      RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $$ SELECT selector IS NULL OR (
           (selector -> 'unitsBelow' IS NULL OR EXISTS (
             SELECT FROM jsonb_array_elements_text(selector -> 'unitsBelow') AS code WHERE strpos(unit_path, '/' || code || '/') > 0))
           AND (selector -> 'unitKinds' IS NULL OR jsonb_exists(selector -> 'unitKinds', unit_kind))
           AND (selector -> 'employmentKinds' IS NULL OR jsonb_exists(selector -> 'employmentKinds', employment_kind))
           AND (selector -> 'titleCodes' IS NULL OR EXISTS (
             SELECT FROM jsonb_array_elements_text(selector -> 'titleCodes') AS code
             WHERE CASE WHEN right(code, 1) = '*' THEN starts_with(title_code, left(code, -1)) ELSE title_code = code END))) $$;
      CREATE FUNCTION prerequisite_last_day(p prerequisite, s prerequisite_standing)
      RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS
      $$ SELECT least(s.until, (s.day + make_interval(months => p.validity_months))::date,
                      (SELECT min(t.asked_from) + p.grace_days FROM acknowledgement_text t
                       WHERE t.prerequisite_id = p.id AND t.version > s.text_version)) $$`);
    // When the session was last found to lack no signature: asked again the next day, and when a text is declared.
    await runner.query(`ALTER TABLE session ADD COLUMN acknowledged_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE session DROP COLUMN acknowledged_at;
      DROP FUNCTION prerequisite_last_day(prerequisite, prerequisite_standing);
      DROP FUNCTION people_selected(jsonb, text, text, text, text);
      DROP TABLE prerequisite_standing, prerequisite_record, completion_aside, completion_import, role_prerequisite,
        acknowledgement_text, prerequisite`);
  }
}
