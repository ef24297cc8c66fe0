import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';

/** Takes away, for many persons at once, what they could sign in with besides passkeys. */
@Injectable()
export class RetireCredentialsStore {
  /** Apps with their recovery codes, and the sessions that they began. @returns who had one that was in use */
  async removeApps(tx: Tx, personIds: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `WITH codes AS (DELETE FROM recovery_code WHERE person_id = ANY($1::uuid[])),
       ended AS (DELETE FROM session WHERE kind = 'totp' AND person_id = ANY($1::uuid[])),
       gone AS (DELETE FROM authenticator_app WHERE person_id = ANY($1::uuid[]) RETURNING person_id, confirmed_at)
       SELECT person_id AS id FROM gone WHERE confirmed_at IS NOT NULL ORDER BY person_id`,
      [personIds],
    );
    return rows.map(({ id }) => id);
  }

  /** @returns whose invitation was still open */
  async withdrawInvitations(tx: Tx, personIds: readonly string[], at: Date): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE credential_invitation SET withdrawn_at = $2
       WHERE person_id = ANY($1::uuid[]) AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > $2
       RETURNING person_id AS id`,
      [personIds, at],
    );
    return rows.map(({ id }) => id);
  }
}
