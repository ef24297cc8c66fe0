import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Prerequisites that lapse for too many at once wait for a human as well. */
export class HeldPrerequisites1760000003710 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE held_change DROP CONSTRAINT held_change_kind_check,
        ADD CONSTRAINT held_change_kind_check
          CHECK (kind IN ('campaign', 'catalogue', 'midnight', 'takeover', 'role', 'prerequisite'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM held_loss WHERE held_id IN (SELECT id FROM held_change WHERE kind = 'prerequisite');
      DELETE FROM held_change WHERE kind = 'prerequisite';
      ALTER TABLE held_change DROP CONSTRAINT held_change_kind_check,
        ADD CONSTRAINT held_change_kind_check CHECK (kind IN ('campaign', 'catalogue', 'midnight', 'takeover', 'role'))`);
  }
}
