import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A delivery may have been fetched from the HR system's own API. */
export class HrPull1760000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE hr_import DROP CONSTRAINT hr_import_channel_check;
      ALTER TABLE hr_import ADD CONSTRAINT hr_import_channel_check
        CHECK (channel IN ('page', 'folder', 'command', 'pull'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE hr_import DROP CONSTRAINT hr_import_channel_check;
      ALTER TABLE hr_import ADD CONSTRAINT hr_import_channel_check CHECK (channel IN ('page', 'folder', 'command'))`);
  }
}
