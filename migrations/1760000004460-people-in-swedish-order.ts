import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The list of people is in Swedish order, which an index in another order does not give. */
export class PeopleInSwedishOrder1760000004460 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX person_name_idx;
      CREATE INDEX person_name_idx ON person (family_name COLLATE "sv-SE-x-icu", call_name COLLATE "sv-SE-x-icu", id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX person_name_idx;
      CREATE INDEX person_name_idx ON person (family_name, call_name, id)`);
  }
}
