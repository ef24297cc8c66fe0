import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What providers said of signing out (OpenID Connect Back-Channel Logout): each message counts once, and a sign-in that
 * was under way when it came does not become a session. A begun sign-in may be one that only tries a provider out.
 */
export class ProviderLogout1760000002600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE provider_logout (
        provider text NOT NULL,
        jti bytea NOT NULL,
        sid text,
        subject text,
        issued_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (provider, jti),
        CONSTRAINT provider_logout_whose_check CHECK (sid IS NOT NULL OR subject IS NOT NULL)
      );
      CREATE INDEX provider_logout_expires_idx ON provider_logout (expires_at);
      CREATE INDEX provider_logout_sid_idx ON provider_logout (provider, sid) WHERE sid IS NOT NULL;
      CREATE INDEX provider_logout_subject_idx ON provider_logout (provider, subject) WHERE sid IS NULL;
      ALTER TABLE login_flow
        ADD COLUMN tester_id uuid,
        ADD CONSTRAINT login_flow_tester_fk FOREIGN KEY (tester_id) REFERENCES person (id) ON DELETE CASCADE`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE login_flow DROP COLUMN tester_id; DROP TABLE provider_logout`);
  }
}
