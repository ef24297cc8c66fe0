import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';

export type DeclaredKind = 'system' | 'entitlement' | 'role' | 'analysis' | 'birthright-rule';

/** What the declared catalogue said when it was loaded last, by kind and key; and what it says now as versions. */
@Injectable()
export class DeclaredItemsStore {
  /** Digests by `kind key`. */
  async digests(tx: Tx): Promise<Map<string, string>> {
    const rows = await tx.query<{ item: string; digest: string }>(
      `SELECT kind || ' ' || key AS item, digest FROM declared_item`,
    );
    return new Map(rows.map(({ item, digest }) => [item, digest]));
  }

  async keep(
    tx: Tx,
    items: readonly { kind: DeclaredKind; key: string; digest: string }[],
    at: Date,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO declared_item (kind, key, digest, loaded_at)
       SELECT kind, key, digest, $2 FROM jsonb_to_recordset($1) AS d(kind text, key text, digest text)
       ON CONFLICT (kind, key) DO UPDATE SET digest = excluded.digest, loaded_at = excluded.loaded_at`,
      [JSON.stringify(items), at],
    );
  }

  /** Systems that are declared otherwise than their version in force get a new one. */
  async systemVersions(tx: Tx, keys: readonly string[], at: Date): Promise<void> {
    await tx.query(
      `WITH now AS (
         SELECT s.id, s.version, jsonb_build_object('name', s.name, 'purpose', s.purpose, 'informationTypes', s.information_types,
           'mayHold', s.may_hold, 'mayNotHold', s.may_not_hold, 'personalData', s.personal_data,
           'patientData', s.patient_data, 'logPolicy', s.log_policy, 'logEvents', s.log_events,
           'minimumLevel', s.minimum_level, 'connectors', s.connectors,
           'classes', json_build_object('confidentiality', s.confidentiality, 'integrity', s.integrity,
             'availability', s.availability)) AS content
         FROM information_system s WHERE s.key = ANY($1)),
       new AS (
         SELECT n.*, (SELECT max(v.version) FROM system_version v WHERE v.system_id = n.id) AS last FROM now n
         WHERE NOT EXISTS (SELECT FROM system_version v WHERE v.system_id = n.id AND v.state = 'in-force' AND v.content = n.content)),
       old AS (
         UPDATE system_version v SET state = 'superseded' FROM new WHERE v.system_id = new.id AND v.state = 'in-force' RETURNING v.id),
       moved AS (
         UPDATE information_system s SET version = coalesce(new.last + 1, 1) FROM new WHERE s.id = new.id RETURNING s.id)
       INSERT INTO system_version (system_id, version, kind, content, state, ordered_at, reason)
       SELECT new.id, coalesce(new.last + 1, 1), 'declared', new.content, 'in-force', $2, 'Inläst katalog'
       FROM new WHERE (SELECT count(*) FROM old) >= 0 AND (SELECT count(*) FROM moved) >= 0`,
      [keys, at],
    );
  }

  /** The same for roles. @returns the ids of all that are named */
  async roleVersions(tx: Tx, keys: readonly string[], at: Date): Promise<string[]> {
    await tx.query(
      `WITH now AS (
         SELECT r.id, jsonb_build_object('nameSv', r.name_sv, 'nameEn', r.name_en, 'sentenceSv', r.sentence_sv,
           'sentenceEn', r.sentence_en, 'risk', r.risk, 'requiredLevel', r.required_level, 'maxDays', r.max_days,
           'reviewDays', r.review_days, 'dataClass', r.data_class, 'askableBy', r.askable_by,
           'requestable', r.requestable, 'suggestedFor', r.suggested_for,
           'mover', CASE r.mover WHEN 'keep' THEN json_build_object('keepDays', r.mover_days) ELSE to_json(r.mover) END,
           'privileged', CASE WHEN r.privileged THEN json_build_object('holderCap', r.holder_cap,
             'hours', r.activation_hours, 'eligible', r.eligible) END,
           'requires', ARRAY(SELECT prerequisite_id FROM role_prerequisite p WHERE p.role_id = r.id AND p.direct ORDER BY 1),
           'entitlements', ARRAY(SELECT entitlement_id FROM role_entitlement e WHERE e.role_id = r.id AND e.direct ORDER BY 1),
           'securityApproves', r.security_approves, 'questions', r.questions,
           'includes', ARRAY(SELECT included_role_id FROM role_inclusion i WHERE i.role_id = r.id ORDER BY 1)) AS content
         FROM role r WHERE r.key = ANY($1)),
       new AS (
         SELECT n.*, (SELECT max(v.version) FROM role_version v WHERE v.role_id = n.id) AS last FROM now n
         WHERE NOT EXISTS (SELECT FROM role_version v WHERE v.role_id = n.id AND v.state = 'in-force' AND v.content = n.content)),
       old AS (
         UPDATE role_version v SET state = 'superseded' FROM new WHERE v.role_id = new.id AND v.state = 'in-force' RETURNING v.id),
       moved AS (UPDATE role r SET version = coalesce(new.last + 1, 1) FROM new WHERE r.id = new.id RETURNING r.id)
       INSERT INTO role_version (role_id, version, content, state, ordered_at, reason, decided_at)
       SELECT new.id, coalesce(new.last + 1, 1), new.content, 'in-force', $2, 'Inläst katalog', $2
       FROM new WHERE (SELECT count(*) FROM old) >= 0 AND (SELECT count(*) FROM moved) >= 0`,
      [keys, at],
    );
    const rows = await tx.query<{ id: string }>(`SELECT id FROM role WHERE key = ANY($1)`, [keys]);
    return rows.map((row) => row.id);
  }
}
