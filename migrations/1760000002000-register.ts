import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The register of systems with its life cycle, entitlements with their terms, and roles in versions (H11.2, H15.5). */
export class Register1760000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // What exists was declared by the operator with its owners' approval, and people work with it: it is in use.
    await runner.query(`
      ALTER TABLE information_system
        ADD COLUMN state text NOT NULL DEFAULT 'draft',
        ADD COLUMN version integer NOT NULL DEFAULT 1,
        ADD COLUMN information_types text[] NOT NULL DEFAULT '{}',
        ADD COLUMN may_hold text NOT NULL DEFAULT '',
        ADD COLUMN may_not_hold text NOT NULL DEFAULT '',
        ADD COLUMN personal_data boolean NOT NULL DEFAULT false,
        ADD COLUMN patient_data boolean NOT NULL DEFAULT false,
        ADD COLUMN log_events text[] NOT NULL DEFAULT '{}',
        ADD COLUMN minimum_level smallint NOT NULL DEFAULT 1,
        ADD COLUMN connectors text[] NOT NULL DEFAULT '{}',
        ADD COLUMN review_on date,
        ADD COLUMN written_by uuid,
        ADD COLUMN approved_by uuid,
        ADD COLUMN approved_at timestamptz,
        ADD CONSTRAINT information_system_written_by_fk FOREIGN KEY (written_by) REFERENCES person (id),
        ADD CONSTRAINT information_system_approved_by_fk FOREIGN KEY (approved_by) REFERENCES person (id),
        ADD CONSTRAINT information_system_state_check CHECK
          (state IN ('draft', 'classified', 'approved', 'in-use', 'retiring', 'retired')),
        ADD CONSTRAINT information_system_level_check CHECK (minimum_level BETWEEN 1 AND 4),
        ADD CONSTRAINT information_system_connectors_check CHECK (connectors <@ '{directory,grindvakt,manual}'),
        ADD CONSTRAINT information_system_log_events_check CHECK (log_events <@
          '{authorised-access,privileged-acts,denied-attempts,alarms,security-settings}'),
        DROP CONSTRAINT information_system_classes_check,
        ADD CONSTRAINT information_system_classes_check CHECK
          (confidentiality BETWEEN 0 AND 9 AND integrity BETWEEN 0 AND 9 AND availability BETWEEN 0 AND 9);
      UPDATE information_system s SET state = 'in-use', connectors = ARRAY(
        SELECT DISTINCT e.target FROM entitlement e WHERE e.system_id = s.id ORDER BY e.target);
      CREATE TABLE system_version (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        system_id uuid NOT NULL,
        version integer NOT NULL,
        kind text NOT NULL,
        content jsonb NOT NULL,
        state text NOT NULL,
        ordered_by uuid,
        ordered_at timestamptz NOT NULL,
        reason text NOT NULL,
        review boolean NOT NULL DEFAULT false,
        decided_by uuid,
        decided_at timestamptz,
        decision_reason text,
        CONSTRAINT system_version_system_version_key UNIQUE (system_id, version),
        CONSTRAINT system_version_system_fk FOREIGN KEY (system_id) REFERENCES information_system (id),
        CONSTRAINT system_version_ordered_by_fk FOREIGN KEY (ordered_by) REFERENCES person (id),
        CONSTRAINT system_version_decided_by_fk FOREIGN KEY (decided_by) REFERENCES person (id),
        CONSTRAINT system_version_kind_check CHECK (kind IN ('content', 'classification', 'declared')),
        CONSTRAINT system_version_state_check CHECK
          (state IN ('in-force', 'proposed', 'superseded', 'rejected', 'withdrawn')),
        CONSTRAINT system_version_four_eyes_check CHECK (decided_by IS NULL OR state = 'withdrawn' OR decided_by <> ordered_by)
      );
      CREATE UNIQUE INDEX system_version_one_proposed_idx ON system_version (system_id) WHERE state = 'proposed';
      CREATE UNIQUE INDEX system_version_one_in_force_idx ON system_version (system_id) WHERE state = 'in-force'`);
    await runner.query(`
      ALTER TABLE entitlement
        ADD COLUMN state text NOT NULL DEFAULT 'in-use',
        ADD COLUMN owner_id uuid,
        ADD COLUMN data_class text NOT NULL DEFAULT 'internal',
        ADD COLUMN risk smallint NOT NULL DEFAULT 1,
        ADD COLUMN required_level smallint NOT NULL DEFAULT 1,
        ADD COLUMN max_days integer,
        ADD COLUMN review_days integer,
        ADD COLUMN askable_by jsonb,
        ADD CONSTRAINT entitlement_owner_fk FOREIGN KEY (owner_id) REFERENCES person (id),
        ADD CONSTRAINT entitlement_state_check CHECK (state IN ('in-use', 'retired')),
        ADD CONSTRAINT entitlement_data_class_check CHECK
          (data_class IN ('open', 'internal', 'personal', 'confidential', 'patient')),
        ADD CONSTRAINT entitlement_risk_check CHECK (risk BETWEEN 1 AND 5),
        ADD CONSTRAINT entitlement_level_check CHECK (required_level BETWEEN 1 AND 4),
        ADD CONSTRAINT entitlement_days_check CHECK (max_days BETWEEN 1 AND 1095 AND review_days BETWEEN 1 AND 1095),
        ADD CONSTRAINT entitlement_sentence_check CHECK (sentence_sv <> '');
      CREATE TABLE entitlement_prerequisite (
        entitlement_id uuid NOT NULL,
        prerequisite_id uuid NOT NULL,
        PRIMARY KEY (entitlement_id, prerequisite_id),
        CONSTRAINT entitlement_prerequisite_entitlement_fk FOREIGN KEY (entitlement_id) REFERENCES entitlement (id),
        CONSTRAINT entitlement_prerequisite_prerequisite_fk FOREIGN KEY (prerequisite_id) REFERENCES prerequisite (id)
      );
      CREATE INDEX entitlement_prerequisite_prerequisite_idx ON entitlement_prerequisite (prerequisite_id)`);
    // role_entitlement is what a role gives in all; \`direct\` tells its own content from what included roles bring.
    await runner.query(`
      ALTER TABLE role
        ADD COLUMN state text NOT NULL DEFAULT 'draft',
        ADD COLUMN version integer NOT NULL DEFAULT 1,
        ADD COLUMN data_class text NOT NULL DEFAULT 'internal',
        ADD COLUMN askable_by jsonb,
        ADD COLUMN askable_by_all jsonb NOT NULL DEFAULT '[]',
        ADD CONSTRAINT role_state_check CHECK (state IN ('draft', 'in-use', 'retired')),
        ADD CONSTRAINT role_data_class_check CHECK
          (data_class IN ('open', 'internal', 'personal', 'confidential', 'patient'));
      UPDATE role SET state = 'in-use';
      ALTER TABLE role_entitlement ADD COLUMN direct boolean NOT NULL DEFAULT true;
      ALTER TABLE role_prerequisite ADD COLUMN direct boolean NOT NULL DEFAULT true;
      CREATE TABLE role_inclusion (
        role_id uuid NOT NULL,
        included_role_id uuid NOT NULL,
        PRIMARY KEY (role_id, included_role_id),
        CONSTRAINT role_inclusion_role_fk FOREIGN KEY (role_id) REFERENCES role (id),
        CONSTRAINT role_inclusion_included_role_fk FOREIGN KEY (included_role_id) REFERENCES role (id),
        CONSTRAINT role_inclusion_not_itself_check CHECK (role_id <> included_role_id)
      );
      CREATE INDEX role_inclusion_included_idx ON role_inclusion (included_role_id);
      CREATE TABLE role_version (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        role_id uuid NOT NULL,
        version integer NOT NULL,
        content jsonb NOT NULL,
        state text NOT NULL,
        ordered_by uuid,
        ordered_at timestamptz NOT NULL,
        reason text NOT NULL,
        restores integer,
        decided_at timestamptz,
        decided_by uuid,
        decision_reason text,
        CONSTRAINT role_version_role_version_key UNIQUE (role_id, version),
        CONSTRAINT role_version_role_fk FOREIGN KEY (role_id) REFERENCES role (id),
        CONSTRAINT role_version_ordered_by_fk FOREIGN KEY (ordered_by) REFERENCES person (id),
        CONSTRAINT role_version_decided_by_fk FOREIGN KEY (decided_by) REFERENCES person (id),
        CONSTRAINT role_version_state_check CHECK
          (state IN ('in-force', 'proposed', 'held', 'superseded', 'rejected', 'withdrawn')),
        CONSTRAINT role_version_four_eyes_check CHECK (decided_by IS NULL OR state = 'withdrawn' OR decided_by <> ordered_by)
      );
      CREATE UNIQUE INDEX role_version_one_proposed_idx ON role_version (role_id) WHERE state IN ('proposed', 'held');
      CREATE UNIQUE INDEX role_version_one_in_force_idx ON role_version (role_id) WHERE state = 'in-force';
      CREATE TABLE role_version_approval (
        version_id uuid NOT NULL,
        person_id uuid NOT NULL,
        system_id uuid NOT NULL,
        approved_at timestamptz NOT NULL,
        PRIMARY KEY (version_id, person_id, system_id),
        CONSTRAINT role_version_approval_version_fk FOREIGN KEY (version_id) REFERENCES role_version (id),
        CONSTRAINT role_version_approval_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT role_version_approval_system_fk FOREIGN KEY (system_id) REFERENCES information_system (id)
      );
      CREATE TABLE role_effect (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        role_id uuid NOT NULL,
        version_id uuid,
        entitlements uuid[] NOT NULL,
        since timestamptz NOT NULL,
        until timestamptz,
        CONSTRAINT role_effect_role_fk FOREIGN KEY (role_id) REFERENCES role (id),
        CONSTRAINT role_effect_version_fk FOREIGN KEY (version_id) REFERENCES role_version (id)
      );
      CREATE INDEX role_effect_role_idx ON role_effect (role_id);
      CREATE TABLE declared_item (
        kind text NOT NULL,
        key text NOT NULL,
        digest text NOT NULL,
        loaded_at timestamptz NOT NULL,
        PRIMARY KEY (kind, key)
      )`);
    await runner.query(`
      INSERT INTO role_effect (role_id, entitlements, since)
      SELECT r.id, ARRAY(SELECT entitlement_id FROM role_entitlement re WHERE re.role_id = r.id ORDER BY 1), '-infinity'
      FROM role r`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE declared_item, role_effect, role_version_approval, role_version, role_inclusion, entitlement_prerequisite,
        system_version;
      ALTER TABLE role_prerequisite DROP COLUMN direct;
      ALTER TABLE role_entitlement DROP COLUMN direct;
      ALTER TABLE role DROP COLUMN state, DROP COLUMN version, DROP COLUMN data_class, DROP COLUMN askable_by,
        DROP COLUMN askable_by_all;
      ALTER TABLE entitlement DROP CONSTRAINT entitlement_sentence_check, DROP COLUMN state, DROP COLUMN owner_id,
        DROP COLUMN data_class, DROP COLUMN risk, DROP COLUMN required_level, DROP COLUMN max_days, DROP COLUMN review_days,
        DROP COLUMN askable_by;
      ALTER TABLE information_system DROP CONSTRAINT information_system_classes_check,
        ADD CONSTRAINT information_system_classes_check CHECK
          (confidentiality BETWEEN 0 AND 4 AND integrity BETWEEN 0 AND 4 AND availability BETWEEN 0 AND 4),
        DROP COLUMN state, DROP COLUMN version, DROP COLUMN information_types, DROP COLUMN may_hold,
        DROP COLUMN may_not_hold, DROP COLUMN personal_data, DROP COLUMN patient_data, DROP COLUMN log_events,
        DROP COLUMN minimum_level, DROP COLUMN connectors, DROP COLUMN review_on, DROP COLUMN written_by,
        DROP COLUMN approved_by, DROP COLUMN approved_at`);
  }
}
