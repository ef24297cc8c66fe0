import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a delivery was found as in a watched folder, so that every instance knows it, also one that was rejected. */
export class FoundDeliveries1760000004050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE hr_import ADD COLUMN found_as text;
      CREATE INDEX hr_import_found_idx ON hr_import (source, found_as) WHERE found_as IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE hr_import DROP COLUMN found_as`);
  }
}
