import { Injectable } from '@nestjs/common';
import type { Day } from '../policy/model/day.js';
import type { Tx } from '../platform/database.js';
import type { Catalogue } from './catalogue.schema.js';

/** A row that the load made or altered. */
export interface Declared {
  id: string;
  key: string;
  added: boolean;
}

export interface ApprovedAnalysis {
  id: string;
  roleKey: string;
  version: number;
  approvedBy: string;
}

type DeclaredSystem = Catalogue['systems'][number] & { informationOwnerId: string; systemOwnerId: string };

/** Writes a declared catalogue: a fixed number of statements, and only rows that differ are touched. */
@Injectable()
export class DeclaredCatalogueStore {
  /** One load at a time. */
  async lock(tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('grindvakt:catalogue', 0))`);
  }

  /** Persons by reference, `hsaId X` or `employment X`; with whether they are employed today. */
  async persons(
    tx: Tx,
    source: string,
    hsaIds: readonly string[],
    employments: readonly string[],
    today: Day,
  ): Promise<Map<string, { id: string; employed: boolean }>> {
    const rows = await tx.query<{ reference: string; id: string; employed: boolean }>(
      `SELECT found.reference, found.id,
              EXISTS (SELECT FROM employment e WHERE e.person_id = found.id
                      AND in_force(e.start_date, e.end_date, e.terminated_at, $4)) AS employed
       FROM (SELECT 'hsaId ' || hsa_id AS reference, person_id AS id FROM person_hsa_id WHERE hsa_id = ANY($2)
             UNION ALL
             SELECT 'employment ' || number, person_id FROM employment WHERE source = $1 AND number = ANY($3)) AS found`,
      [source, hsaIds, employments, today],
    );
    return new Map(rows.map(({ reference, id, employed }) => [reference, { id, employed }]));
  }

  /** Of these unit codes and kinds of unit, those that no unit has. */
  async unknownUnits(
    tx: Tx,
    codes: readonly string[],
    kinds: readonly string[],
  ): Promise<{ codes: string[]; kinds: string[] }> {
    const rows = await tx.query<{ codes: string[]; kinds: string[] }>(
      `SELECT ARRAY(SELECT unnest($1::text[]) EXCEPT SELECT code FROM unit) AS codes,
              ARRAY(SELECT unnest($2::text[]) EXCEPT SELECT kind FROM unit) AS kinds`,
      [codes, kinds],
    );
    return rows[0] ?? { codes: [], kinds: [] };
  }

  /** What roles give that somebody holds or has asked for: it may not change under their feet, nor unseen by who approves. */
  async bundlesInUse(tx: Tx): Promise<{ roleKey: string; entitlements: string[] }[]> {
    return tx.query(
      `SELECT r.key AS "roleKey", array_agg(e.key || ' ' || e.target || ' ' || e.external_name) AS entitlements
       FROM role r JOIN role_entitlement re ON re.role_id = r.id AND re.direct JOIN entitlement e ON e.id = re.entitlement_id
       WHERE EXISTS (SELECT FROM access_grant g WHERE g.role_id = r.id AND g.ended_at IS NULL)
          OR EXISTS (SELECT FROM access_request q WHERE q.role_id = r.id AND q.state = 'pending')
       GROUP BY r.key`,
    );
  }

  /** Of these names in targets, those that belong to an entitlement of another key. */
  async takenNames(
    tx: Tx,
    entitlements: readonly { key: string; system: string; target: string; externalName: string }[],
  ): Promise<{ key: string; externalName: string; owner: string }[]> {
    return tx.query(
      `SELECT d.key, d."externalName", e.key AS owner
       FROM jsonb_to_recordset($1) AS d(key text, system text, target text, "externalName" text)
       JOIN entitlement e ON e.target = d.target AND e.external_name = d."externalName" AND e.key <> d.key
       JOIN information_system s ON s.id = e.system_id AND (d.target <> 'manual' OR s.key = d.system)
       ORDER BY d.key`,
      [JSON.stringify(entitlements)],
    );
  }

  async systems(tx: Tx, systems: readonly DeclaredSystem[]): Promise<Declared[]> {
    return tx.query<Declared>(
      `INSERT INTO information_system AS t (key, name, purpose, information_owner_id, system_owner_id,
                                            confidentiality, integrity, availability, log_policy, state, connectors,
                                            information_types, may_hold, may_not_hold, personal_data, patient_data, log_events,
                                            minimum_level, review_on)
       SELECT d.key, d.name, d.purpose, d."informationOwnerId", d."systemOwnerId", (d.classes ->> 'confidentiality')::smallint,
              (d.classes ->> 'integrity')::smallint, (d.classes ->> 'availability')::smallint, d."logPolicy", 'in-use',
              ARRAY(SELECT DISTINCT e ->> 'target' FROM jsonb_array_elements(d.entitlements) AS e ORDER BY 1),
              d."informationTypes", d."mayHold", d."mayNotHold", d."personalData", d."patientData", d."logEvents", d."minimumLevel",
              d."reviewOn"
       FROM jsonb_to_recordset($1) AS d(key text, name text, purpose text, "informationOwnerId" uuid, "systemOwnerId" uuid,
                                        classes jsonb, "logPolicy" text, entitlements jsonb, "informationTypes" text[], "mayHold" text,
                                        "mayNotHold" text, "personalData" boolean, "patientData" boolean, "logEvents" text[],
                                        "minimumLevel" smallint, "reviewOn" date)
       ON CONFLICT (key) DO UPDATE SET name = excluded.name, purpose = excluded.purpose,
         information_owner_id = excluded.information_owner_id, system_owner_id = excluded.system_owner_id,
         confidentiality = excluded.confidentiality, integrity = excluded.integrity,
         availability = excluded.availability, log_policy = excluded.log_policy,
         information_types = excluded.information_types, may_hold = excluded.may_hold, may_not_hold = excluded.may_not_hold, personal_data = excluded.personal_data,
         patient_data = excluded.patient_data, log_events = excluded.log_events, minimum_level = excluded.minimum_level,
         connectors = excluded.connectors, review_on = coalesce(excluded.review_on, t.review_on)
       WHERE (t.name, t.purpose, t.information_owner_id, t.system_owner_id, t.confidentiality, t.integrity, t.availability,
              t.log_policy, t.information_types, t.may_hold, t.may_not_hold, t.personal_data, t.patient_data, t.log_events, t.minimum_level, t.connectors)
         IS DISTINCT FROM (excluded.name, excluded.purpose, excluded.information_owner_id, excluded.system_owner_id,
              excluded.confidentiality, excluded.integrity, excluded.availability, excluded.log_policy, excluded.information_types, excluded.may_hold, excluded.may_not_hold, excluded.personal_data, excluded.patient_data, excluded.log_events, excluded.minimum_level, excluded.connectors)
       RETURNING id, key, xmax = 0 AS added`,
      [JSON.stringify(systems)],
    );
  }

  async entitlements(tx: Tx, catalogue: Catalogue): Promise<Declared[]> {
    const rows = catalogue.systems.flatMap((s) => s.entitlements.map((e) => ({ ...e, system: s.key })));
    return tx.query<Declared>(
      `INSERT INTO entitlement AS t (system_id, key, name, sentence_sv, sentence_en, target, external_name, privileged,
                                    data_class, risk, required_level, max_days, review_days, askable_by)
       SELECT s.id, d.key, d.name, d.sentence ->> 'sv', d.sentence ->> 'en', d.target, d."externalName", d.privileged,
              d."dataClass", d.risk, d."requiredLevel", d."maxDays", d."reviewDays", d."askableBy"
       FROM jsonb_to_recordset($1) AS d(system text, key text, name text, sentence jsonb, target text, "externalName" text,
                                        privileged boolean, "dataClass" text, risk smallint, "requiredLevel" smallint, "maxDays" integer,
                                        "reviewDays" integer, "askableBy" jsonb)
       JOIN information_system s ON s.key = d.system
       ON CONFLICT (key) DO UPDATE SET system_id = excluded.system_id, name = excluded.name,
         sentence_sv = excluded.sentence_sv, sentence_en = excluded.sentence_en, target = excluded.target,
         external_name = excluded.external_name, privileged = excluded.privileged,
         data_class = excluded.data_class, risk = excluded.risk, required_level = excluded.required_level, max_days = excluded.max_days, review_days = excluded.review_days, askable_by = excluded.askable_by
       WHERE (t.system_id, t.name, t.sentence_sv, t.sentence_en, t.target, t.external_name, t.privileged,
              t.data_class, t.risk, t.required_level, t.max_days, t.review_days, t.askable_by)
         IS DISTINCT FROM (excluded.system_id, excluded.name, excluded.sentence_sv, excluded.sentence_en, excluded.target,
                           excluded.external_name, excluded.privileged, excluded.data_class, excluded.risk, excluded.required_level, excluded.max_days, excluded.review_days, excluded.askable_by)
       RETURNING id, key, xmax = 0 AS added`,
      [JSON.stringify(rows)],
    );
  }

  async roles(tx: Tx, catalogue: Catalogue): Promise<Declared[]> {
    return tx.query<Declared>(
      `INSERT INTO role AS t (key, system_id, name_sv, name_en, sentence_sv, sentence_en, privileged, risk, required_level,
                              max_days, review_days, requestable, suggested_for, holder_cap, eligible, activation_hours,
                              mover, mover_days, state, data_class, askable_by, security_approves, questions)
       SELECT d.key, s.id, d.name ->> 'sv', d.name ->> 'en', d.sentence ->> 'sv', d.sentence ->> 'en',
              d.privileged IS NOT NULL, d.risk, d."requiredLevel", d."maxDays", d."reviewDays", d.requestable,
              d."suggestedFor", (d.privileged ->> 'holderCap')::integer, d.privileged -> 'eligible',
              CASE WHEN d.privileged IS NOT NULL THEN
                ARRAY(SELECT h::integer FROM jsonb_array_elements_text(d.privileged -> 'hours') AS h ORDER BY h::integer) END,
              CASE jsonb_typeof(d.mover) WHEN 'object' THEN 'keep' ELSE d.mover #>> '{}' END, (d.mover ->> 'keepDays')::integer,
              'in-use', d."dataClass", d."askableBy", coalesce(d."securityApproves", false), coalesce(d.questions, '[]')
       FROM jsonb_to_recordset($1) AS d(key text, system text, name jsonb, sentence jsonb, risk smallint,
              "requiredLevel" smallint, "maxDays" integer, "reviewDays" integer, requestable boolean, "suggestedFor" jsonb,
              privileged jsonb, mover jsonb, "dataClass" text, "askableBy" jsonb, "securityApproves" boolean, questions jsonb)
       JOIN information_system s ON s.key = d.system
       ON CONFLICT (key) DO UPDATE SET system_id = excluded.system_id, name_sv = excluded.name_sv, name_en = excluded.name_en,
         sentence_sv = excluded.sentence_sv, sentence_en = excluded.sentence_en, privileged = excluded.privileged,
         risk = excluded.risk, required_level = excluded.required_level, max_days = excluded.max_days,
         review_days = excluded.review_days, requestable = excluded.requestable, suggested_for = excluded.suggested_for,
         holder_cap = excluded.holder_cap, eligible = excluded.eligible, activation_hours = excluded.activation_hours,
         mover = excluded.mover, mover_days = excluded.mover_days,
         data_class = excluded.data_class, askable_by = excluded.askable_by,
         security_approves = excluded.security_approves, questions = excluded.questions
       WHERE (t.system_id, t.name_sv, t.name_en, t.sentence_sv, t.sentence_en, t.privileged, t.risk, t.required_level,
              t.max_days, t.review_days, t.requestable, t.suggested_for, t.holder_cap, t.eligible, t.activation_hours,
              t.mover, t.mover_days, t.data_class, t.askable_by, t.security_approves, t.questions)
         IS DISTINCT FROM (excluded.system_id, excluded.name_sv, excluded.name_en, excluded.sentence_sv,
              excluded.sentence_en, excluded.privileged, excluded.risk, excluded.required_level, excluded.max_days,
              excluded.review_days, excluded.requestable, excluded.suggested_for, excluded.holder_cap, excluded.eligible,
              excluded.activation_hours, excluded.mover, excluded.mover_days, excluded.data_class, excluded.askable_by,
              excluded.security_approves, excluded.questions)
       RETURNING id, key, xmax = 0 AS added`,
      [JSON.stringify(catalogue.roles)],
    );
  }

  /** Makes each declared role give exactly its declared entitlements. */
  async bundles(tx: Tx, catalogue: Catalogue): Promise<void> {
    const pairs = catalogue.roles.flatMap((r) =>
      r.entitlements.map((e) => ({ role: r.key, entitlement: e })),
    );
    const parameters = [pairs.map((p) => p.role), pairs.map((p) => p.entitlement)];
    const wanted = `SELECT r.id AS role_id, e.id AS entitlement_id FROM unnest($1::text[], $2::text[]) AS d(role, entitlement)
                    JOIN role r ON r.key = d.role JOIN entitlement e ON e.key = d.entitlement`;
    await tx.query(
      `DELETE FROM role_entitlement re USING role r
       WHERE r.id = re.role_id AND re.direct AND r.key = ANY($1) AND (re.role_id, re.entitlement_id) NOT IN (${wanted})`,
      parameters,
    );
    await tx.query(
      `INSERT INTO role_entitlement (role_id, entitlement_id) ${wanted}
       ON CONFLICT (role_id, entitlement_id) DO UPDATE SET direct = true WHERE NOT role_entitlement.direct`,
      parameters,
    );
  }

  /**
   * A role whose declared analysis says something else than the approved one, or has none, gets a new version; the old
   * one is superseded and kept. Approved by the information owner of the role's system (H13.1.3).
   */
  async analyses(tx: Tx, catalogue: Catalogue, now: Date): Promise<ApprovedAnalysis[]> {
    const rows = catalogue.roles.map(({ key, analysis }) => ({ role: key, ...analysis }));
    // What the file said the last time has been carried out: a version written on the pages since then stands.
    const declared = `jsonb_to_recordset($1) AS d(role text, "approvedOn" date, "validTo" date, content jsonb)
                      JOIN role r ON r.key = d.role AND NOT EXISTS (
                        SELECT FROM analysis l WHERE l.role_id = r.id AND l.origin = 'declared' AND (l.content, l.valid_to) = (d.content, d."validTo")
                          AND l.version = (SELECT max(o.version) FROM analysis o WHERE o.role_id = r.id AND o.origin = 'declared'))`;
    const parameters = [JSON.stringify(rows)];
    await tx.query(
      `UPDATE analysis a SET state = 'superseded' FROM ${declared} WHERE a.role_id = r.id AND a.state = 'approved'`,
      parameters,
    );
    return tx.query<ApprovedAnalysis>(
      `WITH added AS (
         INSERT INTO analysis (role_id, version, content, kind, state, approved_by, approved_at, valid_to)
         SELECT r.id, 1 + coalesce((SELECT max(o.version) FROM analysis o WHERE o.role_id = r.id), 0), d.content,
                CASE WHEN (d.content ->> 'acrossCareProviders')::boolean THEN 'shared-records' ELSE 'own-provider' END, 'approved',
                s.information_owner_id, least($2, d."approvedOn"::timestamp AT TIME ZONE 'Europe/Stockholm'), d."validTo"
         FROM ${declared} JOIN information_system s ON s.id = r.system_id
         RETURNING id, role_id, version, approved_by)
       SELECT added.id, r.key AS "roleKey", added.version, added.approved_by AS "approvedBy"
       FROM added JOIN role r ON r.id = added.role_id ORDER BY r.key`,
      [...parameters, now],
    );
  }

  /** Each rule pins its role's approved analysis (invariant 1). */
  async birthrightRules(tx: Tx, catalogue: Catalogue): Promise<Declared[]> {
    return tx.query<Declared>(
      `INSERT INTO birthright_rule AS t (key, name, role_id, analysis_id, selector, active)
       SELECT d.key, d.name, r.id, a.id, d.selector, d.active
       FROM jsonb_to_recordset($1) AS d(key text, name text, role text, selector jsonb, active boolean)
       JOIN role r ON r.key = d.role JOIN analysis a ON a.role_id = r.id AND a.state = 'approved'
       ON CONFLICT (key) DO UPDATE SET name = excluded.name, role_id = excluded.role_id, analysis_id = excluded.analysis_id,
         selector = excluded.selector, active = excluded.active
       WHERE (t.name, t.role_id, t.analysis_id, t.selector, t.active)
         IS DISTINCT FROM (excluded.name, excluded.role_id, excluded.analysis_id, excluded.selector, excluded.active)
       RETURNING id, key, xmax = 0 AS added`,
      [JSON.stringify(catalogue.birthrightRules)],
    );
  }
}
