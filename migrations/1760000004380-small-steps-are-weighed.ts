import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What small steps take is added up by unit within the hour, and what events end with their source's deliveries. */
export class SmallStepsAreWeighed1760000004380 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE access_loss ADD COLUMN units jsonb NOT NULL DEFAULT '{}', ADD COLUMN source text,
        ADD COLUMN ends integer NOT NULL DEFAULT 0,
        DROP CONSTRAINT access_loss_persons_check,
        ADD CONSTRAINT access_loss_persons_check CHECK (persons > 0 OR ends > 0);
      CREATE INDEX access_loss_feed_idx ON access_loss (source, at) WHERE source IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX access_loss_feed_idx;
      ALTER TABLE access_loss DROP CONSTRAINT access_loss_persons_check, DROP COLUMN units, DROP COLUMN source,
        DROP COLUMN ends, ADD CONSTRAINT access_loss_persons_check CHECK (persons > 0) NOT VALID`);
  }
}
