import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has seen through a protection, why, and until when: nothing protected is shown without one (invariant 10). */
export class Unmaskings1760000004320 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE person_unmasking (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        viewer_id uuid NOT NULL CONSTRAINT person_unmasking_viewer_fk REFERENCES person,
        subject_id uuid NOT NULL,
        reason text NOT NULL CONSTRAINT person_unmasking_reason_check
          CHECK (reason IN ('contact', 'access', 'facts', 'incident', 'other')),
        note text CONSTRAINT person_unmasking_note_check CHECK (reason <> 'other' OR note IS NOT NULL),
        at timestamptz NOT NULL,
        until timestamptz NOT NULL,
        CONSTRAINT person_unmasking_days_check CHECK (until > at));
      CREATE INDEX person_unmasking_viewer_idx ON person_unmasking (viewer_id, subject_id, until);
      CREATE INDEX person_unmasking_subject_idx ON person_unmasking (subject_id, at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE person_unmasking`);
  }
}
