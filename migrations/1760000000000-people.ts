import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The service's role and the facts about people: care providers, units, persons, employments.
 * The role owns nothing: migrations run as the owner, the service as `grindvakt_service`.
 */
export class People1760000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'grindvakt_service') THEN
          CREATE ROLE grindvakt_service NOLOGIN;
        END IF;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- two databases migrated at the same moment
      END $$`);
    await runner.query(`
      ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO grindvakt_service;
      ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO grindvakt_service;
      GRANT USAGE ON SCHEMA public TO grindvakt_service`);
    await runner.query(`
      CREATE TABLE care_provider (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        organisation_number text NOT NULL,
        name text NOT NULL,
        CONSTRAINT care_provider_organisation_number_key UNIQUE (organisation_number)
      );
      CREATE TABLE unit (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        care_provider_id uuid NOT NULL,
        source text NOT NULL,
        code text NOT NULL,
        name text NOT NULL,
        kind text NOT NULL DEFAULT '',
        parent_id uuid,
        path text NOT NULL,
        manager_number text,
        hsa_id text,
        cost_centre text,
        valid_from date,
        valid_to date,
        CONSTRAINT unit_source_code_key UNIQUE (source, code),
        CONSTRAINT unit_care_provider_fk FOREIGN KEY (care_provider_id) REFERENCES care_provider (id),
        CONSTRAINT unit_parent_fk FOREIGN KEY (parent_id) REFERENCES unit (id)
      );
      CREATE INDEX unit_path_idx ON unit (path text_pattern_ops);
      CREATE INDEX unit_parent_idx ON unit (parent_id);
      CREATE TABLE person (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        source text NOT NULL,
        source_key text NOT NULL,
        person_number_sealed bytea,
        person_number_index bytea,
        given_name text NOT NULL,
        call_name text NOT NULL,
        family_name text NOT NULL,
        protection text NOT NULL DEFAULT 'none',
        email text,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT person_source_key UNIQUE (source, source_key),
        CONSTRAINT person_number_key UNIQUE (person_number_index),
        CONSTRAINT person_protection_check CHECK (protection IN ('none', 'confidential', 'protected-registration')),
        CONSTRAINT person_number_check CHECK ((person_number_sealed IS NULL) = (person_number_index IS NULL))
      );
      CREATE INDEX person_name_idx ON person (family_name, call_name, id);
      CREATE TABLE person_hsa_id (
        hsa_id text PRIMARY KEY,
        person_id uuid NOT NULL,
        CONSTRAINT person_hsa_id_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
      );
      CREATE INDEX person_hsa_id_person_idx ON person_hsa_id (person_id);
      CREATE TABLE employment (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        person_id uuid NOT NULL,
        unit_id uuid NOT NULL,
        source text NOT NULL,
        number text NOT NULL,
        kind text NOT NULL,
        title text NOT NULL,
        title_code text,
        percent numeric(6,2) NOT NULL DEFAULT 0,
        start_date date NOT NULL,
        end_date date,
        main boolean NOT NULL DEFAULT false,
        leads_unit boolean NOT NULL DEFAULT false,
        manager_number text,
        manager_employment_id uuid,
        leave_kind text,
        leave_percent numeric(6,2),
        leave_from date,
        leave_to date,
        sponsor_number text,
        external_employer text,
        contract_reference text,
        registered_by_hand boolean NOT NULL DEFAULT false,
        terminated_at timestamptz,
        row_digest bytea,
        CONSTRAINT employment_source_number_key UNIQUE (source, number),
        CONSTRAINT employment_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT employment_unit_fk FOREIGN KEY (unit_id) REFERENCES unit (id),
        CONSTRAINT employment_manager_fk FOREIGN KEY (manager_employment_id) REFERENCES employment (id),
        CONSTRAINT employment_kind_check CHECK
          (kind IN ('permanent', 'substitute', 'fixed-term', 'hourly', 'probation', 'consultant', 'student')),
        CONSTRAINT employment_days_check CHECK (end_date IS NULL OR end_date >= start_date)
      );
      CREATE INDEX employment_person_idx ON employment (person_id);
      CREATE INDEX employment_unit_idx ON employment (unit_id);
      CREATE INDEX employment_manager_idx ON employment (manager_employment_id);
      CREATE INDEX employment_start_idx ON employment (start_date);
      CREATE INDEX employment_end_idx ON employment (end_date)`);
    // One definition of "in force", used by every room: both days inclusive (see the HR format), urgent
    // termination at once. \`day\` is a day in Europe/Stockholm, given by the caller's clock.
    await runner.query(`
      CREATE FUNCTION in_force(start_date date, end_date date, terminated_at timestamptz, day date)
      RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $$ SELECT terminated_at IS NULL AND start_date <= day AND (end_date IS NULL OR end_date >= day) $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION in_force(date, date, timestamptz, date);
      DROP TABLE employment, person_hsa_id, person, unit, care_provider`);
  }
}
