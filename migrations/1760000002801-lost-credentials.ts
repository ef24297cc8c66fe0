import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lost and exposed credentials (H12.2.1–H12.2.3): what was reported, what is barred, and how it was followed to the end. */
export class LostCredentials1760000002801 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE credential_report (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        person_id uuid NOT NULL,
        provider text,
        method text,
        cause text NOT NULL,
        note text NOT NULL DEFAULT '',
        channel text NOT NULL,
        state text NOT NULL,
        reported_by uuid,
        reported_at timestamptz NOT NULL,
        confirmed_by uuid,
        confirmed_at timestamptz,
        blocked_on date,
        blocked_by uuid,
        identity_document text,
        closed_by uuid,
        closed_on date,
        closed_at timestamptz,
        closing_note text,
        due_on date NOT NULL,
        reminded_on date,
        CONSTRAINT credential_report_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT credential_report_reported_by_fk FOREIGN KEY (reported_by) REFERENCES person (id),
        CONSTRAINT credential_report_confirmed_by_fk FOREIGN KEY (confirmed_by) REFERENCES person (id),
        CONSTRAINT credential_report_blocked_by_fk FOREIGN KEY (blocked_by) REFERENCES person (id),
        CONSTRAINT credential_report_closed_by_fk FOREIGN KEY (closed_by) REFERENCES person (id),
        CONSTRAINT credential_report_cause_check
          CHECK (cause IN ('lost', 'stolen', 'code-known', 'misused', 'other')),
        CONSTRAINT credential_report_channel_check CHECK (channel IN ('self', 'manager', 'service-desk', 'outside')),
        CONSTRAINT credential_report_state_check
          CHECK (state IN ('unconfirmed', 'barred', 'renewed', 'false-alarm', 'dismissed')),
        CONSTRAINT credential_report_document_check CHECK
          (identity_document IN ('passport', 'national-id', 'driving-licence', 'id-card', 'known-in-person')),
        CONSTRAINT credential_report_barred_check CHECK (state IN ('unconfirmed', 'dismissed') OR provider IS NOT NULL),
        -- Nobody lifts the bar of their own credential, and not without proof of who they are (H12.2.3).
        CONSTRAINT credential_report_not_own_check CHECK (closed_by IS DISTINCT FROM person_id),
        CONSTRAINT credential_report_renewed_check CHECK (state <> 'renewed'
          OR (blocked_on IS NOT NULL AND identity_document IS NOT NULL AND closed_by IS NOT NULL AND closed_on IS NOT NULL)),
        CONSTRAINT credential_report_false_alarm_check CHECK (state <> 'false-alarm'
          OR (identity_document IS NOT NULL AND closed_by IS NOT NULL AND closed_on IS NOT NULL))
      );
      CREATE INDEX credential_report_open_idx ON credential_report (reported_at, id)
        WHERE state IN ('unconfirmed', 'barred');
      CREATE INDEX credential_report_person_idx ON credential_report (person_id, reported_at);
      CREATE TABLE barred_method (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        report_id uuid NOT NULL,
        person_id uuid NOT NULL,
        provider text NOT NULL,
        method text,
        barred_at timestamptz NOT NULL,
        lifted_at timestamptz,
        CONSTRAINT barred_method_report_fk FOREIGN KEY (report_id) REFERENCES credential_report (id),
        CONSTRAINT barred_method_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
      );
      CREATE INDEX barred_method_person_idx ON barred_method (person_id) WHERE lifted_at IS NULL;
      CREATE TABLE outside_report (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        address text NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE INDEX outside_report_address_idx ON outside_report (address, at);
      CREATE INDEX outside_report_at_idx ON outside_report (at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE outside_report, barred_method, credential_report`);
  }
}
