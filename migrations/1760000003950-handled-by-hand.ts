import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Systems that no connector reaches: what shall be there, and what somebody has confirmed is there. */
export class HandledByHand1760000003950 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE entitlement DROP CONSTRAINT entitlement_target_check,
        ADD CONSTRAINT entitlement_target_check CHECK (target IN ('directory', 'grindvakt', 'manual')),
        DROP CONSTRAINT entitlement_target_name_key`);
    // By hand each system is a target of its own, with names of its own.
    await runner.query(`
      CREATE UNIQUE INDEX entitlement_target_name_idx ON entitlement (target, external_name) WHERE target <> 'manual'`);
    await runner.query(`
      CREATE UNIQUE INDEX entitlement_manual_name_idx ON entitlement (system_id, external_name) WHERE target = 'manual'`);
    await runner.query(`
      CREATE TABLE handled_access (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        person_id uuid NOT NULL,
        entitlement_id uuid NOT NULL,
        wanted boolean NOT NULL,
        held boolean NOT NULL DEFAULT false,
        wanted_since timestamptz NOT NULL,
        due_on date NOT NULL,
        urgent boolean NOT NULL DEFAULT false,
        confirmed_by uuid,
        confirmed_at timestamptz,
        confirmed_note text,
        reminded_on date,
        escalated_at timestamptz,
        CONSTRAINT handled_access_pkey PRIMARY KEY (id),
        CONSTRAINT handled_access_person_entitlement_key UNIQUE (person_id, entitlement_id),
        CONSTRAINT handled_access_confirmed_check CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
        CONSTRAINT handled_access_held_check CHECK (NOT held OR confirmed_at IS NOT NULL),
        CONSTRAINT handled_access_not_own_check CHECK (confirmed_by <> person_id),
        CONSTRAINT handled_access_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT handled_access_entitlement_fk FOREIGN KEY (entitlement_id) REFERENCES entitlement (id),
        CONSTRAINT handled_access_confirmed_by_fk FOREIGN KEY (confirmed_by) REFERENCES person (id))`);
    await runner.query(`
      CREATE INDEX handled_access_waiting_idx ON handled_access (entitlement_id, due_on) WHERE wanted <> held`);
    await runner.query(`
      CREATE INDEX handled_access_done_idx ON handled_access (confirmed_at) WHERE confirmed_at IS NOT NULL`);
    // What waits for somebody: the owners of what is to be set up; the information owner where they are the person
    // concerned, and when it is late; then IT too. Nobody's own.
    await runner.query(`
      CREATE FUNCTION handling_of(viewer uuid, system_keys text[], is_it boolean) RETURNS SETOF handled_access
      LANGUAGE sql STABLE AS $$
        SELECT h.* FROM handled_access h
        JOIN entitlement e ON e.id = h.entitlement_id JOIN information_system s ON s.id = e.system_id
        WHERE h.wanted <> h.held AND h.person_id <> viewer
          AND (viewer = e.owner_id OR viewer = s.system_owner_id OR s.key = ANY(system_keys)
               OR (viewer = s.information_owner_id
                   AND (h.escalated_at IS NOT NULL OR h.person_id IN (e.owner_id, s.system_owner_id)))
               OR (is_it AND h.escalated_at IS NOT NULL))
      $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION handling_of(uuid, text[], boolean)`);
    await runner.query(`DROP TABLE handled_access`);
    await runner.query(`DROP INDEX entitlement_manual_name_idx`);
    await runner.query(`DROP INDEX entitlement_target_name_idx`);
    await runner.query(`
      ALTER TABLE entitlement DROP CONSTRAINT entitlement_target_check,
        ADD CONSTRAINT entitlement_target_check CHECK (target IN ('directory', 'grindvakt')),
        ADD CONSTRAINT entitlement_target_name_key UNIQUE (target, external_name)`);
  }
}
