import type { MigrationInterface, QueryRunner } from 'typeorm';

const reasons = `'name-differs', 'weak-match', 'several-candidates', 'former-number', 'number-of-another', 'hsa-id-of-another'`;

/** A known record that suddenly states another number and another name waits for HR like one that nobody knows. */
export class AKeyThatIsUsedAgain1760000004390 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE correlation_case DROP CONSTRAINT correlation_case_reason_check,
        ADD CONSTRAINT correlation_case_reason_check CHECK (reason IN (${reasons}, 'key-reused'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE correlation_case DROP CONSTRAINT correlation_case_reason_check,
        ADD CONSTRAINT correlation_case_reason_check CHECK (reason IN (${reasons})) NOT VALID`);
  }
}
