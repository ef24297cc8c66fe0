import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A session tells by what it was started and where from, so that it can be shown, ended alone, and ended with its
 * credential or by its provider; a begun sign-in remembers what was demanded of it (RFC 9470).
 */
export class SessionsToldApart1760000002800 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE session
        ADD COLUMN public_id uuid NOT NULL DEFAULT gen_random_uuid(),
        ADD COLUMN kind text NOT NULL DEFAULT 'oidc',
        ADD COLUMN credential_id text,
        ADD COLUMN provider_sid text,
        ADD COLUMN provider_subject text,
        ADD COLUMN device text,
        ADD COLUMN address text,
        ADD COLUMN authenticated_at timestamptz;
      UPDATE session SET authenticated_at = signed_in_at;
      ALTER TABLE session
        ALTER COLUMN authenticated_at SET NOT NULL,
        ALTER COLUMN public_id DROP DEFAULT,
        ALTER COLUMN kind DROP DEFAULT,
        ADD CONSTRAINT session_kind_check CHECK (kind IN ('oidc', 'passkey', 'totp', 'break-glass'));
      CREATE UNIQUE INDEX session_public_id_idx ON session (public_id);
      CREATE INDEX session_provider_sid_idx ON session (provider, provider_sid) WHERE provider_sid IS NOT NULL;
      CREATE INDEX session_provider_subject_idx ON session (provider, provider_subject)
        WHERE provider_subject IS NOT NULL;
      ALTER TABLE login_flow
        ADD COLUMN demanded_level smallint,
        ADD COLUMN max_age int,
        ADD CONSTRAINT login_flow_demanded_level_check CHECK (demanded_level BETWEEN 1 AND 4),
        ADD CONSTRAINT login_flow_max_age_check CHECK (max_age >= 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE login_flow DROP COLUMN demanded_level, DROP COLUMN max_age;
      ALTER TABLE session
        DROP COLUMN public_id, DROP COLUMN kind, DROP COLUMN credential_id, DROP COLUMN provider_sid,
        DROP COLUMN provider_subject, DROP COLUMN device, DROP COLUMN address, DROP COLUMN authenticated_at`);
  }
}
