import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Programs that call the API: each with an owner, an end, its public keys and what it may do (H13.1.2). No secret of
 * theirs is kept: they prove who they are by a signature or a certificate, and of a token the digest is kept.
 */
export class ApiClients1760000002610 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE api_client (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        name text NOT NULL,
        purpose text NOT NULL,
        scopes text[] NOT NULL,
        hr_source text,
        authentication text NOT NULL,
        owner_id uuid NOT NULL,
        ownerless_since date,
        expires_on date NOT NULL,
        disabled_at timestamptz,
        disabled_reason text,
        last_used_at timestamptz,
        last_used_address text,
        created_at timestamptz NOT NULL,
        CONSTRAINT api_client_authentication_check CHECK (authentication IN ('private_key_jwt', 'tls')),
        CONSTRAINT api_client_disabled_check CHECK ((disabled_at IS NULL) = (disabled_reason IS NULL)),
        CONSTRAINT api_client_owner_fk FOREIGN KEY (owner_id) REFERENCES person (id)
      );
      CREATE UNIQUE INDEX api_client_name_idx ON api_client (name);
      CREATE INDEX api_client_owner_idx ON api_client (owner_id);
      CREATE TABLE api_client_key (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        client_id uuid NOT NULL,
        name text NOT NULL,
        jwk jsonb,
        thumbprint bytea NOT NULL,
        added_at timestamptz NOT NULL,
        last_used_at timestamptz,
        CONSTRAINT api_client_key_client_fk FOREIGN KEY (client_id) REFERENCES api_client (id) ON DELETE CASCADE
      );
      CREATE UNIQUE INDEX api_client_key_thumbprint_idx ON api_client_key (thumbprint);
      CREATE INDEX api_client_key_client_idx ON api_client_key (client_id);
      CREATE TABLE api_token (
        id bytea PRIMARY KEY,
        client_id uuid NOT NULL,
        scopes text[] NOT NULL,
        thumbprint bytea,
        expires_at timestamptz NOT NULL,
        CONSTRAINT api_token_client_fk FOREIGN KEY (client_id) REFERENCES api_client (id) ON DELETE CASCADE
      );
      CREATE INDEX api_token_client_idx ON api_token (client_id);
      CREATE INDEX api_token_expires_idx ON api_token (expires_at);
      CREATE TABLE api_assertion (
        client_id uuid NOT NULL,
        jti bytea NOT NULL,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (client_id, jti),
        CONSTRAINT api_assertion_client_fk FOREIGN KEY (client_id) REFERENCES api_client (id) ON DELETE CASCADE
      );
      CREATE INDEX api_assertion_expires_idx ON api_assertion (expires_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE api_assertion, api_token, api_client_key, api_client`);
  }
}
