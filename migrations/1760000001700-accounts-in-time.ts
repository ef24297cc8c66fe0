import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Accounts before the first day and after the last, who must be told when a target does not confirm, and the shifts
 * that open and close hourly workers' access (H13.1.2, H13.1.4).
 */
export class AccountsInTime1760000001700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE account
        ADD COLUMN wanted_kind text NOT NULL DEFAULT 'by-grants',
        ADD COLUMN confirm_by timestamptz,
        ADD COLUMN disabled_at timestamptz,
        DROP CONSTRAINT account_state_check,
        ADD CONSTRAINT account_state_check CHECK (state IN ('none', 'prepared', 'enabled', 'disabled', 'deleted')),
        ADD CONSTRAINT account_wanted_kind_check CHECK (wanted_kind IN ('by-grants', 'prepared', 'deleted'));
      UPDATE account SET disabled_at = confirmed_at WHERE state = 'disabled';
      CREATE INDEX account_confirm_by_idx ON account (confirm_by) WHERE confirm_by IS NOT NULL;
      CREATE INDEX account_disabled_idx ON account (target, disabled_at) WHERE state = 'disabled';
      CREATE INDEX account_prepared_idx ON account (person_id) WHERE wanted_kind = 'prepared'`);
    await runner.query(`
      CREATE TABLE account_hold (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        person_id uuid NOT NULL,
        target text NOT NULL,
        reason text NOT NULL,
        until date NOT NULL,
        held_by uuid NOT NULL,
        held_at timestamptz NOT NULL,
        released_by uuid,
        released_at timestamptz,
        CONSTRAINT account_hold_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT account_hold_held_by_fk FOREIGN KEY (held_by) REFERENCES person (id),
        CONSTRAINT account_hold_released_by_fk FOREIGN KEY (released_by) REFERENCES person (id),
        CONSTRAINT account_hold_released_check CHECK ((released_by IS NULL) = (released_at IS NULL))
      );
      CREATE UNIQUE INDEX account_hold_one_idx ON account_hold (person_id, target) WHERE released_at IS NULL`);
    await runner.query(`
      CREATE TABLE delivery_alarm (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        account_id uuid NOT NULL,
        person_id uuid NOT NULL,
        target text NOT NULL,
        since timestamptz NOT NULL,
        raised_at timestamptz NOT NULL,
        cleared_at timestamptz,
        CONSTRAINT delivery_alarm_account_fk FOREIGN KEY (account_id) REFERENCES account (id),
        CONSTRAINT delivery_alarm_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
      );
      CREATE UNIQUE INDEX delivery_alarm_open_idx ON delivery_alarm (account_id) WHERE cleared_at IS NULL;
      CREATE INDEX delivery_alarm_since_idx ON delivery_alarm (since, id) WHERE cleared_at IS NULL`);
    await runner.query(`
      CREATE TABLE shift_snapshot (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        source text NOT NULL,
        channel text NOT NULL,
        period_from timestamptz NOT NULL,
        period_to timestamptz NOT NULL,
        as_of timestamptz NOT NULL,
        taken_by uuid,
        taken_at timestamptz NOT NULL,
        digest bytea NOT NULL,
        result jsonb NOT NULL,
        CONSTRAINT shift_snapshot_taken_by_fk FOREIGN KEY (taken_by) REFERENCES person (id),
        CONSTRAINT shift_snapshot_channel_check CHECK (channel IN ('page', 'command')),
        CONSTRAINT shift_snapshot_period_check CHECK (period_to > period_from)
      );
      CREATE INDEX shift_snapshot_source_idx ON shift_snapshot (source, as_of);
      CREATE INDEX shift_snapshot_taken_idx ON shift_snapshot (taken_at, id);
      CREATE TABLE work_shift (
        employment_id uuid NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        PRIMARY KEY (employment_id, starts_at),
        CONSTRAINT work_shift_employment_fk FOREIGN KEY (employment_id) REFERENCES employment (id),
        CONSTRAINT work_shift_order_check CHECK (ends_at > starts_at)
      );
      CREATE INDEX work_shift_starts_idx ON work_shift (starts_at);
      CREATE INDEX work_shift_ends_idx ON work_shift (ends_at);
      CREATE TABLE off_shift (
        employment_id uuid PRIMARY KEY,
        since timestamptz NOT NULL,
        CONSTRAINT off_shift_employment_fk FOREIGN KEY (employment_id) REFERENCES employment (id)
      );
      CREATE TABLE shift_clock (
        singleton boolean PRIMARY KEY DEFAULT true,
        done_at timestamptz NOT NULL,
        policy text NOT NULL,
        CONSTRAINT shift_clock_singleton_check CHECK (singleton)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE shift_clock, off_shift, work_shift, shift_snapshot, delivery_alarm, account_hold`,
    );
    await runner.query(`
      DROP INDEX account_confirm_by_idx, account_disabled_idx, account_prepared_idx;
      ALTER TABLE account
        DROP COLUMN wanted_kind, DROP COLUMN confirm_by, DROP COLUMN disabled_at,
        DROP CONSTRAINT account_state_check;
      UPDATE account SET state = CASE state WHEN 'prepared' THEN 'disabled' ELSE 'none' END
      WHERE state IN ('prepared', 'deleted');
      ALTER TABLE account ADD CONSTRAINT account_state_check CHECK (state IN ('none', 'enabled', 'disabled'))`);
  }
}
