import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A sign-in that is under way is worth nothing after a crash: its row is not written to the log, and costs no flush. */
export class FlowsNeedNoLog1760000003510 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE login_flow SET UNLOGGED');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE login_flow SET LOGGED');
  }
}
