import type { MigrationInterface, QueryRunner } from 'typeorm';

const kinds = `'joiner', 'mover', 'leaver', 'rehire', 'changed', 'employment-added', 'employment-ended'`;

/** A difference says who goes on leave and comes back; a trial's also which roles each person would get and lose. */
export class LeaveAndRolesInADifference1760000004500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE hr_difference DROP CONSTRAINT hr_difference_kind_check,
        ADD CONSTRAINT hr_difference_kind_check CHECK (kind IN (${kinds}, 'leave', 'leave-ended', 'access')),
        ADD leaves jsonb NOT NULL DEFAULT '[]', ADD lost uuid[] NOT NULL DEFAULT '{}', ADD gained uuid[] NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE hr_difference SET kind = 'changed' WHERE kind IN ('leave', 'leave-ended', 'access');
      ALTER TABLE hr_difference DROP leaves, DROP lost, DROP gained, DROP CONSTRAINT hr_difference_kind_check,
        ADD CONSTRAINT hr_difference_kind_check CHECK (kind IN (${kinds}))`);
  }
}
