import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Time-boxed use of administrator rights (H13.1.5). */
export class Privilege1760000000700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE activation (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        person_id uuid NOT NULL,
        role_id uuid NOT NULL,
        grant_id uuid NOT NULL,
        reason text NOT NULL,
        hours integer NOT NULL,
        started_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        CONSTRAINT activation_grant_key UNIQUE (grant_id),
        CONSTRAINT activation_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT activation_role_fk FOREIGN KEY (role_id) REFERENCES role (id),
        CONSTRAINT activation_grant_fk FOREIGN KEY (grant_id) REFERENCES access_grant (id),
        CONSTRAINT activation_hours_check CHECK (hours BETWEEN 1 AND 8)
      );
      CREATE INDEX activation_person_idx ON activation (person_id, started_at, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE activation`);
  }
}
