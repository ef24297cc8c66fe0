import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where two factors are not possible: ordered, analysed and decided for a system of low class, with an end (H13.1.7). */
export class AssuranceExceptions1760000003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE assurance_exception (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        system_id uuid NOT NULL,
        role_ids uuid[],
        risk_analysis text NOT NULL,
        safeguards text NOT NULL,
        valid_to date NOT NULL,
        ordered_by uuid NOT NULL,
        ordered_at timestamptz NOT NULL,
        outcome text,
        decided_by uuid,
        decided_at timestamptz,
        decision_reason text,
        ended_at timestamptz,
        ended_by uuid,
        ended_reason text,
        CONSTRAINT assurance_exception_system_fk FOREIGN KEY (system_id) REFERENCES information_system (id),
        CONSTRAINT assurance_exception_ordered_by_fk FOREIGN KEY (ordered_by) REFERENCES person (id),
        CONSTRAINT assurance_exception_decided_by_fk FOREIGN KEY (decided_by) REFERENCES person (id),
        CONSTRAINT assurance_exception_ended_by_fk FOREIGN KEY (ended_by) REFERENCES person (id),
        CONSTRAINT assurance_exception_outcome_check CHECK (outcome IN ('approved', 'refused')),
        CONSTRAINT assurance_exception_decided_check CHECK
          ((outcome IS NULL) = (decided_by IS NULL) AND (outcome IS NULL) = (decided_at IS NULL)
           AND (outcome IS NULL) = (decision_reason IS NULL)),
        CONSTRAINT assurance_exception_four_eyes_check CHECK (decided_by <> ordered_by),
        CONSTRAINT assurance_exception_ended_check CHECK
          ((ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (ended_reason IS NULL)),
        CONSTRAINT assurance_exception_roles_check CHECK (role_ids <> '{}'),
        CONSTRAINT assurance_exception_year_check CHECK (valid_to <= (ordered_at AT TIME ZONE 'UTC')::date + 367)
      );
      CREATE UNIQUE INDEX assurance_exception_waiting_idx ON assurance_exception (system_id)
        WHERE outcome IS NULL AND ended_at IS NULL;
      CREATE INDEX assurance_exception_running_idx ON assurance_exception (system_id, valid_to)
        WHERE outcome = 'approved' AND ended_at IS NULL;
      CREATE INDEX assurance_exception_ordered_idx ON assurance_exception (ordered_at, id)`);
    // What was excepted, why and by whom is kept (H15.5).
    await runner.query(`REVOKE DELETE, TRUNCATE ON assurance_exception FROM grindvakt_service`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE assurance_exception`);
  }
}
