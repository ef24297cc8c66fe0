import type { MigrationInterface, QueryRunner } from 'typeorm';

/** News pushed by HR systems: what came, what became of it, and which facts are the newest of each record. */
export class HrEvents1760000001100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE hr_event (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        source text NOT NULL,
        event_id text NOT NULL,
        digest bytea NOT NULL,
        person_key text NOT NULL,
        type text NOT NULL,
        occurred_at timestamptz NOT NULL,
        effective_from date,
        corrects text,
        state text NOT NULL,
        change text,
        reason text,
        detail text,
        path text,
        person_id uuid,
        import_id uuid,
        sealed bytea,
        received_from text NOT NULL,
        received_at timestamptz NOT NULL,
        settled_at timestamptz,
        repeats integer NOT NULL DEFAULT 0,
        CONSTRAINT hr_event_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT hr_event_import_fk FOREIGN KEY (import_id) REFERENCES hr_import (id),
        CONSTRAINT hr_event_state_check CHECK (state IN
          ('received', 'applied', 'unchanged', 'stale', 'held', 'quarantined', 'cancelled', 'conflict'))
      );
      CREATE UNIQUE INDEX hr_event_said_idx ON hr_event (source, event_id, digest);
      CREATE UNIQUE INDEX hr_event_once_idx ON hr_event (source, event_id) WHERE state <> 'conflict';
      CREATE INDEX hr_event_record_idx ON hr_event (source, person_key, occurred_at);
      CREATE INDEX hr_event_received_idx ON hr_event (received_at, id);
      CREATE INDEX hr_event_waiting_idx ON hr_event (source, occurred_at) WHERE sealed IS NOT NULL;
      CREATE INDEX hr_event_import_idx ON hr_event (import_id) WHERE import_id IS NOT NULL;
      CREATE INDEX person_source_facts_idx ON person_source (source, facts_at) WHERE facts_at IS NOT NULL;
      ALTER TABLE hr_import DROP CONSTRAINT hr_import_channel_check,
        ADD CONSTRAINT hr_import_channel_check CHECK (channel IN ('page', 'folder', 'command', 'pull', 'event'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE hr_event;
      DROP INDEX person_source_facts_idx;
      ALTER TABLE hr_import DROP CONSTRAINT hr_import_channel_check,
        ADD CONSTRAINT hr_import_channel_check CHECK (channel IN ('page', 'folder', 'command', 'pull'))`);
  }
}
