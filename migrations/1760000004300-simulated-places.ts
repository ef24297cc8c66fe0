import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A simulated change of the organisation also says who goes on in another unit and who gets another manager. */
export class SimulatedPlaces1760000004300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE simulation ADD moved integer NOT NULL DEFAULT 0, ADD relead integer NOT NULL DEFAULT 0;
      ALTER TABLE simulation_effect ADD moved boolean NOT NULL DEFAULT false, ADD relead boolean NOT NULL DEFAULT false,
        ADD manager_id uuid`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE simulation DROP moved, DROP relead;
      ALTER TABLE simulation_effect DROP moved, DROP relead, DROP manager_id`);
  }
}
