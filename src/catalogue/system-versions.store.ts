import { Injectable } from '@nestjs/common';
import type { SystemContent } from '../policy/catalogue/system-content.js';
import type { Reader, Tx } from '../platform/database.js';

export interface StoredSystemVersion {
  version: number;
  kind: 'content' | 'classification' | 'declared';
  content: SystemContent;
  state: 'in-force' | 'proposed' | 'superseded' | 'rejected' | 'withdrawn';
  orderedBy: string | null;
  orderedAt: Date;
  reason: string;
  review: boolean;
  decidedBy: string | null;
  decidedAt: Date | null;
  decisionReason: string | null;
}

export type NewSystemVersion = Pick<
  StoredSystemVersion,
  'kind' | 'content' | 'orderedBy' | 'orderedAt' | 'reason' | 'review'
>;

/** What the register has said, says, or is proposed to say of each system. */
@Injectable()
export class SystemVersionsStore {
  /** The newest first. */
  async of(reader: Reader, systemId: string): Promise<StoredSystemVersion[]> {
    return reader.query<StoredSystemVersion>(
      `SELECT version, kind, content, state, ordered_by AS "orderedBy", ordered_at AS "orderedAt", reason, review,
              decided_by AS "decidedBy", decided_at AS "decidedAt", decision_reason AS "decisionReason"
       FROM system_version WHERE system_id = $1 ORDER BY version DESC LIMIT 200`,
      [systemId],
    );
  }

  /** The next number; a version in force supersedes the one before. */
  async add(
    tx: Tx,
    systemId: string,
    version: NewSystemVersion,
    state: 'in-force' | 'proposed',
  ): Promise<number> {
    if (state === 'in-force') await this.#supersede(tx, systemId);
    const rows = await tx.query<{ version: number }>(
      `INSERT INTO system_version (system_id, version, kind, content, state, ordered_by, ordered_at, reason, review)
       SELECT $1, 1 + greatest(coalesce(max(v.version), 0), (SELECT s.version FROM information_system s
                WHERE s.id = $1 AND (s.state NOT IN ('draft', 'classified')))), $2, $3, $4, $5, $6, $7, $8
       FROM system_version v WHERE v.system_id = $1 RETURNING version`,
      [
        systemId,
        version.kind,
        JSON.stringify(version.content),
        state,
        version.orderedBy,
        version.orderedAt,
        version.reason,
        version.review,
      ],
    );
    return rows[0]?.version ?? 1;
  }

  /** Settles the version that waits. */
  async decide(
    tx: Tx,
    systemId: string,
    decision: { state: 'in-force' | 'rejected' | 'withdrawn'; by: string; at: Date; reason: string },
  ): Promise<void> {
    if (decision.state === 'in-force') await this.#supersede(tx, systemId);
    await tx.query(
      `UPDATE system_version SET state = $2, decided_by = $3, decided_at = $4, decision_reason = $5
       WHERE system_id = $1 AND state = 'proposed'`,
      [systemId, decision.state, decision.by, decision.at, decision.reason],
    );
  }

  async #supersede(tx: Tx, systemId: string): Promise<void> {
    await tx.query(
      `UPDATE system_version SET state = 'superseded' WHERE system_id = $1 AND state = 'in-force'`,
      [systemId],
    );
  }
}
