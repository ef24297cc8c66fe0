import { Injectable } from '@nestjs/common';
import type { EntitlementTerms } from '../policy/catalogue/entitlement-terms.js';
import type { Connector } from '../policy/catalogue/system-content.js';
import type { PeopleSelector } from '../policy/model/selector.js';
import type { Reader, Tx } from '../platform/database.js';

export interface StoredEntitlement extends EntitlementTerms {
  id: string;
  systemId: string;
  key: string;
  name: string;
  sentenceSv: string;
  sentenceEn: string;
  target: Connector;
  externalName: string;
  state: 'in-use' | 'retired';
  ownerId: string | null;
  askableBy: PeopleSelector | null;
  prerequisiteIds: string[];
  /** Roles that give it. */
  roles: number;
}

export type EntitlementFields = Omit<StoredEntitlement, 'id' | 'systemId' | 'key' | 'state' | 'roles'>;

const columns = `
  e.id, e.system_id AS "systemId", e.key, e.name, e.sentence_sv AS "sentenceSv", e.sentence_en AS "sentenceEn", e.target,
  e.external_name AS "externalName", e.privileged, e.state, e.owner_id AS "ownerId", e.data_class AS "dataClass", e.risk,
  e.required_level AS "requiredLevel", e.max_days AS "maxDays", e.review_days AS "reviewDays", e.askable_by AS "askableBy",
  ARRAY(SELECT prerequisite_id FROM entitlement_prerequisite p WHERE p.entitlement_id = e.id ORDER BY 1) AS "prerequisiteIds",
  (SELECT count(*)::integer FROM role_entitlement re WHERE re.entitlement_id = e.id) AS roles`;

@Injectable()
export class EntitlementsStore {
  async of(reader: Reader, systemId: string): Promise<StoredEntitlement[]> {
    return reader.query<StoredEntitlement>(
      `SELECT ${columns} FROM entitlement e WHERE e.system_id = $1 ORDER BY e.state, lower(e.name), e.id`,
      [systemId],
    );
  }

  async lock(tx: Tx, id: string): Promise<StoredEntitlement | null> {
    await tx.query(`SELECT FROM entitlement WHERE id = $1 FOR UPDATE`, [id]);
    const rows = await tx.query<StoredEntitlement>(`SELECT ${columns} FROM entitlement e WHERE e.id = $1`, [
      id,
    ]);
    return rows[0] ?? null;
  }

  /** Null when the name is another entitlement's. */
  async add(tx: Tx, systemId: string, key: string, fields: EntitlementFields): Promise<string | null> {
    const rows = await tx.query<{ id: string }>(
      `INSERT INTO entitlement (system_id, key, name, sentence_sv, sentence_en, target, external_name, privileged)
       SELECT $1, k.key, $3, $4, $5, $6, $7, $8
       FROM (SELECT $2 AS key, 1 AS n UNION ALL SELECT $2 || '-' || n, n FROM generate_series(2, 1000) AS n) AS k
       WHERE NOT EXISTS (SELECT FROM entitlement e WHERE e.key = k.key) ORDER BY k.n LIMIT 1
       ON CONFLICT DO NOTHING RETURNING id`,
      [
        systemId,
        key,
        fields.name,
        fields.sentenceSv,
        fields.sentenceEn,
        fields.target,
        fields.externalName,
        fields.privileged,
      ],
    );
    const id = rows[0]?.id ?? null;
    if (id !== null) await this.write(tx, id, fields);
    return id;
  }

  /** False when the name is another entitlement's; nothing is written then. */
  async write(tx: Tx, id: string, fields: EntitlementFields): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE entitlement SET name = f.name, sentence_sv = f."sentenceSv", sentence_en = f."sentenceEn",
         external_name = f."externalName", privileged = f.privileged, owner_id = f."ownerId", data_class = f."dataClass",
         risk = f.risk, required_level = f."requiredLevel", max_days = f."maxDays", review_days = f."reviewDays",
         askable_by = f."askableBy"
       FROM jsonb_to_record($2) AS f(name text, "sentenceSv" text, "sentenceEn" text, target text, "externalName" text,
         privileged boolean, "ownerId" uuid, "dataClass" text, risk smallint, "requiredLevel" smallint, "maxDays" integer,
         "reviewDays" integer, "askableBy" jsonb)
       WHERE entitlement.id = $1 AND NOT EXISTS (SELECT FROM entitlement o
         WHERE o.target = f.target AND o.external_name = f."externalName" AND o.id <> $1
           AND (f.target <> 'manual' OR o.system_id = entitlement.system_id)) RETURNING entitlement.id`,
      [id, JSON.stringify(fields)],
    );
    if (rows.length === 0) return false;
    await tx.query(`DELETE FROM entitlement_prerequisite WHERE entitlement_id = $1`, [id]);
    await tx.query(`INSERT INTO entitlement_prerequisite SELECT $1, id FROM unnest($2::uuid[]) AS p(id)`, [
      id,
      fields.prerequisiteIds,
    ]);
    return true;
  }

  async retire(tx: Tx, id: string): Promise<void> {
    await tx.query(`UPDATE entitlement SET state = 'retired' WHERE id = $1`, [id]);
  }

  /** Of these prerequisites, how many there are. */
  async knownPrerequisites(reader: Reader, ids: readonly string[]): Promise<number> {
    const rows = await reader.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM prerequisite WHERE id = ANY($1)`,
      [ids],
    );
    return rows[0]?.count ?? 0;
  }
}
