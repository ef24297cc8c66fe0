import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests for oneself, for several, for longer and for less; drafts, questions, attachments, and search in history. */
export class RequestsOfEveryKind1760000002300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE access_request
        ADD COLUMN kind text NOT NULL DEFAULT 'new',
        ADD COLUMN batch_id uuid,
        ADD COLUMN for_self boolean NOT NULL DEFAULT false,
        ADD COLUMN extends_grant_id uuid,
        ADD COLUMN asked_reason text,
        ADD COLUMN search tsvector NOT NULL DEFAULT '',
        ALTER COLUMN assessment_id DROP NOT NULL,
        ALTER COLUMN approver_id DROP NOT NULL,
        ADD CONSTRAINT access_request_extends_fk FOREIGN KEY (extends_grant_id) REFERENCES access_grant (id),
        ADD CONSTRAINT access_request_kind_check CHECK (kind IN ('new', 'extension', 'removal')),
        ADD CONSTRAINT access_request_extends_check CHECK ((kind = 'extension') = (extends_grant_id IS NOT NULL)),
        ADD CONSTRAINT access_request_removal_check CHECK
          (CASE kind WHEN 'removal' THEN assessment_id IS NULL AND asked_reason IS NOT NULL AND state = 'approved'
                ELSE assessment_id IS NOT NULL AND asked_reason IS NULL END);
      CREATE INDEX access_request_batch_idx ON access_request (batch_id) WHERE batch_id IS NOT NULL;
      CREATE INDEX access_request_assessment_idx ON access_request (assessment_id);
      CREATE INDEX access_request_history_idx ON access_request (submitted_at, number);
      CREATE INDEX access_request_role_idx ON access_request (role_id, submitted_at, number);
      CREATE INDEX access_request_search_idx ON access_request USING gin (search)`);
    // What was asked is found by its words, in Swedish: the assessment's, or a removal's reason.
    await runner.query(`
      CREATE FUNCTION access_request_search() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.search := to_tsvector('swedish', coalesce(NEW.asked_reason, '') || ' ' || coalesce(
          (SELECT s.need || ' ' || s.data || ' ' || s.risk_too_wide || ' ' || s.risk_too_narrow
           FROM assessment s WHERE s.id = NEW.assessment_id), ''));
        RETURN NEW;
      END $$;
      CREATE TRIGGER access_request_search BEFORE INSERT OR UPDATE OF assessment_id, asked_reason ON access_request
        FOR EACH ROW EXECUTE FUNCTION access_request_search();
      UPDATE access_request SET assessment_id = assessment_id`);
    // An extension is the one change that lets a grant last longer: by an assessment of its own that pins an analysis
    // that lives, never for somebody or something else (invariant 1). Everything else is held by the guard as before.
    await runner.query(`
      CREATE FUNCTION access_grant_extension_guard() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NOT NULL
            OR (NEW.id, NEW.person_id, NEW.employment_id, NEW.role_id, NEW.unit_id, NEW.source, NEW.valid_from)
              IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.employment_id, OLD.role_id, OLD.unit_id, OLD.source, OLD.valid_from)
            OR NEW.rule_id IS DISTINCT FROM OLD.rule_id OR NEW.assessment_id IS NULL
            OR NEW.assessment_id IS NOT DISTINCT FROM OLD.assessment_id THEN
          RAISE EXCEPTION 'a grant lasts longer by a new assessment only' USING ERRCODE = 'GV001';
        END IF;
        IF NOT EXISTS (SELECT FROM analysis a WHERE a.id = NEW.analysis_id AND a.role_id = NEW.role_id
              AND a.state = 'approved' AND a.valid_to >= (now() AT TIME ZONE 'Europe/Stockholm')::date) THEN
          RAISE EXCEPTION 'no approved, unexpired analysis for the role' USING ERRCODE = 'GV002';
        END IF;
        IF NOT EXISTS (SELECT FROM assessment s WHERE s.id = NEW.assessment_id
              AND s.person_id = NEW.person_id AND s.role_id = NEW.role_id AND s.analysis_id = NEW.analysis_id) THEN
          RAISE EXCEPTION 'the assessment is for another person, role or analysis' USING ERRCODE = 'GV003';
        END IF;
        RETURN NEW;
      END $$;
      DROP TRIGGER access_grant_guard ON access_grant;
      CREATE TRIGGER access_grant_guard BEFORE INSERT ON access_grant
        FOR EACH ROW EXECUTE FUNCTION access_grant_guard();
      CREATE TRIGGER access_grant_update_guard BEFORE UPDATE ON access_grant
        FOR EACH ROW WHEN ((NEW.valid_to > OLD.valid_to) IS NOT TRUE) EXECUTE FUNCTION access_grant_guard();
      CREATE TRIGGER access_grant_extension_guard BEFORE UPDATE ON access_grant
        FOR EACH ROW WHEN (NEW.valid_to > OLD.valid_to) EXECUTE FUNCTION access_grant_extension_guard()`);
    await runner.query(`
      CREATE TABLE request_draft (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        person_id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        content jsonb NOT NULL,
        begun_at timestamptz NOT NULL,
        saved_at timestamptz NOT NULL,
        CONSTRAINT request_draft_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
      );
      CREATE INDEX request_draft_person_idx ON request_draft (person_id, saved_at);
      CREATE TABLE request_question (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        request_id uuid NOT NULL,
        asked_by uuid NOT NULL,
        asked_at timestamptz NOT NULL,
        question text NOT NULL,
        answered_by uuid,
        answered_at timestamptz,
        answer text,
        CONSTRAINT request_question_request_fk FOREIGN KEY (request_id) REFERENCES access_request (id),
        CONSTRAINT request_question_asked_by_fk FOREIGN KEY (asked_by) REFERENCES person (id),
        CONSTRAINT request_question_answered_by_fk FOREIGN KEY (answered_by) REFERENCES person (id),
        CONSTRAINT request_question_answer_check CHECK
          ((answered_at IS NULL) = (answer IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL))
      );
      CREATE INDEX request_question_request_idx ON request_question (request_id, asked_at);
      CREATE UNIQUE INDEX request_question_one_open_idx ON request_question (request_id) WHERE answered_at IS NULL;
      CREATE TABLE request_attachment (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        draft_id uuid,
        uploaded_by uuid NOT NULL,
        uploaded_at timestamptz NOT NULL,
        name text NOT NULL,
        media_type text NOT NULL,
        bytes integer NOT NULL,
        content bytea NOT NULL,
        CONSTRAINT request_attachment_draft_fk FOREIGN KEY (draft_id) REFERENCES request_draft (id) ON DELETE CASCADE,
        CONSTRAINT request_attachment_uploaded_by_fk FOREIGN KEY (uploaded_by) REFERENCES person (id),
        CONSTRAINT request_attachment_type_check CHECK
          (media_type IN ('application/pdf', 'image/png', 'image/jpeg', 'text/plain')),
        CONSTRAINT request_attachment_bytes_check CHECK (bytes > 0 AND bytes = octet_length(content))
      );
      CREATE INDEX request_attachment_draft_idx ON request_attachment (draft_id) WHERE draft_id IS NOT NULL;
      CREATE TABLE request_attachment_use (
        request_id uuid NOT NULL,
        attachment_id uuid NOT NULL,
        CONSTRAINT request_attachment_use_pk PRIMARY KEY (request_id, attachment_id),
        CONSTRAINT request_attachment_use_request_fk FOREIGN KEY (request_id) REFERENCES access_request (id),
        CONSTRAINT request_attachment_use_attachment_fk FOREIGN KEY (attachment_id) REFERENCES request_attachment (id)
      );
      CREATE INDEX request_attachment_use_attachment_idx ON request_attachment_use (attachment_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE request_attachment_use; DROP TABLE request_attachment; DROP TABLE request_question; DROP TABLE request_draft;
      DROP TRIGGER access_grant_extension_guard ON access_grant; DROP TRIGGER access_grant_update_guard ON access_grant;
      DROP TRIGGER access_grant_guard ON access_grant; DROP FUNCTION access_grant_extension_guard();
      CREATE TRIGGER access_grant_guard BEFORE INSERT OR UPDATE ON access_grant
        FOR EACH ROW EXECUTE FUNCTION access_grant_guard();
      DROP TRIGGER access_request_search ON access_request; DROP FUNCTION access_request_search();
      DELETE FROM access_request WHERE kind <> 'new';
      ALTER TABLE access_request DROP COLUMN kind, DROP COLUMN batch_id, DROP COLUMN for_self, DROP COLUMN extends_grant_id,
        DROP COLUMN asked_reason, DROP COLUMN search, ALTER COLUMN assessment_id SET NOT NULL, ALTER COLUMN approver_id SET NOT NULL;
      DROP INDEX access_request_assessment_idx; DROP INDEX access_request_history_idx; DROP INDEX access_request_role_idx`);
  }
}
