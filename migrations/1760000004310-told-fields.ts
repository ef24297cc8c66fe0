import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A delivery's difference says which fields change, from what to what; and of whom it says that they are protected. */
export class ToldFields1760000004310 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE hr_difference ADD fields jsonb NOT NULL DEFAULT '[]', ADD hidden boolean NOT NULL DEFAULT false`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE hr_difference DROP fields, DROP hidden`);
  }
}
