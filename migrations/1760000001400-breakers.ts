import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What automatic changes take away, what was held because it was too much, and trials of what would happen. */
export class Breakers1760000001400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE access_loss (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL,
        cause text NOT NULL,
        object_id uuid,
        persons integer NOT NULL,
        counted boolean NOT NULL,
        CONSTRAINT access_loss_persons_check CHECK (persons > 0)
      );
      CREATE INDEX access_loss_at_idx ON access_loss (at);
      CREATE TABLE held_change (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kind text NOT NULL,
        object_id uuid,
        title text NOT NULL,
        state text NOT NULL DEFAULT 'held',
        held_at timestamptz NOT NULL,
        caused_by uuid[] NOT NULL DEFAULT '{}',
        persons integer NOT NULL,
        tripped jsonb NOT NULL,
        payload jsonb NOT NULL,
        resolved_by uuid,
        resolved_at timestamptz,
        resolution_reason text,
        CONSTRAINT held_change_resolved_by_fk FOREIGN KEY (resolved_by) REFERENCES person (id),
        CONSTRAINT held_change_kind_check CHECK (kind IN ('campaign', 'catalogue', 'midnight')),
        CONSTRAINT held_change_state_check CHECK (state IN ('held', 'released', 'cancelled')),
        CONSTRAINT held_change_four_eyes_check CHECK
          (state <> 'released' OR (resolved_by IS NOT NULL AND resolved_by <> ALL (caused_by)))
      );
      CREATE INDEX held_change_held_at_idx ON held_change (held_at, id);
      CREATE UNIQUE INDEX held_change_waiting_idx ON held_change (kind, object_id) WHERE state = 'held';
      CREATE TABLE held_loss (
        held_id uuid NOT NULL,
        number integer NOT NULL,
        person_id uuid NOT NULL,
        unit_id uuid NOT NULL,
        role_ids uuid[] NOT NULL,
        PRIMARY KEY (held_id, number),
        CONSTRAINT held_loss_held_fk FOREIGN KEY (held_id) REFERENCES held_change (id)
      );
      CREATE TABLE simulation (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kind text NOT NULL,
        title text NOT NULL,
        question jsonb NOT NULL,
        asked_by uuid NOT NULL,
        asked_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        milliseconds integer NOT NULL,
        looked_at integer NOT NULL,
        persons integer NOT NULL,
        losing integer NOT NULL,
        gaining integer NOT NULL,
        tripped jsonb NOT NULL,
        CONSTRAINT simulation_asked_by_fk FOREIGN KEY (asked_by) REFERENCES person (id),
        CONSTRAINT simulation_kind_check CHECK (kind IN ('rule', 'organisation'))
      );
      CREATE INDEX simulation_asked_idx ON simulation (asked_at, id);
      CREATE INDEX simulation_expires_idx ON simulation (expires_at);
      CREATE TABLE simulation_effect (
        simulation_id uuid NOT NULL,
        number integer NOT NULL,
        person_id uuid NOT NULL,
        unit_id uuid NOT NULL,
        lost uuid[] NOT NULL,
        gained uuid[] NOT NULL,
        PRIMARY KEY (simulation_id, number),
        CONSTRAINT simulation_effect_simulation_fk FOREIGN KEY (simulation_id) REFERENCES simulation (id) ON DELETE CASCADE
      );
      CREATE TABLE simulation_role (
        simulation_id uuid NOT NULL,
        number integer NOT NULL,
        role_id uuid NOT NULL,
        lost integer NOT NULL,
        gained integer NOT NULL,
        PRIMARY KEY (simulation_id, number),
        CONSTRAINT simulation_role_simulation_fk FOREIGN KEY (simulation_id) REFERENCES simulation (id) ON DELETE CASCADE
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE simulation_role, simulation_effect, simulation, held_loss, held_change, access_loss`,
    );
  }
}
