import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The life of a need-and-risk analysis, who was consulted, and the action plans of risks nobody accepted (H13.1.3). */
export class Analyses1760000002200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE analysis DROP CONSTRAINT analysis_state_check, DROP CONSTRAINT analysis_approved_check,
        ADD COLUMN kind text NOT NULL DEFAULT 'own-provider', ADD COLUMN origin text NOT NULL DEFAULT 'declared',
        ADD COLUMN revision integer NOT NULL DEFAULT 1, ADD COLUMN round integer NOT NULL DEFAULT 0,
        ADD COLUMN template text, ADD COLUMN drafted_by uuid, ADD COLUMN drafted_at timestamptz,
        ADD COLUMN edited_by uuid, ADD COLUMN edited_at timestamptz,
        ADD COLUMN ended_at timestamptz, ADD COLUMN ended_by uuid, ADD COLUMN ended_reason text;
      UPDATE analysis SET kind = 'shared-records' WHERE (content ->> 'acrossCareProviders')::boolean;
      ALTER TABLE analysis
        ADD CONSTRAINT analysis_state_check CHECK (state IN ('draft', 'consulting', 'approved', 'superseded', 'lapsed', 'rejected')),
        ADD CONSTRAINT analysis_approved_check CHECK
          (state IN ('draft', 'consulting', 'rejected') OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)),
        ADD CONSTRAINT analysis_kind_check CHECK
          (kind IN ('own-provider', 'shared-records')
           AND (kind = 'shared-records') = coalesce((content ->> 'acrossCareProviders')::boolean, false)),
        ADD CONSTRAINT analysis_origin_check CHECK (origin IN ('declared', 'page') AND (origin = 'declared') = (drafted_by IS NULL)),
        ADD CONSTRAINT analysis_drafted_by_fk FOREIGN KEY (drafted_by) REFERENCES person (id),
        ADD CONSTRAINT analysis_edited_by_fk FOREIGN KEY (edited_by) REFERENCES person (id),
        ADD CONSTRAINT analysis_ended_by_fk FOREIGN KEY (ended_by) REFERENCES person (id);
      CREATE UNIQUE INDEX analysis_one_draft_idx ON analysis (role_id) WHERE state IN ('draft', 'consulting');
      CREATE INDEX analysis_lapsing_idx ON analysis (valid_to) WHERE state = 'approved';
      CREATE TABLE analysis_consultation (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        analysis_id uuid NOT NULL,
        round integer NOT NULL,
        person_id uuid NOT NULL,
        capacity text NOT NULL,
        asked_by uuid NOT NULL,
        asked_at timestamptz NOT NULL,
        answer text,
        comment text,
        answered_at timestamptz,
        CONSTRAINT analysis_consultation_key UNIQUE (analysis_id, round, person_id),
        CONSTRAINT analysis_consultation_analysis_fk FOREIGN KEY (analysis_id) REFERENCES analysis (id),
        CONSTRAINT analysis_consultation_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT analysis_consultation_asked_by_fk FOREIGN KEY (asked_by) REFERENCES person (id),
        CONSTRAINT analysis_consultation_answer_check CHECK
          ((answer IS NULL) = (answered_at IS NULL) AND answer IN ('agrees', 'comments') AND (answer <> 'comments' OR comment IS NOT NULL)),
        CONSTRAINT analysis_consultation_not_own_check CHECK (person_id <> asked_by)
      );
      CREATE INDEX analysis_consultation_waiting_idx ON analysis_consultation (person_id) WHERE answer IS NULL;
      CREATE TABLE analysis_action (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        analysis_id uuid NOT NULL,
        risk_id text NOT NULL,
        what text NOT NULL,
        owner_id uuid NOT NULL,
        due_on date NOT NULL,
        state text NOT NULL DEFAULT 'open',
        made_by uuid NOT NULL,
        made_at timestamptz NOT NULL,
        closed_by uuid,
        closed_at timestamptz,
        note text,
        escalated_on date,
        CONSTRAINT analysis_action_analysis_fk FOREIGN KEY (analysis_id) REFERENCES analysis (id),
        CONSTRAINT analysis_action_owner_fk FOREIGN KEY (owner_id) REFERENCES person (id),
        CONSTRAINT analysis_action_made_by_fk FOREIGN KEY (made_by) REFERENCES person (id),
        CONSTRAINT analysis_action_closed_by_fk FOREIGN KEY (closed_by) REFERENCES person (id),
        CONSTRAINT analysis_action_state_check CHECK (state IN ('open', 'done', 'cancelled')),
        CONSTRAINT analysis_action_closed_check CHECK
          ((state = 'open') = (closed_at IS NULL) AND (state <> 'done' OR (closed_by IS NOT NULL AND note IS NOT NULL)))
      );
      CREATE INDEX analysis_action_analysis_idx ON analysis_action (analysis_id);
      CREATE INDEX analysis_action_owner_idx ON analysis_action (owner_id) WHERE state = 'open';
      CREATE INDEX analysis_action_due_idx ON analysis_action (due_on) WHERE state = 'open';
      ALTER TABLE assessment ADD COLUMN deviation_reason text;
      ALTER TABLE campaign ADD COLUMN analysis_id uuid,
        ADD CONSTRAINT campaign_analysis_fk FOREIGN KEY (analysis_id) REFERENCES analysis (id);
      CREATE UNIQUE INDEX campaign_analysis_idx ON campaign (analysis_id, unit_id) WHERE analysis_id IS NOT NULL`);
    // What was decided stays as it was decided; it can only be ended, or its time be cut (H15.5).
    await runner.query(`
      CREATE FUNCTION analysis_guard() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.state NOT IN ('draft', 'consulting') AND
            (NEW.state IN ('draft', 'consulting') OR NEW.valid_to > OLD.valid_to
             OR (NEW.role_id, NEW.version, NEW.content, NEW.kind, NEW.origin) IS DISTINCT FROM
                (OLD.role_id, OLD.version, OLD.content, OLD.kind, OLD.origin)
             OR (NEW.approved_by, NEW.approved_at, NEW.drafted_by) IS DISTINCT FROM (OLD.approved_by, OLD.approved_at, OLD.drafted_by)) THEN
          RAISE EXCEPTION 'a decided analysis does not change' USING ERRCODE = 'GV006';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER analysis_guard BEFORE UPDATE ON analysis FOR EACH ROW EXECUTE FUNCTION analysis_guard();
      REVOKE DELETE, TRUNCATE ON analysis, analysis_consultation, analysis_action FROM grindvakt_service`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX campaign_analysis_idx; ALTER TABLE campaign DROP COLUMN analysis_id;
      ALTER TABLE assessment DROP COLUMN deviation_reason;
      DROP TABLE analysis_action, analysis_consultation;
      DROP TRIGGER analysis_guard ON analysis; DROP FUNCTION analysis_guard();
      DROP INDEX analysis_one_draft_idx, analysis_lapsing_idx;
      ALTER TABLE analysis DROP CONSTRAINT analysis_state_check, DROP CONSTRAINT analysis_approved_check,
        DROP CONSTRAINT analysis_kind_check, DROP CONSTRAINT analysis_origin_check,
        DROP COLUMN kind, DROP COLUMN origin, DROP COLUMN revision, DROP COLUMN round, DROP COLUMN template,
        DROP COLUMN drafted_by, DROP COLUMN drafted_at, DROP COLUMN edited_by, DROP COLUMN edited_at,
        DROP COLUMN ended_at, DROP COLUMN ended_by, DROP COLUMN ended_reason`);
  }
}
