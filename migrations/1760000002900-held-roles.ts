import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A role's version that takes access from too many is held at a breaker. */
export class HeldRoles1760000002900 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE held_change DROP CONSTRAINT held_change_kind_check,
        ADD CONSTRAINT held_change_kind_check CHECK (kind IN ('campaign', 'catalogue', 'midnight', 'takeover', 'role'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM held_loss WHERE held_id IN (SELECT id FROM held_change WHERE kind = 'role');
      DELETE FROM held_change WHERE kind = 'role';
      ALTER TABLE held_change DROP CONSTRAINT held_change_kind_check,
        ADD CONSTRAINT held_change_kind_check CHECK (kind IN ('campaign', 'catalogue', 'midnight', 'takeover'))`);
  }
}
