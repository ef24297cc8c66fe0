import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Approval by stages and delegation (invariants 2 and 11). A request waits for its stages in order; each has seats, and
 * whoever decides for somebody else takes the seat over and says for whom. A request that is edited gets new stages: the
 * revision counts up and what was approved before is void.
 */
export class Approvals1760000002400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE request_stage (
        request_id uuid NOT NULL,
        position integer NOT NULL,
        kind text NOT NULL,
        rule text NOT NULL DEFAULT 'any',
        state text NOT NULL DEFAULT 'waiting',
        opened_at timestamptz,
        due_on date,
        reminded_at timestamptz,
        escalations integer NOT NULL DEFAULT 0,
        PRIMARY KEY (request_id, position),
        CONSTRAINT request_stage_request_fk FOREIGN KEY (request_id) REFERENCES access_request (id),
        CONSTRAINT request_stage_kind_check CHECK
          (kind IN ('manager', 'information-owner', 'system-owner', 'security', 'extra')),
        CONSTRAINT request_stage_rule_check CHECK (rule IN ('all', 'any')),
        CONSTRAINT request_stage_state_check CHECK (state IN ('waiting', 'open', 'approved', 'refused', 'skipped')),
        CONSTRAINT request_stage_opened_check CHECK (state <> 'open' OR (opened_at IS NOT NULL AND due_on IS NOT NULL))
      );
      CREATE UNIQUE INDEX request_stage_one_open_idx ON request_stage (request_id) WHERE state = 'open';
      CREATE INDEX request_stage_due_idx ON request_stage (due_on) WHERE state = 'open';
      CREATE TABLE request_approver (
        request_id uuid NOT NULL,
        position integer NOT NULL,
        person_id uuid NOT NULL,
        on_behalf_of uuid,
        decided_at timestamptz,
        outcome text,
        days integer,
        reason text,
        PRIMARY KEY (request_id, position, person_id),
        CONSTRAINT request_approver_stage_fk FOREIGN KEY (request_id, position) REFERENCES request_stage (request_id, position)
          ON DELETE CASCADE,
        CONSTRAINT request_approver_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT request_approver_on_behalf_of_fk FOREIGN KEY (on_behalf_of) REFERENCES person (id),
        CONSTRAINT request_approver_outcome_check CHECK (outcome IN ('approved', 'refused')),
        CONSTRAINT request_approver_decided_check CHECK ((outcome IS NULL) = (decided_at IS NULL)),
        CONSTRAINT request_approver_self_check CHECK (on_behalf_of IS DISTINCT FROM person_id)
      );
      CREATE INDEX request_approver_person_idx ON request_approver (person_id, request_id);
      CREATE INDEX request_approver_on_behalf_of_idx ON request_approver (on_behalf_of);
      CREATE UNIQUE INDEX request_approver_decides_once_idx ON request_approver (request_id, person_id) WHERE outcome IS NOT NULL`);
    // Nobody decides on their own access, and nobody is even asked to (invariant 2).
    await runner.query(`
      CREATE FUNCTION request_approver_guard() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM access_request q WHERE q.id = NEW.request_id
              AND (NEW.person_id IN (q.requested_by, q.person_id) OR NEW.on_behalf_of IN (q.requested_by, q.person_id))) THEN
          RAISE EXCEPTION 'nobody decides on their own access' USING ERRCODE = 'GV006';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER request_approver_guard BEFORE INSERT OR UPDATE ON request_approver
        FOR EACH ROW EXECUTE FUNCTION request_approver_guard()`);
    await runner.query(`
      INSERT INTO request_stage (request_id, position, kind, state, opened_at, due_on)
      SELECT id, 1, 'information-owner', CASE state WHEN 'pending' THEN 'open' WHEN 'approved' THEN 'approved'
               WHEN 'refused' THEN 'refused' ELSE 'skipped' END, submitted_at, (submitted_at AT TIME ZONE 'Europe/Stockholm')::date + 7
      FROM access_request WHERE approver_id IS NOT NULL;
      INSERT INTO request_approver (request_id, position, person_id, decided_at, outcome, days, reason)
      SELECT id, 1, coalesce(decided_by, approver_id), decided_at, CASE WHEN decided_at IS NULL THEN NULL ELSE state END,
             approved_days, decision_reason FROM access_request WHERE approver_id IS NOT NULL;
      DROP INDEX access_request_approver_idx;
      ALTER TABLE access_request DROP COLUMN approver_id,
        ADD COLUMN revision integer NOT NULL DEFAULT 1,
        ADD COLUMN role_version integer NOT NULL DEFAULT 1,
        ADD COLUMN edited_at timestamptz,
        ADD COLUMN scope_unit_id uuid,
        ADD CONSTRAINT access_request_scope_unit_fk FOREIGN KEY (scope_unit_id) REFERENCES unit (id);
      ALTER TABLE role ADD COLUMN security_approves boolean NOT NULL DEFAULT false`);
    await runner.query(`
      CREATE TABLE approval_delegation (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        delegator_id uuid NOT NULL,
        delegate_id uuid NOT NULL,
        system_id uuid,
        role_id uuid,
        valid_from date NOT NULL,
        valid_to date NOT NULL,
        reason text NOT NULL,
        created_at timestamptz NOT NULL,
        created_by uuid NOT NULL,
        ended_at timestamptz,
        ended_by uuid,
        ended_reason text,
        CONSTRAINT approval_delegation_delegator_fk FOREIGN KEY (delegator_id) REFERENCES person (id),
        CONSTRAINT approval_delegation_delegate_fk FOREIGN KEY (delegate_id) REFERENCES person (id),
        CONSTRAINT approval_delegation_created_by_fk FOREIGN KEY (created_by) REFERENCES person (id),
        CONSTRAINT approval_delegation_ended_by_fk FOREIGN KEY (ended_by) REFERENCES person (id),
        CONSTRAINT approval_delegation_system_fk FOREIGN KEY (system_id) REFERENCES information_system (id),
        CONSTRAINT approval_delegation_role_fk FOREIGN KEY (role_id) REFERENCES role (id),
        CONSTRAINT approval_delegation_self_check CHECK (delegator_id <> delegate_id),
        CONSTRAINT approval_delegation_scope_check CHECK (system_id IS NULL OR role_id IS NULL),
        CONSTRAINT approval_delegation_days_check CHECK (valid_to >= valid_from),
        CONSTRAINT approval_delegation_ended_check CHECK ((ended_at IS NULL) = (ended_reason IS NULL))
      );
      CREATE INDEX approval_delegation_delegate_idx ON approval_delegation (delegate_id) WHERE ended_at IS NULL;
      CREATE INDEX approval_delegation_delegator_idx ON approval_delegation (delegator_id) WHERE ended_at IS NULL`);
    // Whom somebody decides for on a day: one's own seats, and those that a delegation reaches. Never a delegate's delegate.
    await runner.query(`
      CREATE FUNCTION open_seats(decider uuid, day date) RETURNS TABLE (request_id uuid, "position" integer, seat uuid)
      LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT a.request_id, a.position, a.person_id
        FROM request_approver a JOIN request_stage s ON s.request_id = a.request_id AND s.position = a.position AND s.state = 'open'
        JOIN access_request q ON q.id = a.request_id AND q.state = 'pending'
        WHERE a.person_id = decider AND a.outcome IS NULL
        UNION ALL
        SELECT a.request_id, a.position, a.person_id
        FROM approval_delegation d
        JOIN request_approver a ON a.person_id = d.delegator_id AND a.outcome IS NULL
        JOIN request_stage s ON s.request_id = a.request_id AND s.position = a.position AND s.state = 'open'
        JOIN access_request q ON q.id = a.request_id AND q.state = 'pending'
        JOIN role r ON r.id = q.role_id
        WHERE d.delegate_id = decider AND d.ended_at IS NULL AND day BETWEEN d.valid_from AND d.valid_to
          AND (d.system_id IS NULL OR d.system_id = r.system_id) AND (d.role_id IS NULL OR d.role_id = q.role_id)
          AND decider NOT IN (q.requested_by, q.person_id)
          AND NOT EXISTS (SELECT FROM request_approver o WHERE o.request_id = a.request_id AND o.person_id = decider) $$`);
    // Care providers (invariant 11): a grant's unit lies within its employment's provider, and a grant on an analysis
    // for shared records says so, whoever writes it.
    await runner.query(`
      ALTER TABLE access_grant ADD COLUMN across_providers boolean NOT NULL DEFAULT false, ADD COLUMN scope_unit_id uuid,
        ADD CONSTRAINT access_grant_scope_unit_fk FOREIGN KEY (scope_unit_id) REFERENCES unit (id);
      UPDATE access_grant g SET across_providers = true FROM analysis a
      WHERE a.id = g.analysis_id AND g.ended_at IS NULL AND (a.content ->> 'acrossCareProviders')::boolean;
      CREATE FUNCTION access_grant_provider_guard() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'INSERT' AND NOT EXISTS (SELECT FROM employment e JOIN unit eu ON eu.id = e.unit_id
              JOIN unit gu ON gu.id = NEW.unit_id WHERE e.id = NEW.employment_id AND eu.care_provider_id = gu.care_provider_id) THEN
          RAISE EXCEPTION 'the unit belongs to another care provider than the employment' USING ERRCODE = 'GV005';
        END IF;
        IF TG_OP = 'INSERT' AND NEW.scope_unit_id IS NOT NULL AND NOT EXISTS (SELECT FROM unit gu JOIN unit su ON su.id = NEW.scope_unit_id
              WHERE gu.id = NEW.unit_id AND su.care_provider_id = gu.care_provider_id AND su.path LIKE gu.path || '%') THEN
          RAISE EXCEPTION 'the scope lies outside the unit of the grant' USING ERRCODE = 'GV005';
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.scope_unit_id IS DISTINCT FROM OLD.scope_unit_id THEN
          RAISE EXCEPTION 'a grant never changes its scope' USING ERRCODE = 'GV001';
        END IF;
        NEW.across_providers := coalesce((SELECT (a.content ->> 'acrossCareProviders')::boolean
          FROM analysis a WHERE a.id = NEW.analysis_id), false);
        RETURN NEW;
      END $$;
      CREATE TRIGGER access_grant_provider_guard BEFORE INSERT OR UPDATE OF analysis_id, across_providers, scope_unit_id ON access_grant
        FOR EACH ROW EXECUTE FUNCTION access_grant_provider_guard()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER access_grant_provider_guard ON access_grant;
      DROP FUNCTION access_grant_provider_guard();
      ALTER TABLE access_grant DROP COLUMN across_providers, DROP COLUMN scope_unit_id;
      DROP FUNCTION open_seats(uuid, date);
      DROP TABLE approval_delegation;
      ALTER TABLE role DROP COLUMN security_approves;
      ALTER TABLE access_request DROP COLUMN revision, DROP COLUMN role_version, DROP COLUMN edited_at, DROP COLUMN scope_unit_id,
        ADD COLUMN approver_id uuid;
      UPDATE access_request q SET approver_id = coalesce((SELECT a.person_id FROM request_approver a WHERE a.request_id = q.id
        ORDER BY a.position, a.person_id LIMIT 1), q.requested_by);
      ALTER TABLE access_request ADD CONSTRAINT access_request_approver_fk FOREIGN KEY (approver_id) REFERENCES person (id);
      CREATE INDEX access_request_approver_idx ON access_request (approver_id, submitted_at, id);
      DROP TABLE request_approver, request_stage;
      DROP FUNCTION request_approver_guard()`);
  }
}
