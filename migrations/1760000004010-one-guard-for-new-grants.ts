import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * New grants are guarded by one look at each: three triggers with seven statements between them were most of the time that
 * opening grants by the thousand takes. What they hold stays as it was: an approved, unexpired analysis of the role and an
 * assessment of the same (invariant 1), the person's own employment, its care provider (invariant 11), the unit that was
 * agreed for an external person, and a scope within the grant's unit.
 */
export class OneGuardForNewGrants1760000004010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
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
        FOR EACH ROW EXECUTE FUNCTION access_grant_opening_guard();
      DROP TRIGGER access_grant_guard ON access_grant;
      DROP TRIGGER external_scope_guard ON access_grant; DROP FUNCTION external_scope_guard();
      DROP TRIGGER access_grant_provider_guard ON access_grant;
      CREATE TRIGGER access_grant_provider_guard BEFORE UPDATE OF analysis_id, across_providers, scope_unit_id ON access_grant
        FOR EACH ROW EXECUTE FUNCTION access_grant_provider_guard()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER access_grant_provider_guard ON access_grant;
      CREATE TRIGGER access_grant_provider_guard BEFORE INSERT OR UPDATE OF analysis_id, across_providers, scope_unit_id ON access_grant
        FOR EACH ROW EXECUTE FUNCTION access_grant_provider_guard();
      CREATE FUNCTION external_scope_guard() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM external_engagement x JOIN unit s ON s.id = x.scope_unit_id JOIN unit u ON u.id = NEW.unit_id
                   WHERE x.employment_id = NEW.employment_id AND NOT starts_with(u.path, s.path)) THEN
          RAISE EXCEPTION 'the grant lies outside the unit that the external person works for' USING ERRCODE = 'GV005';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER external_scope_guard BEFORE INSERT ON access_grant
        FOR EACH ROW EXECUTE FUNCTION external_scope_guard();
      CREATE TRIGGER access_grant_guard BEFORE INSERT ON access_grant
        FOR EACH ROW EXECUTE FUNCTION access_grant_guard();
      DROP TRIGGER access_grant_opening_guard ON access_grant; DROP FUNCTION access_grant_opening_guard()`);
  }
}
