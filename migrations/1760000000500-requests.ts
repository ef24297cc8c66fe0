import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Access requests (invariant 2: the decider is neither the requester nor the beneficiary). */
export class Requests1760000000500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE access_request (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        number bigserial NOT NULL,
        state text NOT NULL DEFAULT 'pending',
        person_id uuid NOT NULL,
        employment_id uuid NOT NULL,
        role_id uuid NOT NULL,
        unit_id uuid NOT NULL,
        assessment_id uuid NOT NULL,
        requested_by uuid NOT NULL,
        submitted_at timestamptz NOT NULL,
        approver_id uuid NOT NULL,
        decided_by uuid,
        decided_at timestamptz,
        decision_reason text,
        approved_days integer,
        grant_id uuid,
        closed_reason text,
        CONSTRAINT access_request_number_key UNIQUE (number),
        CONSTRAINT access_request_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT access_request_employment_fk FOREIGN KEY (employment_id) REFERENCES employment (id),
        CONSTRAINT access_request_role_fk FOREIGN KEY (role_id) REFERENCES role (id),
        CONSTRAINT access_request_unit_fk FOREIGN KEY (unit_id) REFERENCES unit (id),
        CONSTRAINT access_request_assessment_fk FOREIGN KEY (assessment_id) REFERENCES assessment (id),
        CONSTRAINT access_request_requested_by_fk FOREIGN KEY (requested_by) REFERENCES person (id),
        CONSTRAINT access_request_approver_fk FOREIGN KEY (approver_id) REFERENCES person (id),
        CONSTRAINT access_request_decided_by_fk FOREIGN KEY (decided_by) REFERENCES person (id),
        CONSTRAINT access_request_grant_fk FOREIGN KEY (grant_id) REFERENCES access_grant (id),
        CONSTRAINT access_request_state_check CHECK (state IN ('pending', 'approved', 'refused', 'withdrawn', 'closed')),
        CONSTRAINT access_request_not_own_check CHECK (decided_by IS NULL OR decided_by NOT IN (requested_by, person_id)),
        CONSTRAINT access_request_approved_check CHECK ((state = 'approved') = (grant_id IS NOT NULL))
      );
      CREATE UNIQUE INDEX access_request_one_pending_idx ON access_request (employment_id, role_id) WHERE state = 'pending';
      CREATE INDEX access_request_approver_idx ON access_request (approver_id, submitted_at, id);
      CREATE INDEX access_request_requested_by_idx ON access_request (requested_by, submitted_at, id);
      CREATE INDEX access_request_person_idx ON access_request (person_id, submitted_at, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE access_request`);
  }
}
