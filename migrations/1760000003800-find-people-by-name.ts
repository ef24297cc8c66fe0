import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A person is found by any part of their name without reading everybody: the same expression as people-list.store.ts
 * searches, by trigrams. The extension is among PostgreSQL's own; the owner of a database may create it.
 */
export class FindPeopleByName1760000003800 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE EXTENSION IF NOT EXISTS pg_trgm;
      CREATE INDEX person_searched_idx ON person USING gin (
        (replace(lower(normalize(' ' || call_name || ' ' || family_name || ' ' || given_name)), '-', ' ')) gin_trgm_ops)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX person_searched_idx`);
  }
}
