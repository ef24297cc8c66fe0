import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Recertification campaigns, by hand or by schedule (H13.1.4). */
export class Reviews1760000000600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE campaign_schedule (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        key text NOT NULL,
        name text NOT NULL,
        unit_id uuid NOT NULL,
        every_days integer NOT NULL,
        open_days integer NOT NULL,
        no_answer text NOT NULL,
        next_open_on date NOT NULL,
        active boolean NOT NULL DEFAULT true,
        CONSTRAINT campaign_schedule_key_key UNIQUE (key),
        CONSTRAINT campaign_schedule_unit_fk FOREIGN KEY (unit_id) REFERENCES unit (id),
        CONSTRAINT campaign_schedule_no_answer_check CHECK (no_answer IN ('keep', 'remove')),
        CONSTRAINT campaign_schedule_days_check CHECK (every_days > 0 AND open_days > 0)
      );
      CREATE TABLE campaign (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        name text NOT NULL,
        unit_id uuid NOT NULL,
        schedule_id uuid,
        opened_by uuid,
        opened_at timestamptz NOT NULL,
        closes_on date NOT NULL,
        no_answer text NOT NULL,
        state text NOT NULL DEFAULT 'open',
        closed_at timestamptz,
        items_total integer NOT NULL DEFAULT 0,
        items_decided integer NOT NULL DEFAULT 0,
        items_removed integer NOT NULL DEFAULT 0,
        items_unanswered integer NOT NULL DEFAULT 0,
        CONSTRAINT campaign_unit_fk FOREIGN KEY (unit_id) REFERENCES unit (id),
        CONSTRAINT campaign_schedule_fk FOREIGN KEY (schedule_id) REFERENCES campaign_schedule (id),
        CONSTRAINT campaign_opened_by_fk FOREIGN KEY (opened_by) REFERENCES person (id),
        CONSTRAINT campaign_state_check CHECK (state IN ('open', 'closed')),
        CONSTRAINT campaign_no_answer_check CHECK (no_answer IN ('keep', 'remove'))
      );
      CREATE INDEX campaign_state_idx ON campaign (state, opened_at, id);
      CREATE TABLE review_item (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        campaign_id uuid NOT NULL,
        grant_id uuid NOT NULL,
        person_id uuid NOT NULL,
        reviewer_id uuid,
        state text NOT NULL DEFAULT 'open',
        decision text,
        reason text,
        decided_by uuid,
        decided_at timestamptz,
        CONSTRAINT review_item_grant_key UNIQUE (campaign_id, grant_id),
        CONSTRAINT review_item_campaign_fk FOREIGN KEY (campaign_id) REFERENCES campaign (id),
        CONSTRAINT review_item_grant_fk FOREIGN KEY (grant_id) REFERENCES access_grant (id),
        CONSTRAINT review_item_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT review_item_reviewer_fk FOREIGN KEY (reviewer_id) REFERENCES person (id),
        CONSTRAINT review_item_decided_by_fk FOREIGN KEY (decided_by) REFERENCES person (id),
        CONSTRAINT review_item_state_check CHECK (state IN ('open', 'decided', 'signed', 'closed', 'moot')),
        CONSTRAINT review_item_decision_check CHECK (decision IN ('keep', 'remove', 'dont-know')),
        CONSTRAINT review_item_not_own_check CHECK (reviewer_id <> person_id AND decided_by <> person_id)
      );
      CREATE INDEX review_item_reviewer_idx ON review_item (campaign_id, reviewer_id, id);
      CREATE INDEX review_item_mine_idx ON review_item (reviewer_id, state);
      CREATE INDEX review_item_person_idx ON review_item (person_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE review_item, campaign, campaign_schedule`);
  }
}
