import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Access from before Grindvakt rests like any other while its person is on leave. */
export class UnassessedRests1760000003300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE unassessed_access ADD COLUMN rests boolean NOT NULL DEFAULT false`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE unassessed_access DROP COLUMN rests`);
  }
}
