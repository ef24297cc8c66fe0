import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a move and a leave do to access: each role's own policy, the title a grant was given for, the small reviews. */
export class MoversAndLeave1760000001300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE role ADD COLUMN mover text NOT NULL DEFAULT 'review', ADD COLUMN mover_days integer,
        ADD CONSTRAINT role_mover_check CHECK (mover IN ('end', 'keep', 'review')),
        ADD CONSTRAINT role_mover_days_check CHECK (CASE mover WHEN 'keep' THEN mover_days BETWEEN 1 AND 90 ELSE mover_days IS NULL END);
      ALTER TABLE access_grant ADD COLUMN title_code text;
      UPDATE access_grant g SET title_code = e.title_code FROM employment e WHERE e.id = g.employment_id AND g.ended_at IS NULL;
      CREATE FUNCTION access_grant_title_guard() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the title that a grant was given for does not change' USING ERRCODE = 'GV001';
      END $$;
      CREATE TRIGGER access_grant_title_guard BEFORE UPDATE ON access_grant
        FOR EACH ROW WHEN (NEW.title_code IS DISTINCT FROM OLD.title_code) EXECUTE FUNCTION access_grant_title_guard()`);
    await runner.query(`
      ALTER TABLE campaign ADD COLUMN kind text NOT NULL DEFAULT 'campaign', ADD COLUMN cause text, ADD COLUMN person_id uuid,
        ADD CONSTRAINT campaign_kind_check CHECK (kind IN ('campaign', 'microcertification')),
        ADD CONSTRAINT campaign_about_check CHECK
          ((kind = 'microcertification') = (person_id IS NOT NULL) AND (person_id IS NULL) = (cause IS NULL)),
        ADD CONSTRAINT campaign_person_fk FOREIGN KEY (person_id) REFERENCES person (id);
      CREATE INDEX campaign_person_idx ON campaign (person_id) WHERE state = 'open' AND person_id IS NOT NULL;
      CREATE INDEX review_item_grant_idx ON review_item (grant_id)`);
    // The SQL twin of policy/lifecycle/rest-for-leave.ts; \`policy\` is the configuration's lifecycle.leave.
    await runner.query(`
      CREATE FUNCTION leave_suspends(kind text, percent numeric, from_day date, to_day date, day date, policy jsonb)
      RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $$ SELECT coalesce(from_day <= day AND (to_day IS NULL OR to_day >= day)
           AND NOT ((policy ->> 'fullOnly')::boolean AND percent IS NOT NULL AND percent < 100)
           AND coalesce(policy -> 'kinds' ->> kind, policy ->> 'default') = 'suspend', false) $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION leave_suspends(text, numeric, date, date, date, jsonb);
      DROP INDEX review_item_grant_idx;
      ALTER TABLE campaign DROP COLUMN kind, DROP COLUMN cause, DROP COLUMN person_id;
      DROP TRIGGER access_grant_title_guard ON access_grant;
      DROP FUNCTION access_grant_title_guard();
      ALTER TABLE access_grant DROP COLUMN title_code;
      ALTER TABLE role DROP COLUMN mover, DROP COLUMN mover_days`);
  }
}
