import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programs may publish their keys at an address of their own, and whose they are is a duty that is handed over. */
export class KeySetsAndClientDuties1760000003500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE api_client
        ADD jwks_uri text,
        DROP CONSTRAINT api_client_authentication_check,
        ADD CONSTRAINT api_client_authentication_check CHECK (authentication IN ('private_key_jwt', 'jwks', 'tls')),
        ADD CONSTRAINT api_client_jwks_check CHECK ((authentication = 'jwks') = (jwks_uri IS NOT NULL))`);
    await runner.query(`
      ALTER TABLE duty
        DROP CONSTRAINT duty_kind_check,
        ADD CONSTRAINT duty_kind_check CHECK (kind IN ('information-owner', 'system-owner', 'client-owner'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM duty WHERE kind = 'client-owner'`);
    await runner.query(`
      ALTER TABLE duty
        DROP CONSTRAINT duty_kind_check,
        ADD CONSTRAINT duty_kind_check CHECK (kind IN ('information-owner', 'system-owner'))`);
    await runner.query(`DELETE FROM api_client WHERE authentication = 'jwks'`);
    await runner.query(`
      ALTER TABLE api_client
        DROP CONSTRAINT api_client_jwks_check,
        DROP COLUMN jwks_uri,
        DROP CONSTRAINT api_client_authentication_check,
        ADD CONSTRAINT api_client_authentication_check CHECK (authentication IN ('private_key_jwt', 'tls'))`);
  }
}
