import type { MigrationInterface, QueryRunner } from 'typeorm';

/** HR intake: each delivery, its set-aside rows and its difference; and how far the calendar has come. */
export class Lifecycle1760000000800 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE hr_import (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        source text NOT NULL,
        channel text NOT NULL,
        state text NOT NULL,
        as_of date NOT NULL,
        started_by uuid,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        files_digest bytea,
        files_sealed bytea,
        rows_done integer NOT NULL DEFAULT 0,
        rows_total integer,
        result jsonb NOT NULL DEFAULT '{}',
        resolved_by uuid,
        resolved_at timestamptz,
        resolution_reason text,
        CONSTRAINT hr_import_started_by_fk FOREIGN KEY (started_by) REFERENCES person (id),
        CONSTRAINT hr_import_resolved_by_fk FOREIGN KEY (resolved_by) REFERENCES person (id),
        CONSTRAINT hr_import_channel_check CHECK (channel IN ('page', 'folder', 'command')),
        CONSTRAINT hr_import_state_check CHECK
          (state IN ('running', 'applied', 'unchanged', 'held', 'rejected', 'cancelled', 'dry-run')),
        CONSTRAINT hr_import_four_eyes_check CHECK (state <> 'applied' OR resolved_by IS NULL OR resolved_by IS DISTINCT FROM started_by)
      );
      CREATE INDEX hr_import_started_idx ON hr_import (started_at, id);
      CREATE TABLE hr_quarantine (
        import_id uuid NOT NULL,
        file text NOT NULL,
        line integer NOT NULL,
        reason text NOT NULL,
        detail text NOT NULL,
        column_name text,
        PRIMARY KEY (import_id, file, line),
        CONSTRAINT hr_quarantine_import_fk FOREIGN KEY (import_id) REFERENCES hr_import (id)
      );
      CREATE TABLE hr_difference (
        import_id uuid NOT NULL,
        number integer NOT NULL,
        person_id uuid,
        person_name text NOT NULL,
        kind text NOT NULL,
        text text NOT NULL,
        day date,
        PRIMARY KEY (import_id, number),
        CONSTRAINT hr_difference_import_fk FOREIGN KEY (import_id) REFERENCES hr_import (id),
        CONSTRAINT hr_difference_kind_check CHECK (kind IN
          ('joiner', 'mover', 'leaver', 'rehire', 'changed', 'employment-added', 'employment-ended'))
      );
      CREATE TABLE calendar (
        singleton boolean PRIMARY KEY DEFAULT true,
        day_done date NOT NULL,
        CONSTRAINT calendar_singleton_check CHECK (singleton)
      );
      CREATE TABLE lifecycle_event (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        person_id uuid NOT NULL,
        employment_id uuid,
        at timestamptz NOT NULL,
        day date NOT NULL,
        kind text NOT NULL,
        unit_id uuid,
        import_id uuid,
        CONSTRAINT lifecycle_event_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT lifecycle_event_employment_fk FOREIGN KEY (employment_id) REFERENCES employment (id),
        CONSTRAINT lifecycle_event_unit_fk FOREIGN KEY (unit_id) REFERENCES unit (id),
        CONSTRAINT lifecycle_event_import_fk FOREIGN KEY (import_id) REFERENCES hr_import (id),
        CONSTRAINT lifecycle_event_kind_check CHECK (kind IN
          ('joined', 'moved', 'leave', 'returned', 'left', 'rehired', 'terminated', 'employment-added', 'employment-ended'))
      );
      CREATE INDEX lifecycle_event_person_idx ON lifecycle_event (person_id, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE lifecycle_event, calendar, hr_difference, hr_quarantine, hr_import`);
  }
}
