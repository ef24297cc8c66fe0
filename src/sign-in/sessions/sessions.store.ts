import { Injectable } from '@nestjs/common';
import type { Level } from '../../policy/model/actor.js';
import type { Reader, Tx } from '../../platform/database.js';
import type { SessionKind } from '../session-kind.js';
import { isAdministrator } from '../sign-in.store.js';

export interface ListedSession {
  id: string;
  /** The digest of the cookie; never leaves the service. */
  digest: Buffer;
  level: Level;
  kind: SessionKind;
  provider: string;
  method: string;
  device: string | null;
  address: string | null;
  signedInAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
}

/** Somebody's sessions, to see and to end. */
@Injectable()
export class SessionsStore {
  /** Newest use first; a person has few, so there are no pages. */
  async of(reader: Reader, personId: string): Promise<ListedSession[]> {
    return reader.query<ListedSession>(
      `SELECT public_id AS id, id AS digest, level, kind, provider, method, device, address,
              signed_in_at AS "signedInAt", last_seen_at AS "lastSeenAt", expires_at AS "expiresAt"
       FROM session WHERE person_id = $1 ORDER BY last_seen_at DESC, public_id LIMIT 200`,
      [personId],
    );
  }

  /** Ends those of the person's sessions that match; what is left out matches all. @returns how many */
  async end(
    tx: Tx,
    personId: string,
    which: { id?: string; except?: Buffer; kind?: SessionKind; provider?: string; method?: string },
  ): Promise<number> {
    const [row] = await tx.query<{ n: number }>(
      `WITH gone AS (
         DELETE FROM session WHERE person_id = $1 AND ($2::uuid IS NULL OR public_id = $2)
           AND ($3::bytea IS NULL OR id <> $3) AND ($4::text IS NULL OR kind = $4)
           AND ($5::text IS NULL OR provider = $5) AND ($6::text IS NULL OR method = $6) RETURNING 1)
       SELECT count(*)::int AS n FROM gone`,
      [
        personId,
        which.id ?? null,
        which.except ?? null,
        which.kind ?? null,
        which.provider ?? null,
        which.method ?? null,
      ],
    );
    return row?.n ?? 0;
  }

  async isAdministrator(reader: Reader, personId: string, now: Date): Promise<boolean> {
    const [row] = await reader.query<{ is: boolean }>(
      `SELECT ${isAdministrator('$1::uuid', '$2::timestamptz')} AS is`,
      [personId, now],
    );
    return row?.is ?? false;
  }
}
