import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Browsers that are known for some days, where an exception from two factors allows it ("förenklad inloggning"). */
export class KnownDevices1760000003400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE assurance_exception ADD known_device_days smallint,
        ADD CONSTRAINT assurance_exception_device_check CHECK (known_device_days BETWEEN 1 AND 10);
      ALTER TABLE session DROP CONSTRAINT session_kind_check,
        ADD CONSTRAINT session_kind_check CHECK
          (kind IN ('oidc', 'passkey', 'totp', 'break-glass', 'known-device')),
        ADD CONSTRAINT session_known_device_check CHECK (kind <> 'known-device' OR level <= 2);
      CREATE TABLE known_device (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        person_id uuid NOT NULL,
        digest bytea NOT NULL,
        previous_digest bytea,
        rotated_at timestamptz NOT NULL,
        credential_id text,
        device text,
        address text,
        remembered_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        last_used_at timestamptz,
        CONSTRAINT known_device_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT known_device_days_check CHECK (expires_at <= remembered_at + interval '10 days')
      );
      CREATE UNIQUE INDEX known_device_digest_idx ON known_device (digest);
      CREATE INDEX known_device_previous_idx ON known_device (previous_digest);
      CREATE INDEX known_device_person_idx ON known_device (person_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE known_device;
      DELETE FROM session WHERE kind = 'known-device';
      ALTER TABLE session DROP CONSTRAINT session_known_device_check, DROP CONSTRAINT session_kind_check,
        ADD CONSTRAINT session_kind_check CHECK (kind IN ('oidc', 'passkey', 'totp', 'break-glass'));
      ALTER TABLE assurance_exception DROP COLUMN known_device_days`);
  }
}
