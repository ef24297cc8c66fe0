import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was in a directory before Grindvakt, or beside it: its groups, memberships that nobody has assessed yet and
 * accounts that belong to nobody (H13.1.1, In2.4g). An unassessed membership is no grant (invariant 1).
 */
export class Takeover1760000002100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE directory_reading (
        target text PRIMARY KEY,
        read_at timestamptz NOT NULL,
        read_by uuid,
        groups integer NOT NULL,
        memberships integer NOT NULL,
        CONSTRAINT directory_reading_read_by_fk FOREIGN KEY (read_by) REFERENCES person (id)
      );
      CREATE TABLE found_group (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        target text NOT NULL,
        key text NOT NULL,
        name text NOT NULL,
        members integer NOT NULL,
        sample text[] NOT NULL DEFAULT '{}',
        first_seen timestamptz NOT NULL,
        last_seen timestamptz NOT NULL,
        exempt_reason text,
        exempt_by uuid,
        exempt_at timestamptz,
        CONSTRAINT found_group_target_key_key UNIQUE (target, key),
        CONSTRAINT found_group_exempt_by_fk FOREIGN KEY (exempt_by) REFERENCES person (id),
        CONSTRAINT found_group_exempt_check CHECK
          ((exempt_reason IS NULL) = (exempt_at IS NULL) AND (exempt_reason IS NULL) = (exempt_by IS NULL))
      );
      CREATE TABLE group_takeover (
        entitlement_id uuid PRIMARY KEY,
        taken_at timestamptz NOT NULL,
        taken_by uuid NOT NULL,
        CONSTRAINT group_takeover_entitlement_fk FOREIGN KEY (entitlement_id) REFERENCES entitlement (id),
        CONSTRAINT group_takeover_taken_by_fk FOREIGN KEY (taken_by) REFERENCES person (id)
      );
      CREATE TABLE stray_membership (
        entitlement_id uuid NOT NULL,
        username text NOT NULL,
        why text NOT NULL,
        first_seen timestamptz NOT NULL,
        last_seen timestamptz NOT NULL,
        PRIMARY KEY (entitlement_id, username),
        CONSTRAINT stray_membership_entitlement_fk FOREIGN KEY (entitlement_id) REFERENCES entitlement (id),
        CONSTRAINT stray_membership_why_check CHECK
          (why IN ('nobody', 'left', 'second-account', 'disabled', 'added-outside'))
      );
      CREATE TABLE takeover_campaign (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        system_id uuid NOT NULL,
        opened_by uuid NOT NULL,
        opened_at timestamptz NOT NULL,
        closes_on date NOT NULL,
        unanswered text NOT NULL,
        closed_at timestamptz,
        CONSTRAINT takeover_campaign_system_fk FOREIGN KEY (system_id) REFERENCES information_system (id),
        CONSTRAINT takeover_campaign_opened_by_fk FOREIGN KEY (opened_by) REFERENCES person (id),
        CONSTRAINT takeover_campaign_unanswered_check CHECK (unanswered IN ('remove', 'keep'))
      );
      CREATE UNIQUE INDEX takeover_campaign_one_open_idx ON takeover_campaign (system_id) WHERE closed_at IS NULL;
      CREATE TABLE unassessed_access (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        entitlement_id uuid NOT NULL,
        person_id uuid NOT NULL,
        employment_id uuid NOT NULL,
        username text NOT NULL,
        found_at timestamptz NOT NULL,
        keep_until date NOT NULL,
        state text NOT NULL DEFAULT 'open',
        campaign_id uuid,
        flagged_at timestamptz,
        request_id uuid,
        decided_by uuid,
        decided_at timestamptz,
        outcome text,
        reason text,
        CONSTRAINT unassessed_access_entitlement_fk FOREIGN KEY (entitlement_id) REFERENCES entitlement (id),
        CONSTRAINT unassessed_access_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT unassessed_access_employment_fk FOREIGN KEY (employment_id) REFERENCES employment (id),
        CONSTRAINT unassessed_access_campaign_fk FOREIGN KEY (campaign_id) REFERENCES takeover_campaign (id),
        CONSTRAINT unassessed_access_request_fk FOREIGN KEY (request_id) REFERENCES access_request (id),
        CONSTRAINT unassessed_access_decided_by_fk FOREIGN KEY (decided_by) REFERENCES person (id),
        CONSTRAINT unassessed_access_state_check CHECK (state IN ('open', 'requested', 'assessed', 'removed')),
        CONSTRAINT unassessed_access_requested_check CHECK (state <> 'requested' OR request_id IS NOT NULL),
        CONSTRAINT unassessed_access_outcome_check CHECK
          ((state IN ('assessed', 'removed')) = (outcome IS NOT NULL) AND (outcome IS NULL) = (decided_at IS NULL)
           AND (outcome IS NULL OR outcome IN ('granted', 'not-needed', 'unanswered', 'refused', 'left')))
      );
      CREATE UNIQUE INDEX unassessed_access_one_open_idx ON unassessed_access (person_id, entitlement_id)
        WHERE state IN ('open', 'requested');
      CREATE INDEX unassessed_access_open_idx ON unassessed_access (entitlement_id) WHERE state IN ('open', 'requested');
      CREATE INDEX unassessed_access_employment_idx ON unassessed_access (employment_id) WHERE state IN ('open', 'requested')`);
    // What a removal takes from people is weighed like everything else (invariant 9).
    await runner.query(`
      ALTER TABLE held_change DROP CONSTRAINT held_change_kind_check,
        ADD CONSTRAINT held_change_kind_check CHECK (kind IN ('campaign', 'catalogue', 'midnight', 'takeover'))`);
    // The map of who has access reads nothing but these, however many grants there are.
    await runner.query(`
      CREATE INDEX access_grant_map_idx ON access_grant (unit_id, role_id, person_id, valid_to) WHERE ended_at IS NULL;
      CREATE INDEX person_protected_idx ON person (id) WHERE protection <> 'none'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX person_protected_idx; DROP INDEX access_grant_map_idx;
      DELETE FROM held_change WHERE kind = 'takeover';
      ALTER TABLE held_change DROP CONSTRAINT held_change_kind_check,
        ADD CONSTRAINT held_change_kind_check CHECK (kind IN ('campaign', 'catalogue', 'midnight'));
      DROP TABLE unassessed_access, takeover_campaign, stray_membership, group_takeover, found_group, directory_reading`);
  }
}
