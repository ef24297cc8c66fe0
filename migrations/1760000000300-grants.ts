import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who holds what, why and until when; and the account that must follow (invariants 1 and 3). */
export class Grants1760000000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE assessment (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        person_id uuid NOT NULL,
        role_id uuid NOT NULL,
        analysis_id uuid NOT NULL,
        need text NOT NULL,
        data text NOT NULL,
        risk_too_wide text NOT NULL,
        risk_too_narrow text NOT NULL,
        duration_hours integer NOT NULL,
        written_by uuid NOT NULL,
        written_at timestamptz NOT NULL,
        CONSTRAINT assessment_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT assessment_role_fk FOREIGN KEY (role_id) REFERENCES role (id),
        CONSTRAINT assessment_analysis_fk FOREIGN KEY (analysis_id) REFERENCES analysis (id),
        CONSTRAINT assessment_written_by_fk FOREIGN KEY (written_by) REFERENCES person (id),
        CONSTRAINT assessment_duration_check CHECK (duration_hours > 0),
        CONSTRAINT assessment_fields_check CHECK
          (need <> '' AND data <> '' AND risk_too_wide <> '' AND risk_too_narrow <> '')
      );
      CREATE TABLE access_grant (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        person_id uuid NOT NULL,
        employment_id uuid NOT NULL,
        role_id uuid NOT NULL,
        unit_id uuid NOT NULL,
        source text NOT NULL,
        analysis_id uuid NOT NULL,
        assessment_id uuid,
        rule_id uuid,
        valid_from timestamptz NOT NULL,
        valid_to timestamptz,
        next_review date,
        granted_by uuid,
        ended_at timestamptz,
        ended_reason text,
        ended_by uuid,
        CONSTRAINT access_grant_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT access_grant_employment_fk FOREIGN KEY (employment_id) REFERENCES employment (id),
        CONSTRAINT access_grant_role_fk FOREIGN KEY (role_id) REFERENCES role (id),
        CONSTRAINT access_grant_unit_fk FOREIGN KEY (unit_id) REFERENCES unit (id),
        CONSTRAINT access_grant_analysis_fk FOREIGN KEY (analysis_id) REFERENCES analysis (id),
        CONSTRAINT access_grant_assessment_fk FOREIGN KEY (assessment_id) REFERENCES assessment (id),
        CONSTRAINT access_grant_rule_fk FOREIGN KEY (rule_id) REFERENCES birthright_rule (id),
        CONSTRAINT access_grant_granted_by_fk FOREIGN KEY (granted_by) REFERENCES person (id),
        CONSTRAINT access_grant_ended_by_fk FOREIGN KEY (ended_by) REFERENCES person (id),
        CONSTRAINT access_grant_source_check CHECK (source IN ('request', 'birthright', 'activation')),
        CONSTRAINT access_grant_basis_check CHECK
          (CASE source WHEN 'birthright' THEN rule_id IS NOT NULL AND assessment_id IS NULL ELSE assessment_id IS NOT NULL END),
        CONSTRAINT access_grant_end_check CHECK (valid_to IS NOT NULL OR next_review IS NOT NULL),
        CONSTRAINT access_grant_order_check CHECK (valid_to IS NULL OR valid_to > valid_from),
        CONSTRAINT access_grant_ended_check CHECK ((ended_at IS NULL) = (ended_reason IS NULL))
      );
      CREATE UNIQUE INDEX access_grant_one_active_idx ON access_grant (employment_id, role_id) WHERE ended_at IS NULL;
      CREATE INDEX access_grant_person_idx ON access_grant (person_id, ended_at);
      CREATE INDEX access_grant_role_idx ON access_grant (role_id) WHERE ended_at IS NULL;
      CREATE INDEX access_grant_unit_idx ON access_grant (unit_id) WHERE ended_at IS NULL;
      CREATE INDEX access_grant_expiry_idx ON access_grant (valid_to) WHERE ended_at IS NULL AND valid_to IS NOT NULL`);
    // Invariant 1 where SQL can say it: the pinned analysis is approved and unexpired when the grant is made,
    // belongs to the role, and the assessment pins the same one. Invariant: history is immutable (H13.1.4).
    await runner.query(`
      CREATE FUNCTION access_grant_guard() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'UPDATE' THEN
          IF OLD.ended_at IS NOT NULL OR (NEW.id, NEW.person_id, NEW.employment_id, NEW.role_id, NEW.unit_id, NEW.source,
              NEW.analysis_id, NEW.valid_from) IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.employment_id, OLD.role_id,
              OLD.unit_id, OLD.source, OLD.analysis_id, OLD.valid_from)
              OR NEW.assessment_id IS DISTINCT FROM OLD.assessment_id OR NEW.rule_id IS DISTINCT FROM OLD.rule_id
              OR coalesce(NEW.valid_to, 'infinity') > coalesce(OLD.valid_to, 'infinity') THEN
            RAISE EXCEPTION 'a grant is only ended, shortened or given a new review day' USING ERRCODE = 'GV001';
          END IF;
          RETURN NEW;
        END IF;
        IF NOT EXISTS (SELECT FROM analysis a WHERE a.id = NEW.analysis_id AND a.role_id = NEW.role_id
              AND a.state = 'approved' AND a.valid_to >= (NEW.valid_from AT TIME ZONE 'Europe/Stockholm')::date) THEN
          RAISE EXCEPTION 'no approved, unexpired analysis for the role' USING ERRCODE = 'GV002';
        END IF;
        IF NEW.assessment_id IS NOT NULL AND NOT EXISTS (SELECT FROM assessment s WHERE s.id = NEW.assessment_id
              AND s.person_id = NEW.person_id AND s.role_id = NEW.role_id AND s.analysis_id = NEW.analysis_id) THEN
          RAISE EXCEPTION 'the assessment is for another person, role or analysis' USING ERRCODE = 'GV003';
        END IF;
        IF NOT EXISTS (SELECT FROM employment e WHERE e.id = NEW.employment_id AND e.person_id = NEW.person_id) THEN
          RAISE EXCEPTION 'the employment is another person''s' USING ERRCODE = 'GV004';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER access_grant_guard BEFORE INSERT OR UPDATE ON access_grant
        FOR EACH ROW EXECUTE FUNCTION access_grant_guard();
      REVOKE DELETE, TRUNCATE ON access_grant FROM grindvakt_service`);
    // One definition of Grindvakt's own rights, for the rooms below grants as well (invariant 12).
    await runner.query(`
      CREATE FUNCTION grindvakt_rights(holder uuid, at timestamptz) RETURNS SETOF text LANGUAGE sql STABLE PARALLEL SAFE AS
      $$ SELECT DISTINCT e.external_name
         FROM access_grant g JOIN role_entitlement re ON re.role_id = g.role_id
         JOIN entitlement e ON e.id = re.entitlement_id AND e.target = 'grindvakt'
         WHERE g.person_id = holder AND g.ended_at IS NULL AND (g.valid_to IS NULL OR g.valid_to > at) $$`);
    await runner.query(`
      CREATE SEQUENCE account_name_seq START 100001;
      CREATE TABLE account (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        person_id uuid NOT NULL,
        target text NOT NULL,
        username text NOT NULL,
        wanted_version bigint NOT NULL DEFAULT 1,
        delivered_version bigint NOT NULL DEFAULT 0,
        wanted_since timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'none',
        delivered_at timestamptz,
        confirmed_at timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        last_error text,
        CONSTRAINT account_person_target_key UNIQUE (person_id, target),
        CONSTRAINT account_target_username_key UNIQUE (target, username),
        CONSTRAINT account_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT account_state_check CHECK (state IN ('none', 'enabled', 'disabled')),
        CONSTRAINT account_version_check CHECK (delivered_version <= wanted_version)
      );
      CREATE INDEX account_waiting_idx ON account (target, wanted_since) WHERE delivered_version < wanted_version`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE account; DROP SEQUENCE account_name_seq; DROP FUNCTION grindvakt_rights(uuid, timestamptz); DROP TABLE access_grant;
      DROP FUNCTION access_grant_guard(); DROP TABLE assessment`);
  }
}
