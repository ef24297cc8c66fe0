import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Grants that are opened together are guarded together: one look at all of them in place of one each, and of six foreign
 * keys each. What it holds is what was held before (invariants 1 and 11), and it says in addition that a birthright's rule
 * is for the role. Each thing that a new grant points to is looked at here, an ended grant points to the same for ever
 * (GV001), and the service may remove none of what they point to: that is what the foreign keys held.
 *
 * Grants by unit are found by the index of the map, which begins with the unit.
 */
export class GrantsGuardedTogether1760000004200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // One plan serves one grant and thousands, so each thing is looked up by its key (OFFSET 0, no scan of a whole table).
    // An analysis is taken apart once, not once a grant.
    await runner.query(`
      CREATE FUNCTION access_grants_opening_guard() RETURNS trigger LANGUAGE plpgsql
      SET enable_seqscan = off SET enable_mergejoin = off AS $$
      DECLARE found record;
      BEGIN
        WITH pinned AS MATERIALIZED (
          SELECT a.id, a.role_id, a.state, a.valid_to,
                 coalesce((a.content ->> 'acrossCareProviders')::boolean, false) AS across
          FROM (SELECT DISTINCT analysis_id AS id FROM opened) AS o JOIN analysis a ON a.id = o.id),
        looked AS (
          SELECT p.role_id = g.role_id AND p.state = 'approved'
                   AND p.valid_to >= (g.valid_from AT TIME ZONE 'Europe/Stockholm')::date AS analysed,
                 g.across_providers = p.across AS said,
                 g.assessment_id IS NULL OR EXISTS (SELECT FROM assessment s WHERE s.id = g.assessment_id
                   AND s.person_id = g.person_id AND s.role_id = g.role_id AND s.analysis_id = g.analysis_id) AS assessed,
                 g.rule_id IS NULL OR EXISTS (SELECT FROM birthright_rule b WHERE b.id = g.rule_id AND b.role_id = g.role_id) AS ruled,
                 e.person_id = g.person_id AS own,
                 e.unit_id = g.unit_id OR EXISTS (SELECT FROM unit eu JOIN unit gu ON gu.care_provider_id = eu.care_provider_id
                   WHERE eu.id = e.unit_id AND gu.id = g.unit_id) AS within,
                 g.scope_unit_id IS NULL OR EXISTS (SELECT FROM unit s JOIN unit gu ON gu.care_provider_id = s.care_provider_id
                   WHERE s.id = g.scope_unit_id AND gu.id = g.unit_id AND s.path LIKE gu.path || '%') AS scoped,
                 NOT EXISTS (SELECT FROM external_engagement x JOIN unit s ON s.id = x.scope_unit_id JOIN unit gu ON gu.id = g.unit_id
                   WHERE x.employment_id = g.employment_id AND NOT starts_with(gu.path, s.path)) AS agreed
          FROM opened g LEFT JOIN pinned p ON p.id = g.analysis_id
          LEFT JOIN LATERAL (SELECT x.person_id, x.unit_id FROM employment x WHERE x.id = g.employment_id OFFSET 0) e ON true)
        SELECT bool_and(analysed IS TRUE) AS analysed, bool_and(said IS TRUE) AS said, bool_and(assessed IS TRUE) AS assessed,
               bool_and(ruled IS TRUE) AS ruled, bool_and(own IS TRUE) AS own, bool_and(within IS TRUE) AS within,
               bool_and(scoped IS TRUE) AS scoped, bool_and(agreed IS TRUE) AS agreed
        INTO found FROM looked;
        IF NOT found.analysed THEN
          RAISE EXCEPTION 'no approved, unexpired analysis for the role' USING ERRCODE = 'GV002';
        ELSIF NOT found.assessed THEN
          RAISE EXCEPTION 'the assessment is for another person, role or analysis' USING ERRCODE = 'GV003';
        ELSIF NOT found.ruled THEN
          RAISE EXCEPTION 'the birthright rule is for another role' USING ERRCODE = 'GV003';
        ELSIF NOT found.own THEN
          RAISE EXCEPTION 'the employment is another person''s' USING ERRCODE = 'GV004';
        ELSIF NOT found.within THEN
          RAISE EXCEPTION 'the unit belongs to another care provider than the employment' USING ERRCODE = 'GV005';
        ELSIF NOT found.scoped THEN
          RAISE EXCEPTION 'the scope lies outside the unit of the grant' USING ERRCODE = 'GV005';
        ELSIF NOT found.agreed THEN
          RAISE EXCEPTION 'the grant lies outside the unit that the external person works for' USING ERRCODE = 'GV005';
        END IF;
        -- What the writer says of its reach does not count: access_grant_provider_guard says it anew.
        IF NOT found.said THEN
          UPDATE access_grant g SET across_providers = g.across_providers FROM opened o WHERE g.id = o.id;
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER access_grant_guard_opened AFTER INSERT ON access_grant REFERENCING NEW TABLE AS opened
        FOR EACH STATEMENT EXECUTE FUNCTION access_grants_opening_guard();
      DROP TRIGGER access_grant_opening_guard ON access_grant; DROP FUNCTION access_grant_opening_guard();
      ALTER TABLE access_grant DROP CONSTRAINT access_grant_person_fk, DROP CONSTRAINT access_grant_employment_fk,
        DROP CONSTRAINT access_grant_role_fk, DROP CONSTRAINT access_grant_unit_fk,
        DROP CONSTRAINT access_grant_analysis_fk, DROP CONSTRAINT access_grant_rule_fk;
      DROP INDEX access_grant_unit_idx;
      REVOKE DELETE, TRUNCATE ON person, employment, unit, role, birthright_rule FROM grindvakt_service`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      GRANT DELETE ON person, employment, unit, role, birthright_rule TO grindvakt_service;
      CREATE INDEX access_grant_unit_idx ON access_grant (unit_id) WHERE ended_at IS NULL;
      ALTER TABLE access_grant
        ADD CONSTRAINT access_grant_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        ADD CONSTRAINT access_grant_employment_fk FOREIGN KEY (employment_id) REFERENCES employment (id),
        ADD CONSTRAINT access_grant_role_fk FOREIGN KEY (role_id) REFERENCES role (id),
        ADD CONSTRAINT access_grant_unit_fk FOREIGN KEY (unit_id) REFERENCES unit (id),
        ADD CONSTRAINT access_grant_analysis_fk FOREIGN KEY (analysis_id) REFERENCES analysis (id),
        ADD CONSTRAINT access_grant_rule_fk FOREIGN KEY (rule_id) REFERENCES birthright_rule (id);
      DROP TRIGGER access_grant_guard_opened ON access_grant; DROP FUNCTION access_grants_opening_guard();
      CREATE FUNCTION access_grant_opening_guard() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE found record;
      BEGIN
        SELECT a.role_id = NEW.role_id AND a.state = 'approved'
                 AND a.valid_to >= (NEW.valid_from AT TIME ZONE 'Europe/Stockholm')::date AS analysed,
               coalesce((a.content ->> 'acrossCareProviders')::boolean, false) AS across,
               e.person_id = NEW.person_id AS own, eu.care_provider_id = gu.care_provider_id AS within,
               x.scope_unit_id, gu.path, gu.care_provider_id AS provider
        INTO found
        FROM (SELECT 1) one LEFT JOIN analysis a ON a.id = NEW.analysis_id
        LEFT JOIN employment e ON e.id = NEW.employment_id LEFT JOIN unit eu ON eu.id = e.unit_id
        LEFT JOIN unit gu ON gu.id = NEW.unit_id LEFT JOIN external_engagement x ON x.employment_id = NEW.employment_id;
        IF found.analysed IS NOT TRUE THEN
          RAISE EXCEPTION 'no approved, unexpired analysis for the role' USING ERRCODE = 'GV002';
        END IF;
        IF NEW.assessment_id IS NOT NULL THEN
          IF NOT EXISTS (SELECT FROM assessment s WHERE s.id = NEW.assessment_id
                AND s.person_id = NEW.person_id AND s.role_id = NEW.role_id AND s.analysis_id = NEW.analysis_id) THEN
            RAISE EXCEPTION 'the assessment is for another person, role or analysis' USING ERRCODE = 'GV003';
          END IF;
        END IF;
        IF found.own IS NOT TRUE THEN
          RAISE EXCEPTION 'the employment is another person''s' USING ERRCODE = 'GV004';
        END IF;
        IF found.within IS NOT TRUE THEN
          RAISE EXCEPTION 'the unit belongs to another care provider than the employment' USING ERRCODE = 'GV005';
        END IF;
        IF NEW.scope_unit_id IS NOT NULL THEN
          IF NOT EXISTS (SELECT FROM unit s WHERE s.id = NEW.scope_unit_id
                AND s.care_provider_id = found.provider AND s.path LIKE found.path || '%') THEN
            RAISE EXCEPTION 'the scope lies outside the unit of the grant' USING ERRCODE = 'GV005';
          END IF;
        END IF;
        IF found.scope_unit_id IS NOT NULL THEN
          IF EXISTS (SELECT FROM unit s WHERE s.id = found.scope_unit_id AND NOT starts_with(found.path, s.path)) THEN
            RAISE EXCEPTION 'the grant lies outside the unit that the external person works for' USING ERRCODE = 'GV005';
          END IF;
        END IF;
        NEW.across_providers := found.across;
        RETURN NEW;
      END $$;
      CREATE TRIGGER access_grant_opening_guard BEFORE INSERT ON access_grant
        FOR EACH ROW EXECUTE FUNCTION access_grant_opening_guard()`);
  }
}
