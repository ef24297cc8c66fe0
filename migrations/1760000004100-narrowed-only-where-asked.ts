import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Only a request for something new can be narrowed to a part of its role; those for more time or an end stand beside that. */
export class NarrowedOnlyWhereAsked1760000004100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE access_request DROP CONSTRAINT access_request_asked_role_check,
        ADD CONSTRAINT access_request_asked_role_check
          CHECK (asked_role_id IS NULL OR (asked_role_id <> role_id AND kind = 'new'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    // Requests of other kinds may stand by now: only what comes is held to it again.
    await runner.query(`
      ALTER TABLE access_request DROP CONSTRAINT access_request_asked_role_check,
        ADD CONSTRAINT access_request_asked_role_check CHECK (asked_role_id <> role_id AND kind = 'new') NOT VALID`);
  }
}
