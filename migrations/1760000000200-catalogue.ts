import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Systems, entitlements, roles, need-and-risk analyses (H13.1.3) and birthright rules. */
export class Catalogue1760000000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE information_system (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        key text NOT NULL,
        name text NOT NULL,
        purpose text NOT NULL,
        information_owner_id uuid NOT NULL,
        system_owner_id uuid NOT NULL,
        confidentiality smallint NOT NULL,
        integrity smallint NOT NULL,
        availability smallint NOT NULL,
        log_policy text NOT NULL,
        CONSTRAINT information_system_key_key UNIQUE (key),
        CONSTRAINT information_system_information_owner_fk FOREIGN KEY (information_owner_id) REFERENCES person (id),
        CONSTRAINT information_system_system_owner_fk FOREIGN KEY (system_owner_id) REFERENCES person (id),
        CONSTRAINT information_system_classes_check CHECK
          (confidentiality BETWEEN 0 AND 4 AND integrity BETWEEN 0 AND 4 AND availability BETWEEN 0 AND 4)
      );
      CREATE TABLE entitlement (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        system_id uuid NOT NULL,
        key text NOT NULL,
        name text NOT NULL,
        sentence_sv text NOT NULL,
        sentence_en text NOT NULL,
        target text NOT NULL,
        external_name text NOT NULL,
        privileged boolean NOT NULL DEFAULT false,
        CONSTRAINT entitlement_key_key UNIQUE (key),
        CONSTRAINT entitlement_target_name_key UNIQUE (target, external_name),
        CONSTRAINT entitlement_system_fk FOREIGN KEY (system_id) REFERENCES information_system (id),
        CONSTRAINT entitlement_target_check CHECK (target IN ('directory', 'grindvakt'))
      );
      CREATE TABLE role (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        key text NOT NULL,
        system_id uuid NOT NULL,
        name_sv text NOT NULL,
        name_en text NOT NULL,
        sentence_sv text NOT NULL,
        sentence_en text NOT NULL,
        privileged boolean NOT NULL DEFAULT false,
        risk smallint NOT NULL,
        required_level smallint NOT NULL DEFAULT 3,
        max_days integer NOT NULL,
        review_days integer NOT NULL,
        requestable boolean NOT NULL DEFAULT true,
        suggested_for jsonb,
        holder_cap integer,
        eligible jsonb,
        activation_hours integer[],
        CONSTRAINT role_key_key UNIQUE (key),
        CONSTRAINT role_system_fk FOREIGN KEY (system_id) REFERENCES information_system (id),
        CONSTRAINT role_risk_check CHECK (risk BETWEEN 1 AND 5),
        CONSTRAINT role_level_check CHECK (required_level BETWEEN 1 AND 4),
        CONSTRAINT role_days_check CHECK (max_days BETWEEN 1 AND 1095 AND review_days BETWEEN 1 AND 1095),
        CONSTRAINT role_privileged_check CHECK
          (NOT privileged OR (holder_cap > 0 AND eligible IS NOT NULL AND activation_hours IS NOT NULL AND NOT requestable))
      );
      CREATE TABLE role_entitlement (
        role_id uuid NOT NULL,
        entitlement_id uuid NOT NULL,
        PRIMARY KEY (role_id, entitlement_id),
        CONSTRAINT role_entitlement_role_fk FOREIGN KEY (role_id) REFERENCES role (id),
        CONSTRAINT role_entitlement_entitlement_fk FOREIGN KEY (entitlement_id) REFERENCES entitlement (id)
      );
      CREATE INDEX role_entitlement_entitlement_idx ON role_entitlement (entitlement_id);
      CREATE TABLE analysis (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        role_id uuid NOT NULL,
        version integer NOT NULL,
        content jsonb NOT NULL,
        state text NOT NULL,
        approved_by uuid,
        approved_at timestamptz,
        valid_to date NOT NULL,
        CONSTRAINT analysis_role_version_key UNIQUE (role_id, version),
        CONSTRAINT analysis_role_fk FOREIGN KEY (role_id) REFERENCES role (id),
        CONSTRAINT analysis_approved_by_fk FOREIGN KEY (approved_by) REFERENCES person (id),
        CONSTRAINT analysis_state_check CHECK (state IN ('draft', 'approved', 'superseded')),
        CONSTRAINT analysis_approved_check CHECK (state = 'draft' OR (approved_by IS NOT NULL AND approved_at IS NOT NULL))
      );
      CREATE UNIQUE INDEX analysis_one_approved_idx ON analysis (role_id) WHERE state = 'approved';
      CREATE TABLE birthright_rule (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        key text NOT NULL,
        name text NOT NULL,
        role_id uuid NOT NULL,
        analysis_id uuid NOT NULL,
        selector jsonb NOT NULL,
        active boolean NOT NULL DEFAULT true,
        CONSTRAINT birthright_rule_key_key UNIQUE (key),
        CONSTRAINT birthright_rule_role_fk FOREIGN KEY (role_id) REFERENCES role (id),
        CONSTRAINT birthright_rule_analysis_fk FOREIGN KEY (analysis_id) REFERENCES analysis (id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE birthright_rule, analysis, role_entitlement, role, entitlement, information_system`,
    );
  }
}
