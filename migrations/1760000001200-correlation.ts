import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Several HR sources about one person: what each record states, records that may be about somebody known, and persons
 * found to be one.
 */
export class Correlation1760000001200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE person
        ADD COLUMN birth_index bytea,
        ADD COLUMN coordination_number boolean NOT NULL DEFAULT false,
        ADD COLUMN merged_into uuid,
        ADD CONSTRAINT person_merged_into_fk FOREIGN KEY (merged_into) REFERENCES person (id),
        ADD CONSTRAINT person_merged_check CHECK (merged_into IS NULL OR (merged_into <> id AND person_number_index IS NULL));
      CREATE INDEX person_birth_idx ON person (birth_index) WHERE birth_index IS NOT NULL;
      CREATE INDEX person_merged_into_idx ON person (merged_into) WHERE merged_into IS NOT NULL;
      ALTER TABLE employment ADD COLUMN source_key text;
      CREATE INDEX employment_record_idx ON employment (source, source_key) WHERE source_key IS NOT NULL;
      UPDATE employment e SET source_key = p.source_key FROM person p WHERE p.id = e.person_id AND p.source = e.source;
      ALTER TABLE person_source
        ADD COLUMN number_sealed bytea,
        ADD COLUMN number_index bytea,
        ADD COLUMN birth_index bytea,
        ADD COLUMN coordination_number boolean,
        ADD COLUMN given_name text,
        ADD COLUMN call_name text,
        ADD COLUMN family_name text,
        ADD COLUMN protection text,
        ADD COLUMN email text,
        ADD COLUMN hsa_ids text[],
        ADD COLUMN linked_at timestamptz NOT NULL DEFAULT now(),
        ADD COLUMN lost_at timestamptz,
        ADD CONSTRAINT person_source_number_check CHECK ((number_sealed IS NULL) = (number_index IS NULL)),
        ADD CONSTRAINT person_source_protection_check CHECK (protection IN ('none', 'confidential', 'protected-registration'));
      CREATE INDEX person_source_number_idx ON person_source (number_index) WHERE number_index IS NOT NULL;
      UPDATE person_source s SET number_sealed = p.person_number_sealed, number_index = p.person_number_index,
        given_name = p.given_name, call_name = p.call_name, family_name = p.family_name, protection = p.protection,
        email = p.email, linked_at = p.created_at,
        hsa_ids = ARRAY(SELECT h.hsa_id FROM person_hsa_id h WHERE h.person_id = p.id ORDER BY h.hsa_id)
      FROM person p WHERE p.id = s.person_id`);
    await runner.query(`
      CREATE TABLE person_former_number (
        number_index bytea NOT NULL,
        person_id uuid NOT NULL,
        replaced_at timestamptz NOT NULL,
        PRIMARY KEY (number_index, person_id),
        CONSTRAINT person_former_number_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
      );
      CREATE INDEX person_former_number_person_idx ON person_former_number (person_id);
      CREATE TABLE correlation_case (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        source text NOT NULL,
        source_key text NOT NULL,
        person_id uuid,
        reason text NOT NULL,
        state text NOT NULL DEFAULT 'open',
        facts_sealed bytea NOT NULL,
        as_of date NOT NULL,
        import_id uuid,
        opened_at timestamptz NOT NULL,
        decided_by uuid,
        decided_at timestamptz,
        decision_reason text,
        CONSTRAINT correlation_case_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT correlation_case_import_fk FOREIGN KEY (import_id) REFERENCES hr_import (id),
        CONSTRAINT correlation_case_decided_by_fk FOREIGN KEY (decided_by) REFERENCES person (id),
        CONSTRAINT correlation_case_reason_check CHECK (reason IN
          ('name-differs', 'weak-match', 'several-candidates', 'former-number', 'number-of-another', 'hsa-id-of-another')),
        CONSTRAINT correlation_case_state_check CHECK (state IN ('open', 'same', 'different', 'merged', 'settled')),
        CONSTRAINT correlation_case_decided_check CHECK ((state = 'open') = (decided_at IS NULL))
      );
      CREATE UNIQUE INDEX correlation_case_open_idx ON correlation_case (source, source_key) WHERE state = 'open';
      CREATE INDEX correlation_case_opened_idx ON correlation_case (opened_at, id);
      CREATE TABLE correlation_candidate (
        case_id uuid NOT NULL,
        person_id uuid NOT NULL,
        rank integer NOT NULL,
        signs text[] NOT NULL,
        PRIMARY KEY (case_id, person_id),
        CONSTRAINT correlation_candidate_case_fk FOREIGN KEY (case_id) REFERENCES correlation_case (id) ON DELETE CASCADE,
        CONSTRAINT correlation_candidate_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
      );
      CREATE INDEX correlation_candidate_person_idx ON correlation_candidate (person_id);
      CREATE TABLE person_apart (
        person_a uuid NOT NULL,
        person_b uuid NOT NULL,
        decided_by uuid NOT NULL,
        decided_at timestamptz NOT NULL,
        reason text NOT NULL,
        PRIMARY KEY (person_a, person_b),
        CONSTRAINT person_apart_a_fk FOREIGN KEY (person_a) REFERENCES person (id),
        CONSTRAINT person_apart_b_fk FOREIGN KEY (person_b) REFERENCES person (id),
        CONSTRAINT person_apart_decided_by_fk FOREIGN KEY (decided_by) REFERENCES person (id),
        CONSTRAINT person_apart_order_check CHECK (person_a < person_b)
      );
      CREATE TABLE person_merge (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        survivor_id uuid NOT NULL,
        merged_id uuid NOT NULL,
        merged_by uuid NOT NULL,
        merged_at timestamptz NOT NULL,
        reason text NOT NULL,
        record_sources text[] NOT NULL,
        record_keys text[] NOT NULL,
        employment_ids uuid[] NOT NULL,
        hsa_ids text[] NOT NULL,
        information_owned uuid[] NOT NULL,
        system_owned uuid[] NOT NULL,
        number_sealed bytea,
        number_index bytea,
        undone_by uuid,
        undone_at timestamptz,
        undo_reason text,
        CONSTRAINT person_merge_survivor_fk FOREIGN KEY (survivor_id) REFERENCES person (id),
        CONSTRAINT person_merge_merged_fk FOREIGN KEY (merged_id) REFERENCES person (id),
        CONSTRAINT person_merge_merged_by_fk FOREIGN KEY (merged_by) REFERENCES person (id),
        CONSTRAINT person_merge_undone_by_fk FOREIGN KEY (undone_by) REFERENCES person (id),
        CONSTRAINT person_merge_two_check CHECK (survivor_id <> merged_id),
        CONSTRAINT person_merge_by_check CHECK (merged_by NOT IN (survivor_id, merged_id)),
        CONSTRAINT person_merge_undone_check CHECK ((undone_at IS NULL) = (undone_by IS NULL))
      );
      CREATE UNIQUE INDEX person_merge_standing_idx ON person_merge (merged_id) WHERE undone_at IS NULL;
      CREATE INDEX person_merge_survivor_idx ON person_merge (survivor_id);
      CREATE INDEX person_merge_merged_at_idx ON person_merge (merged_at, id);
      ALTER TABLE assessment
        ADD COLUMN copied_from uuid,
        ADD CONSTRAINT assessment_copied_from_fk FOREIGN KEY (copied_from) REFERENCES assessment (id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE assessment DROP COLUMN copied_from;
      DROP TABLE person_merge, person_apart, correlation_candidate, correlation_case, person_former_number;
      ALTER TABLE person_source DROP COLUMN number_sealed, DROP COLUMN number_index, DROP COLUMN birth_index,
        DROP COLUMN coordination_number, DROP COLUMN given_name, DROP COLUMN call_name, DROP COLUMN family_name,
        DROP COLUMN protection, DROP COLUMN email, DROP COLUMN hsa_ids, DROP COLUMN linked_at, DROP COLUMN lost_at;
      ALTER TABLE employment DROP COLUMN source_key;
      ALTER TABLE person DROP COLUMN merged_into, DROP COLUMN coordination_number, DROP COLUMN birth_index`);
  }
}
