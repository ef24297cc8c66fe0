import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Server-side sessions bound to the person, the started sign-ins, and answers kept for Idempotency-Key. */
export class SignIn1760000000400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE session (
        id bytea PRIMARY KEY,
        person_id uuid NOT NULL,
        level smallint NOT NULL,
        provider text NOT NULL,
        acr text NOT NULL,
        method text NOT NULL,
        id_token_sealed bytea,
        signed_in_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT session_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT session_level_check CHECK (level BETWEEN 1 AND 4)
      );
      CREATE INDEX session_person_idx ON session (person_id);
      CREATE INDEX session_expires_idx ON session (expires_at);
      CREATE TABLE login_flow (
        id bytea PRIMARY KEY,
        provider text NOT NULL,
        state text NOT NULL,
        nonce text NOT NULL,
        verifier text NOT NULL,
        return_to text NOT NULL,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX login_flow_expires_idx ON login_flow (expires_at);
      CREATE TABLE idempotency_key (
        person_id uuid NOT NULL,
        key uuid NOT NULL,
        request_digest bytea NOT NULL,
        status smallint,
        response jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (person_id, key)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE idempotency_key, login_flow, session`);
  }
}
