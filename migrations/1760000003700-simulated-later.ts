import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A simulation also tells what works on only until it has been answered for. */
export class SimulatedLater1760000003700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE simulation ADD COLUMN later integer NOT NULL DEFAULT 0;
      ALTER TABLE simulation_role ADD COLUMN later integer NOT NULL DEFAULT 0;
      ALTER TABLE simulation_effect ADD COLUMN later uuid[] NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE simulation_effect DROP COLUMN later;
      ALTER TABLE simulation_role DROP COLUMN later;
      ALTER TABLE simulation DROP COLUMN later`);
  }
}
