import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What has happened to the units, and the campaign that a larger change led to (H13.1.4). */
export class OrganisationChanges1760000001800 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE organisation_change (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        source text NOT NULL,
        import_id uuid,
        day date NOT NULL,
        at timestamptz NOT NULL,
        kind text NOT NULL,
        unit_id uuid NOT NULL,
        other_unit_ids uuid[] NOT NULL DEFAULT '{}',
        was text,
        became text,
        was_manager_id uuid,
        became_manager_id uuid,
        persons integer NOT NULL DEFAULT 0,
        campaign_id uuid,
        CONSTRAINT organisation_change_import_fk FOREIGN KEY (import_id) REFERENCES hr_import (id),
        CONSTRAINT organisation_change_unit_fk FOREIGN KEY (unit_id) REFERENCES unit (id),
        CONSTRAINT organisation_change_was_manager_fk FOREIGN KEY (was_manager_id) REFERENCES person (id),
        CONSTRAINT organisation_change_became_manager_fk FOREIGN KEY (became_manager_id) REFERENCES person (id),
        CONSTRAINT organisation_change_campaign_fk FOREIGN KEY (campaign_id) REFERENCES campaign (id),
        CONSTRAINT organisation_change_kind_check CHECK (kind IN ('opened', 'closed', 'split', 'merged', 'replaced',
          'renamed', 'moved', 'manager-changed', 'manager-lost', 'manager-gained'))
      );
      CREATE INDEX organisation_change_at_idx ON organisation_change (at, id);
      CREATE INDEX organisation_change_unit_idx ON organisation_change (unit_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE organisation_change`);
  }
}
