import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Grants that rest without ending, records of several HR sources, and notices. */
export class RestingGrants1760000000900 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE access_grant
        ADD COLUMN suspended_for text[] NOT NULL DEFAULT '{}',
        ADD COLUMN outgrown_at timestamptz,
        ADD CONSTRAINT access_grant_suspended_check CHECK
          (suspended_for <@ ARRAY['leave', 'off-shift', 'prerequisite'] AND array_position(suspended_for, NULL) IS NULL);
      CREATE INDEX access_grant_suspended_idx ON access_grant (person_id) WHERE ended_at IS NULL AND suspended_for <> '{}';
      CREATE INDEX access_grant_outgrown_idx ON access_grant (outgrown_at) WHERE ended_at IS NULL AND outgrown_at IS NOT NULL`);
    // One definition of effective access: live, unexpired and not resting.
    await runner.query(`
      CREATE FUNCTION grant_works(ended_at timestamptz, valid_to timestamptz, suspended_for text[], at timestamptz)
      RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $$ SELECT ended_at IS NULL AND (valid_to IS NULL OR valid_to > at) AND suspended_for = '{}' $$;
      CREATE OR REPLACE FUNCTION grindvakt_rights(holder uuid, at timestamptz) RETURNS SETOF text
      LANGUAGE sql STABLE PARALLEL SAFE AS
      $$ SELECT DISTINCT e.external_name
         FROM access_grant g JOIN role_entitlement re ON re.role_id = g.role_id
         JOIN entitlement e ON e.id = re.entitlement_id AND e.target = 'grindvakt'
         WHERE g.person_id = holder AND grant_works(g.ended_at, g.valid_to, g.suspended_for, at) $$`);
    await runner.query(`
      CREATE TABLE person_source (
        source text NOT NULL,
        source_key text NOT NULL,
        person_id uuid NOT NULL,
        facts_at timestamptz,
        PRIMARY KEY (source, source_key),
        CONSTRAINT person_source_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
      );
      CREATE INDEX person_source_person_idx ON person_source (person_id);
      INSERT INTO person_source (source, source_key, person_id) SELECT source, source_key, id FROM person`);
    await runner.query(`
      CREATE TABLE notice (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        to_id uuid NOT NULL,
        kind text NOT NULL,
        about_id uuid,
        object_kind text,
        object_id uuid,
        facts jsonb NOT NULL DEFAULT '{}',
        dedupe text,
        at timestamptz NOT NULL,
        read_at timestamptz,
        CONSTRAINT notice_to_fk FOREIGN KEY (to_id) REFERENCES person (id),
        CONSTRAINT notice_about_fk FOREIGN KEY (about_id) REFERENCES person (id),
        CONSTRAINT notice_dedupe_key UNIQUE (to_id, dedupe)
      );
      CREATE INDEX notice_unread_idx ON notice (to_id, at, id) WHERE read_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE notice, person_source;
      CREATE OR REPLACE FUNCTION grindvakt_rights(holder uuid, at timestamptz) RETURNS SETOF text
      LANGUAGE sql STABLE PARALLEL SAFE AS
      $$ SELECT DISTINCT e.external_name
         FROM access_grant g JOIN role_entitlement re ON re.role_id = g.role_id
         JOIN entitlement e ON e.id = re.entitlement_id AND e.target = 'grindvakt'
         WHERE g.person_id = holder AND g.ended_at IS NULL AND (g.valid_to IS NULL OR g.valid_to > at) $$;
      DROP FUNCTION grant_works(timestamptz, timestamptz, text[], timestamptz);
      ALTER TABLE access_grant DROP COLUMN suspended_for, DROP COLUMN outgrown_at`);
  }
}
