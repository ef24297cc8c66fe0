import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The append-only log (H13.1.8–9, invariant 7): the service may add and read, never change or remove. */
export class Audit1760000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION transaction_number() RETURNS bigint LANGUAGE sql AS
      $$ SELECT pg_current_xact_id()::text::bigint $$;
      CREATE TABLE audit_entry (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        transaction_id bigint NOT NULL DEFAULT transaction_number(),
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        actor_kind text NOT NULL,
        actor_id uuid,
        actor_name text,
        action text NOT NULL,
        person_id uuid,
        object_kind text,
        object_id uuid,
        reason text,
        channel text NOT NULL,
        address text,
        level smallint,
        detail jsonb NOT NULL DEFAULT '{}',
        CONSTRAINT audit_entry_actor_check CHECK (actor_kind IN ('person', 'operator', 'system')),
        CONSTRAINT audit_entry_level_check CHECK (level BETWEEN 1 AND 4),
        CONSTRAINT audit_entry_person_actor_check CHECK ((actor_kind = 'person') = (actor_id IS NOT NULL))
      );
      CREATE INDEX audit_entry_person_idx ON audit_entry (person_id, id);
      CREATE INDEX audit_entry_object_idx ON audit_entry (object_id, id);
      CREATE INDEX audit_entry_transaction_idx ON audit_entry (transaction_id, id);
      CREATE TABLE audit_seal (
        number bigint PRIMARY KEY,
        below_transaction bigint NOT NULL,
        entries bigint NOT NULL,
        digest bytea NOT NULL,
        sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT audit_seal_below_key UNIQUE (below_transaction)
      );
      REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON audit_entry, audit_seal FROM grindvakt_service`);
    // What a seal covers, as bytes that depend on no session setting: instants as microseconds, lengths by JSON.
    await runner.query(`
      CREATE FUNCTION audit_digest(e audit_entry) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS
      $$ SELECT sha256(convert_to(jsonb_build_array(e.id, e.transaction_id,
           (extract(epoch FROM e.at) * 1000000)::bigint, e.actor_kind, e.actor_id, e.actor_name, e.action,
           e.person_id, e.object_kind, e.object_id, e.reason, e.channel, e.address, e.level, e.detail)::text, 'UTF8')) $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION audit_digest(audit_entry); DROP TABLE audit_seal, audit_entry;
      DROP FUNCTION transaction_number()`);
  }
}
