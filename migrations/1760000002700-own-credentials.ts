import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Credentials that Grindvakt checks itself: passkeys, one-time codes with their recovery codes, what lets somebody
 * enrol a first one, the counters that slow guessing down, and the sealed emergency accounts.
 */
export class OwnCredentials1760000002700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE passkey_user (
        person_id uuid PRIMARY KEY,
        handle bytea NOT NULL,
        CONSTRAINT passkey_user_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT passkey_user_handle_key UNIQUE (handle),
        CONSTRAINT passkey_user_handle_check CHECK (octet_length(handle) = 32)
      );
      CREATE TABLE passkey (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        person_id uuid NOT NULL,
        credential_id text NOT NULL,
        public_key bytea NOT NULL,
        algorithm integer NOT NULL,
        counter bigint NOT NULL,
        device_bound boolean NOT NULL,
        backed_up boolean NOT NULL,
        aaguid uuid NOT NULL,
        attestation text NOT NULL,
        transports text[] NOT NULL,
        name text NOT NULL,
        enrolled_by text NOT NULL,
        created_at timestamptz NOT NULL,
        last_used_at timestamptz,
        barred_at timestamptz,
        barred_reason text,
        CONSTRAINT passkey_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT passkey_credential_key UNIQUE (credential_id),
        CONSTRAINT passkey_algorithm_check CHECK (algorithm IN (-7, -8, -257)),
        CONSTRAINT passkey_backed_up_check CHECK (NOT (device_bound AND backed_up)),
        CONSTRAINT passkey_enrolled_by_check CHECK (enrolled_by IN ('provider', 'invitation')),
        CONSTRAINT passkey_barred_check CHECK ((barred_at IS NULL) = (barred_reason IS NULL))
      );
      CREATE INDEX passkey_person_idx ON passkey (person_id);
      CREATE TABLE credential_invitation (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        person_id uuid NOT NULL,
        digest bytea NOT NULL,
        issued_by uuid,
        document text,
        issued_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        withdrawn_at timestamptz,
        CONSTRAINT credential_invitation_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT credential_invitation_issued_by_fk FOREIGN KEY (issued_by) REFERENCES person (id),
        CONSTRAINT credential_invitation_digest_key UNIQUE (digest),
        CONSTRAINT credential_invitation_not_self_check CHECK (issued_by <> person_id),
        CONSTRAINT credential_invitation_document_check CHECK ((issued_by IS NULL) = (document IS NULL)),
        CONSTRAINT credential_invitation_end_check CHECK (expires_at > issued_at)
      );
      CREATE UNIQUE INDEX credential_invitation_open_idx ON credential_invitation (person_id)
        WHERE used_at IS NULL AND withdrawn_at IS NULL;
      CREATE TABLE credential_challenge (
        id bytea PRIMARY KEY,
        purpose text NOT NULL,
        challenge text NOT NULL,
        person_id uuid,
        invitation_id uuid,
        demanded_level smallint,
        expires_at timestamptz NOT NULL,
        CONSTRAINT credential_challenge_person_fk FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE,
        CONSTRAINT credential_challenge_invitation_fk FOREIGN KEY (invitation_id)
          REFERENCES credential_invitation (id) ON DELETE CASCADE,
        CONSTRAINT credential_challenge_purpose_check CHECK (purpose IN ('sign-in', 'enrol')),
        CONSTRAINT credential_challenge_whose_check CHECK ((purpose = 'enrol') = (person_id IS NOT NULL))
      );
      CREATE INDEX credential_challenge_expires_idx ON credential_challenge (expires_at);
      CREATE TABLE authenticator_app (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        person_id uuid NOT NULL,
        secret_sealed bytea NOT NULL,
        created_at timestamptz NOT NULL,
        confirmed_at timestamptz,
        last_step bigint,
        last_used_at timestamptz,
        CONSTRAINT authenticator_app_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT authenticator_app_person_key UNIQUE (person_id)
      );
      CREATE TABLE recovery_code (
        person_id uuid NOT NULL,
        digest bytea NOT NULL,
        made_at timestamptz NOT NULL,
        used_at timestamptz,
        PRIMARY KEY (person_id, digest),
        CONSTRAINT recovery_code_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
      );
      CREATE TABLE sign_in_attempts (
        subject text NOT NULL,
        key bytea NOT NULL,
        failures integer NOT NULL,
        last_at timestamptz NOT NULL,
        disabled_at timestamptz,
        PRIMARY KEY (subject, key),
        CONSTRAINT sign_in_attempts_subject_check CHECK (subject IN ('person', 'name', 'address')),
        CONSTRAINT sign_in_attempts_failures_check CHECK (failures >= 0)
      );
      CREATE INDEX sign_in_attempts_last_idx ON sign_in_attempts (last_at);
      CREATE TABLE break_glass_account (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        name text NOT NULL,
        secret_hash text NOT NULL,
        keeper_one uuid NOT NULL,
        keeper_two uuid NOT NULL,
        sealed_at timestamptz NOT NULL,
        sealed_by text NOT NULL,
        secret_used_at timestamptz,
        CONSTRAINT break_glass_account_name_key UNIQUE (name),
        CONSTRAINT break_glass_account_keeper_one_fk FOREIGN KEY (keeper_one) REFERENCES person (id),
        CONSTRAINT break_glass_account_keeper_two_fk FOREIGN KEY (keeper_two) REFERENCES person (id),
        CONSTRAINT break_glass_account_keepers_check CHECK (keeper_one <> keeper_two)
      );
      CREATE TABLE break_glass_opening (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        account_id uuid NOT NULL,
        person_id uuid NOT NULL,
        rights text[] NOT NULL,
        reason text NOT NULL,
        opened_by text NOT NULL,
        opened_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        first_used_at timestamptz,
        closed_at timestamptz,
        closed_by text,
        review_due_on date NOT NULL,
        verdict text,
        review_reason text,
        reviewed_by uuid,
        reviewed_at timestamptz,
        escalated_at timestamptz,
        CONSTRAINT break_glass_opening_account_fk FOREIGN KEY (account_id) REFERENCES break_glass_account (id),
        CONSTRAINT break_glass_opening_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT break_glass_opening_reviewed_by_fk FOREIGN KEY (reviewed_by) REFERENCES person (id),
        CONSTRAINT break_glass_opening_length_check CHECK (expires_at > opened_at AND expires_at <= opened_at + interval '4 hours'),
        CONSTRAINT break_glass_opening_closed_check CHECK ((closed_at IS NULL) = (closed_by IS NULL)),
        CONSTRAINT break_glass_opening_verdict_check CHECK (verdict IN ('justified', 'not-justified')),
        CONSTRAINT break_glass_opening_review_check
          CHECK (num_nulls(verdict, review_reason, reviewed_by, reviewed_at) IN (0, 4)),
        CONSTRAINT break_glass_opening_not_own_check CHECK (reviewed_by <> person_id)
      );
      CREATE UNIQUE INDEX break_glass_opening_open_idx ON break_glass_opening (account_id) WHERE closed_at IS NULL;
      CREATE INDEX break_glass_opening_person_idx ON break_glass_opening (person_id) WHERE closed_at IS NULL;
      CREATE INDEX break_glass_opening_unreviewed_idx ON break_glass_opening (closed_at) WHERE reviewed_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE break_glass_opening, break_glass_account, sign_in_attempts, recovery_code, authenticator_app,
        credential_challenge, credential_invitation, passkey, passkey_user`);
  }
}
