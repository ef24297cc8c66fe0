import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Duties that nobody may have together, who has them all the same, and the exemptions from it. */
export class SeparationOfDuties1760000002500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE separation_rule (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        name text NOT NULL,
        why text NOT NULL,
        mode text NOT NULL,
        state text NOT NULL DEFAULT 'active',
        version integer NOT NULL DEFAULT 1,
        left_roles uuid[] NOT NULL,
        left_entitlements uuid[] NOT NULL,
        left_people jsonb,
        right_roles uuid[] NOT NULL,
        right_entitlements uuid[] NOT NULL,
        right_people jsonb,
        changed_by uuid NOT NULL,
        changed_at timestamptz NOT NULL,
        CONSTRAINT separation_rule_name_key UNIQUE (name),
        CONSTRAINT separation_rule_changed_by_fk FOREIGN KEY (changed_by) REFERENCES person (id),
        CONSTRAINT separation_rule_mode_check CHECK (mode IN ('record', 'enforce')),
        CONSTRAINT separation_rule_state_check CHECK (state IN ('active', 'retired'))
      );
      CREATE TABLE separation_rule_version (
        rule_id uuid NOT NULL,
        version integer NOT NULL,
        content jsonb NOT NULL,
        reason text NOT NULL,
        changed_by uuid NOT NULL,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (rule_id, version),
        CONSTRAINT separation_rule_version_rule_fk FOREIGN KEY (rule_id) REFERENCES separation_rule (id),
        CONSTRAINT separation_rule_version_changed_by_fk FOREIGN KEY (changed_by) REFERENCES person (id)
      );
      CREATE TABLE separation_exemption (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        rule_id uuid NOT NULL,
        person_id uuid NOT NULL,
        reason text NOT NULL,
        control text NOT NULL,
        decided_by uuid NOT NULL,
        decided_at timestamptz NOT NULL,
        valid_to date NOT NULL,
        ended_at timestamptz,
        ended_by uuid,
        ended_reason text,
        CONSTRAINT separation_exemption_rule_fk FOREIGN KEY (rule_id) REFERENCES separation_rule (id),
        CONSTRAINT separation_exemption_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT separation_exemption_decided_by_fk FOREIGN KEY (decided_by) REFERENCES person (id),
        CONSTRAINT separation_exemption_ended_by_fk FOREIGN KEY (ended_by) REFERENCES person (id),
        CONSTRAINT separation_exemption_not_own_check CHECK (decided_by <> person_id),
        CONSTRAINT separation_exemption_ended_check CHECK
          ((ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (ended_reason IS NULL))
      );
      CREATE UNIQUE INDEX separation_exemption_one_idx ON separation_exemption (rule_id, person_id) WHERE ended_at IS NULL;
      CREATE INDEX separation_exemption_person_idx ON separation_exemption (person_id);
      CREATE TABLE separation_conflict (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        rule_id uuid NOT NULL,
        person_id uuid NOT NULL,
        kind text NOT NULL,
        left_roles uuid[] NOT NULL,
        right_roles uuid[] NOT NULL,
        found_at timestamptz NOT NULL,
        closed_at timestamptz,
        CONSTRAINT separation_conflict_rule_fk FOREIGN KEY (rule_id) REFERENCES separation_rule (id),
        CONSTRAINT separation_conflict_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT separation_conflict_kind_check CHECK (kind IN ('held', 'withheld'))
      );
      CREATE UNIQUE INDEX separation_conflict_one_idx ON separation_conflict (rule_id, person_id, kind) WHERE closed_at IS NULL;
      CREATE INDEX separation_conflict_found_idx ON separation_conflict (found_at, id);
      CREATE INDEX separation_conflict_person_idx ON separation_conflict (person_id)`);
    // What a rule once said is history (H15.5): neither rewritten nor taken away.
    await runner.query(`REVOKE UPDATE, DELETE, TRUNCATE ON separation_rule_version FROM grindvakt_service`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE separation_conflict, separation_exemption, separation_rule_version, separation_rule`,
    );
  }
}
