import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is handed over when somebody leaves, whose duties fall vacant, external people's terms, and confirmed staff. */
export class Leaving1760000001500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE employment DROP CONSTRAINT employment_kind_check;
      ALTER TABLE employment ADD CONSTRAINT employment_kind_check CHECK
        (kind IN ('permanent', 'substitute', 'fixed-term', 'hourly', 'probation', 'consultant', 'student', 'volunteer'));
      ALTER TABLE employment ADD CONSTRAINT employment_registered_here_check CHECK
        (source <> 'grindvakt' OR (kind IN ('consultant', 'student', 'volunteer') AND end_date IS NOT NULL
          AND contract_reference IS NOT NULL AND external_employer IS NOT NULL AND registered_by_hand));
      CREATE SEQUENCE external_number_seq START 100001`);
    await runner.query(`
      CREATE TABLE leaver_checklist (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        employment_id uuid NOT NULL,
        person_id uuid NOT NULL,
        manager_id uuid,
        last_day date NOT NULL,
        state text NOT NULL DEFAULT 'open',
        opened_at timestamptz NOT NULL,
        closed_at timestamptz,
        CONSTRAINT leaver_checklist_employment_key UNIQUE (employment_id),
        CONSTRAINT leaver_checklist_employment_fk FOREIGN KEY (employment_id) REFERENCES employment (id),
        CONSTRAINT leaver_checklist_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT leaver_checklist_manager_fk FOREIGN KEY (manager_id) REFERENCES person (id),
        CONSTRAINT leaver_checklist_state_check CHECK (state IN ('open', 'done', 'not-needed')),
        CONSTRAINT leaver_checklist_closed_check CHECK ((state = 'open') = (closed_at IS NULL))
      );
      CREATE INDEX leaver_checklist_day_idx ON leaver_checklist (last_day, id);
      CREATE INDEX leaver_checklist_manager_idx ON leaver_checklist (manager_id) WHERE state = 'open';
      CREATE INDEX leaver_checklist_person_idx ON leaver_checklist (person_id);
      CREATE TABLE leaver_item (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        checklist_id uuid NOT NULL,
        key text NOT NULL,
        label_sv text NOT NULL,
        label_en text NOT NULL,
        owner text NOT NULL,
        due_days integer NOT NULL,
        due_on date NOT NULL,
        state text NOT NULL DEFAULT 'open',
        note text,
        answered_by uuid,
        answered_at timestamptz,
        told_late_on date,
        CONSTRAINT leaver_item_key_key UNIQUE (checklist_id, key),
        CONSTRAINT leaver_item_checklist_fk FOREIGN KEY (checklist_id) REFERENCES leaver_checklist (id),
        CONSTRAINT leaver_item_answered_by_fk FOREIGN KEY (answered_by) REFERENCES person (id),
        CONSTRAINT leaver_item_state_check CHECK (state IN ('open', 'done', 'not-applicable')),
        CONSTRAINT leaver_item_note_check CHECK (state <> 'not-applicable' OR note IS NOT NULL),
        CONSTRAINT leaver_item_answered_check CHECK ((state = 'open') = (answered_by IS NULL) AND (state = 'open') = (answered_at IS NULL))
      );
      CREATE INDEX leaver_item_due_idx ON leaver_item (due_on) WHERE state = 'open'`);
    await runner.query(`
      CREATE TABLE duty (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kind text NOT NULL,
        object_id uuid NOT NULL,
        holder_id uuid NOT NULL,
        state text NOT NULL,
        last_day date NOT NULL,
        successor_id uuid,
        named_by uuid,
        named_at timestamptz,
        reason text,
        closed_at timestamptz,
        CONSTRAINT duty_holder_fk FOREIGN KEY (holder_id) REFERENCES person (id),
        CONSTRAINT duty_successor_fk FOREIGN KEY (successor_id) REFERENCES person (id),
        CONSTRAINT duty_named_by_fk FOREIGN KEY (named_by) REFERENCES person (id),
        CONSTRAINT duty_kind_check CHECK (kind IN ('information-owner', 'system-owner')),
        CONSTRAINT duty_state_check CHECK (state IN ('coming', 'vacant', 'handed-over', 'kept')),
        CONSTRAINT duty_other_check CHECK (successor_id <> holder_id),
        CONSTRAINT duty_handed_over_check CHECK (state <> 'handed-over' OR successor_id IS NOT NULL),
        CONSTRAINT duty_closed_check CHECK ((state IN ('coming', 'vacant')) = (closed_at IS NULL))
      );
      CREATE UNIQUE INDEX duty_one_open_idx ON duty (kind, object_id) WHERE state IN ('coming', 'vacant');
      CREATE INDEX duty_holder_idx ON duty (holder_id) WHERE state IN ('coming', 'vacant');
      CREATE INDEX duty_successor_idx ON duty (successor_id) WHERE state IN ('coming', 'vacant')`);
    await runner.query(`
      CREATE TABLE external_engagement (
        employment_id uuid PRIMARY KEY,
        scope_unit_id uuid,
        sponsor_id uuid,
        stated_sponsor text,
        state text NOT NULL,
        acting_id uuid,
        name_by date,
        missing text[] NOT NULL DEFAULT '{}',
        agreed_from date,
        agreed_to date,
        registered_by uuid,
        CONSTRAINT external_engagement_employment_fk FOREIGN KEY (employment_id) REFERENCES employment (id),
        CONSTRAINT external_engagement_scope_fk FOREIGN KEY (scope_unit_id) REFERENCES unit (id),
        CONSTRAINT external_engagement_sponsor_fk FOREIGN KEY (sponsor_id) REFERENCES person (id),
        CONSTRAINT external_engagement_acting_fk FOREIGN KEY (acting_id) REFERENCES person (id),
        CONSTRAINT external_engagement_registered_by_fk FOREIGN KEY (registered_by) REFERENCES person (id),
        CONSTRAINT external_engagement_state_check CHECK (state IN ('sponsored', 'taken-over', 'unsponsored', 'over')),
        CONSTRAINT external_engagement_sponsor_check CHECK
          (CASE state WHEN 'sponsored' THEN sponsor_id IS NOT NULL AND acting_id IS NULL AND name_by IS NULL
            WHEN 'taken-over' THEN sponsor_id IS NOT NULL AND name_by IS NOT NULL ELSE true END),
        CONSTRAINT external_engagement_agreed_check CHECK
          ((agreed_from IS NULL) = (agreed_to IS NULL) AND agreed_to >= agreed_from AND agreed_to - agreed_from <= 1096)
      );
      CREATE INDEX external_engagement_sponsor_idx ON external_engagement (sponsor_id) WHERE state <> 'over';
      CREATE INDEX external_engagement_acting_idx ON external_engagement (acting_id) WHERE acting_id IS NOT NULL;
      CREATE INDEX external_engagement_name_by_idx ON external_engagement (name_by) WHERE state = 'taken-over'`);
    // An external person's access stays within the unit that was agreed on, whoever asks for it (H13.2.1).
    await runner.query(`
      CREATE FUNCTION external_scope_guard() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM external_engagement x JOIN unit s ON s.id = x.scope_unit_id JOIN unit u ON u.id = NEW.unit_id
                   WHERE x.employment_id = NEW.employment_id AND NOT starts_with(u.path, s.path)) THEN
          RAISE EXCEPTION 'the grant lies outside the unit that the external person works for' USING ERRCODE = 'GV005';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER external_scope_guard BEFORE INSERT ON access_grant
        FOR EACH ROW EXECUTE FUNCTION external_scope_guard()`);
    await runner.query(`
      CREATE TABLE staff_confirmation (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        employment_id uuid NOT NULL,
        manager_id uuid NOT NULL,
        confirmed_at timestamptz NOT NULL,
        confirmed_on date NOT NULL,
        in_bulk boolean NOT NULL,
        CONSTRAINT staff_confirmation_employment_fk FOREIGN KEY (employment_id) REFERENCES employment (id),
        CONSTRAINT staff_confirmation_manager_fk FOREIGN KEY (manager_id) REFERENCES person (id)
      );
      CREATE INDEX staff_confirmation_employment_idx ON staff_confirmation (employment_id, confirmed_on);
      REVOKE UPDATE, DELETE, TRUNCATE ON staff_confirmation FROM grindvakt_service;
      CREATE TABLE staff_correction (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        employment_id uuid NOT NULL,
        kind text NOT NULL,
        note text NOT NULL,
        reported_by uuid NOT NULL,
        reported_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'open',
        answer text,
        answered_by uuid,
        answered_at timestamptz,
        CONSTRAINT staff_correction_employment_fk FOREIGN KEY (employment_id) REFERENCES employment (id),
        CONSTRAINT staff_correction_reported_by_fk FOREIGN KEY (reported_by) REFERENCES person (id),
        CONSTRAINT staff_correction_answered_by_fk FOREIGN KEY (answered_by) REFERENCES person (id),
        CONSTRAINT staff_correction_kind_check CHECK
          (kind IN ('wrong-unit', 'has-left', 'other-duties', 'rights-too-wide', 'not-mine', 'other')),
        CONSTRAINT staff_correction_state_check CHECK (state IN ('open', 'corrected', 'declined')),
        CONSTRAINT staff_correction_answered_check CHECK
          ((state = 'open') = (answered_by IS NULL) AND (state = 'open') = (answered_at IS NULL) AND (state = 'open') = (answer IS NULL))
      );
      CREATE UNIQUE INDEX staff_correction_one_open_idx ON staff_correction (employment_id, kind) WHERE state = 'open';
      CREATE INDEX staff_correction_open_idx ON staff_correction (reported_at, id) WHERE state = 'open'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE staff_correction, staff_confirmation;
      DROP TRIGGER external_scope_guard ON access_grant; DROP FUNCTION external_scope_guard();
      DROP TABLE external_engagement, duty, leaver_item, leaver_checklist; DROP SEQUENCE external_number_seq;
      ALTER TABLE employment DROP CONSTRAINT employment_registered_here_check;
      ALTER TABLE employment DROP CONSTRAINT employment_kind_check;
      ALTER TABLE employment ADD CONSTRAINT employment_kind_check CHECK
        (kind IN ('permanent', 'substitute', 'fixed-term', 'hourly', 'probation', 'consultant', 'student'))`);
  }
}
