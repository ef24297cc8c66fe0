import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';

/** A group of the directory with what makes it an entitlement. */
export interface FoundEntitlement {
  readonly systemId: string;
  readonly name: string;
  readonly sentence: string;
  readonly sentenceEn: string | null;
  readonly externalName: string;
  readonly privileged: boolean;
  readonly risk: number;
}

/** Entitlements that were found in a directory. */
@Injectable()
export class FoundEntitlementsStore {
  /** @returns its id; null when there is no such system in use, or on its way to be. The key tells where it came from. */
  async add(tx: Tx, found: FoundEntitlement): Promise<string | null> {
    const rows = await tx.query<{ id: string }>(
      `INSERT INTO entitlement (system_id, key, name, sentence_sv, sentence_en, target, external_name, privileged, risk)
       SELECT s.id, s.key || '/found-' || left(md5($4), 12), $2, $3, coalesce($5, $3), 'directory', $4, $6, $7
       FROM information_system s WHERE s.id = $1 AND s.state <> 'retired' RETURNING id`,
      [
        found.systemId,
        found.name,
        found.sentence,
        found.externalName,
        found.sentenceEn,
        found.privileged,
        found.risk,
      ],
    );
    return rows[0]?.id ?? null;
  }
}
