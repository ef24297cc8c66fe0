import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom somebody leads by their number, and which unit names them, is found without reading everybody. */
export class FindWhoIsLed1760000004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX employment_manager_number_idx ON employment (manager_number) WHERE manager_number IS NOT NULL;
      CREATE INDEX unit_manager_number_idx ON unit (manager_number) WHERE manager_number IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX unit_manager_number_idx; DROP INDEX employment_manager_number_idx`);
  }
}
