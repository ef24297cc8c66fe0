import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';
import type { Catalogue } from './catalogue.schema.js';

interface Declared {
  id: string;
  key: string;
  added: boolean;
}

/** Writes the declared prerequisites; only rows that differ are touched, and a text that stands is never rewritten. */
@Injectable()
export class DeclaredPrerequisitesStore {
  /** Versions whose text is another than the one that stands, and which therefore cannot be loaded. */
  async changedTexts(tx: Tx, catalogue: Catalogue): Promise<{ key: string; version: number }[]> {
    return tx.query(
      `SELECT d.key, d.version FROM ${texts} JOIN prerequisite p ON p.key = d.key
       JOIN acknowledgement_text t ON t.prerequisite_id = p.id AND t.version = d.version
       WHERE (t.text_sv, t.text_en, t.asked_from) IS DISTINCT FROM (d.sv, d.en, d."askedFrom") ORDER BY d.key, d.version`,
      [textsOf(catalogue)],
    );
  }

  async prerequisites(tx: Tx, catalogue: Catalogue): Promise<Declared[]> {
    return tx.query<Declared>(
      `INSERT INTO prerequisite AS t (key, kind, code, name_sv, name_en, how_sv, how_en, validity_months, grace_days, applies_to)
       SELECT d.key, d.kind, d.code, d.name ->> 'sv', d.name ->> 'en', d.how ->> 'sv', d.how ->> 'en', d."validityMonths",
              d."graceDays", d."appliesTo"
       FROM jsonb_to_recordset($1) AS d(key text, kind text, code text, name jsonb, how jsonb, "validityMonths" integer,
                                        "graceDays" integer, "appliesTo" jsonb)
       ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, code = excluded.code, name_sv = excluded.name_sv,
         name_en = excluded.name_en, how_sv = excluded.how_sv, how_en = excluded.how_en,
         validity_months = excluded.validity_months, grace_days = excluded.grace_days, applies_to = excluded.applies_to
       WHERE (t.kind, t.code, t.name_sv, t.name_en, t.how_sv, t.how_en, t.validity_months, t.grace_days, t.applies_to)
         IS DISTINCT FROM (excluded.kind, excluded.code, excluded.name_sv, excluded.name_en, excluded.how_sv,
           excluded.how_en, excluded.validity_months, excluded.grace_days, excluded.applies_to)
       RETURNING id, key, xmax = 0 AS added`,
      [JSON.stringify(catalogue.prerequisites)],
    );
  }

  /** Versions that are new. The digest is over both languages, parted by a zero byte that no text holds. */
  async texts(tx: Tx, catalogue: Catalogue, now: Date): Promise<(Declared & { version: number })[]> {
    return tx.query(
      `INSERT INTO acknowledgement_text (prerequisite_id, version, asked_from, text_sv, text_en, digest, declared_at)
       SELECT p.id, d.version, d."askedFrom", d.sv, d.en,
              sha256(convert_to(d.sv, 'UTF8') || '\\x00'::bytea || convert_to(d.en, 'UTF8')), $2
       FROM ${texts} JOIN prerequisite p ON p.key = d.key
       ON CONFLICT (prerequisite_id, version) DO NOTHING
       RETURNING id, (SELECT key FROM prerequisite WHERE id = prerequisite_id) AS key, version, true AS added`,
      [textsOf(catalogue), now],
    );
  }

  /** Makes each declared role require exactly what it is declared to. */
  async requirements(
    tx: Tx,
    catalogue: Catalogue,
  ): Promise<{ role: string; prerequisite: string; added: boolean }[]> {
    const roles = JSON.stringify(catalogue.roles.map(({ key, requires }) => ({ key, requires })));
    return tx.query(
      `WITH declared AS (
         SELECT r.id AS role_id, p.id AS prerequisite_id
         FROM jsonb_to_recordset($1) AS d(key text, requires text[]) JOIN role r ON r.key = d.key
         JOIN prerequisite p ON p.key = ANY(d.requires)),
       gone AS (
         DELETE FROM role_prerequisite rp USING role r, jsonb_to_recordset($1) AS d(key text, requires text[])
         WHERE r.key = d.key AND rp.role_id = r.id AND rp.direct
           AND NOT EXISTS (SELECT FROM declared x WHERE x.role_id = rp.role_id AND x.prerequisite_id = rp.prerequisite_id)
         RETURNING rp.role_id, rp.prerequisite_id),
       new AS (
         INSERT INTO role_prerequisite (role_id, prerequisite_id) SELECT role_id, prerequisite_id FROM declared
         ON CONFLICT (role_id, prerequisite_id) DO UPDATE SET direct = true WHERE NOT role_prerequisite.direct RETURNING role_id, prerequisite_id)
       SELECT r.key AS role, p.key AS prerequisite, changed.added
       FROM (SELECT *, false AS added FROM gone UNION ALL SELECT *, true FROM new) AS changed
       JOIN role r ON r.id = changed.role_id JOIN prerequisite p ON p.id = changed.prerequisite_id ORDER BY 1, 2`,
      [roles],
    );
  }
}

const texts = `jsonb_to_recordset($1) AS d(key text, version integer, "askedFrom" date, sv text, en text)`;

function textsOf(catalogue: Catalogue): string {
  return JSON.stringify(
    catalogue.prerequisites.flatMap(({ key, texts: all }) => all.map((t) => ({ key, ...t }))),
  );
}
