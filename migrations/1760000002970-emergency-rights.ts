import type { MigrationInterface, QueryRunner } from 'typeorm';

const byGrants = `SELECT e.external_name
         FROM access_grant g JOIN role_entitlement re ON re.role_id = g.role_id
         JOIN entitlement e ON e.id = re.entitlement_id AND e.target = 'grindvakt'
         WHERE g.person_id = holder AND grant_works(g.ended_at, g.valid_to, g.suspended_for, at)`;

/** Whoever is signed in by an open emergency account holds its rights, for as long as that session lives. */
export class EmergencyRights1760000002970 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION grindvakt_rights(holder uuid, at timestamptz) RETURNS SETOF text
      LANGUAGE sql STABLE PARALLEL SAFE AS
      $$ ${byGrants}
         UNION
         SELECT unnest(o.rights) FROM break_glass_opening o
         WHERE o.person_id = holder AND o.closed_at IS NULL AND o.expires_at > at
           AND EXISTS (SELECT FROM session s WHERE s.person_id = holder AND s.kind = 'break-glass'
                       AND s.credential_id = o.id::text AND s.expires_at > at) $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION grindvakt_rights(holder uuid, at timestamptz) RETURNS SETOF text
      LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT DISTINCT x.external_name FROM (${byGrants}) x $$`);
  }
}
