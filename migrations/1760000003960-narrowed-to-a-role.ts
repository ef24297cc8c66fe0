import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An approver may narrow a request to a role that the asked one includes. */
export class NarrowedToARole1760000003960 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE access_request ADD COLUMN asked_role_id uuid,
        ADD CONSTRAINT access_request_asked_role_fk FOREIGN KEY (asked_role_id) REFERENCES role (id),
        ADD CONSTRAINT access_request_asked_role_check CHECK (asked_role_id <> role_id AND kind = 'new')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE access_request DROP COLUMN asked_role_id`);
  }
}
