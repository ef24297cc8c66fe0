import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { levelOfRole } from '../policy/assurance/exceptions.js';
import type { BirthrightRule, Role } from '../policy/model/access.js';
import type { Analysis } from '../policy/model/access.js';
import type { PeopleSelector } from '../policy/model/selector.js';
import type { Connector } from '../policy/catalogue/system-content.js';
import type { Reader, Tx } from '../platform/database.js';
import type { RoleQuestion } from '../policy/catalogue/role-definition.js';
import type { RoleState, SystemState } from '../policy/catalogue/states.js';
import type { AnalysisContent } from './analysis.schema.js';

/** A version of a role's analysis with all it says. */
export interface StoredAnalysis extends Analysis {
  content: AnalysisContent;
  approvedBy: string | null;
  approvedAt: Date | null;
}

/** A role as the rooms need it; `name` is the Swedish one, for messages and the audit log. */
export interface CatalogueRole extends Role {
  key: string;
  nameSv: string;
  nameEn: string;
  sentenceSv: string;
  sentenceEn: string;
  systemName: string;
  informationOwnerId: string;
  systemOwnerId: string;
  state: RoleState;
  /** The version in force. */
  version: number;
  dataClass: string;
  systemState: SystemState;
  /** The role and every system that it reaches are in use or, still held, being retired: it works for who holds it. */
  usable: boolean;
  /** For whom it may be asked, as the role says; null: for anyone. */
  askableBy: PeopleSelector | null;
  /** The same with what its entitlements and the roles in it say: all of them must match the beneficiary's employment. */
  askableByAll: PeopleSelector[];
  /** For whom it is suggested when somebody asks; null: for nobody in particular. */
  suggestedFor: PeopleSelector | null;
  /** What whoever asks for it answers besides the assessment. */
  questions: RoleQuestion[];
  /** Privileged roles only: how many may have it active at once, who may activate it, for how long. */
  holderCap: number | null;
  eligible: PeopleSelector | null;
  activationHours: number[] | null;
  /** The approved version, which may have run out: ask isLive. */
  analysis: StoredAnalysis | null;
}

export interface RoleEntitlement {
  roleId: string;
  entitlementId: string;
  name: string;
  sentenceSv: string;
  sentenceEn: string;
  target: Connector;
  /** The name in the target: a group's cn, or one of Grindvakt's own rights. */
  externalName: string;
  privileged: boolean;
}

/** Of `role r` in `information_system s`: nothing that it reaches is unapproved, being retired or retired (H11.2.3). */
const inUse = `(r.state = 'in-use' AND s.state = 'in-use' AND NOT EXISTS (
  SELECT FROM role_entitlement re JOIN entitlement e ON e.id = re.entitlement_id
  JOIN information_system es ON es.id = e.system_id
  WHERE re.role_id = r.id AND (e.state <> 'in-use' OR es.state <> 'in-use')))`;
const works = `(r.state = 'in-use' AND s.state IN ('in-use', 'retiring') AND NOT EXISTS (
  SELECT FROM role_entitlement re JOIN entitlement e ON e.id = re.entitlement_id
  JOIN information_system es ON es.id = e.system_id
  WHERE re.role_id = r.id AND (e.state <> 'in-use' OR es.state NOT IN ('in-use', 'retiring'))))`;

// Two factors are not possible for the role: an exception runs for every system that it reaches, all still of low class.
const reached = `(SELECT r.system_id AS id UNION SELECT e.system_id FROM role_entitlement re
  JOIN entitlement e ON e.id = re.entitlement_id WHERE re.role_id = r.id)`;
const covers = (systemId: string): string => `EXISTS (
  SELECT FROM assurance_exception x JOIN information_system xs ON xs.id = x.system_id
  WHERE x.system_id = ${systemId} AND x.outcome = 'approved' AND x.ended_at IS NULL AND x.valid_to >= $2
    AND (x.role_ids IS NULL OR r.id = ANY(x.role_ids))
    AND greatest(xs.confidentiality, xs.integrity, xs.availability) <= $3)`;
const excepted = `(NOT r.privileged AND ${covers('r.system_id')}
  AND NOT EXISTS (SELECT FROM role_entitlement re JOIN entitlement e ON e.id = re.entitlement_id
                  WHERE re.role_id = r.id AND (e.privileged OR e.target = 'grindvakt'))
  AND NOT EXISTS (SELECT FROM ${reached} AS reached WHERE NOT ${covers('reached.id')}))`;

const analysisColumns = `
  a.id, a.role_id AS "roleId", a.version, a.state, a.valid_to AS "validTo", a.content,
  a.approved_by AS "approvedBy", a.approved_at AS "approvedAt"`;

/** What a role says about its holder's move. */
export interface RoleMoverTerms {
  roleId: string;
  mover: 'end' | 'keep' | 'review';
  /** Of 'keep': how many days. */
  moverDays: number | null;
  suggestedFor: PeopleSelector | null;
  eligible: PeopleSelector | null;
}

/** Systems owned by somebody. */
export interface OwnedSystems {
  readonly information: readonly string[];
  readonly system: readonly string[];
}

/** What the other rooms may learn about the catalogue; what is written to it lies in the stores beside. */
@Injectable()
export class CatalogueStore {
  constructor(
    private readonly clock: Clock,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /**
   * `requiredLevel` is what the role takes today, exceptions from two factors taken into account.
   * @param roleIds null for all.
   */
  async roles(reader: Reader, roleIds: readonly string[] | null): Promise<CatalogueRole[]> {
    const roles = await reader.query<Omit<CatalogueRole, 'analysis'> & { excepted: boolean }>(
      `SELECT r.id, r.key, r.system_id AS "systemId", r.name_sv AS name, r.name_sv AS "nameSv", r.name_en AS "nameEn",
              r.sentence_sv AS "sentenceSv", r.sentence_en AS "sentenceEn", r.privileged, r.risk,
              r.required_level AS "requiredLevel", ${excepted} AS excepted, r.max_days AS "maxDays", r.review_days AS "reviewDays",
              r.requestable AND ${inUse} AS requestable, r.state, r.version, r.data_class AS "dataClass",
              s.state AS "systemState", ${works} AS usable, r.askable_by AS "askableBy", r.askable_by_all AS "askableByAll",
              r.suggested_for AS "suggestedFor", r.questions, r.holder_cap AS "holderCap", r.eligible,
              r.activation_hours AS "activationHours", s.name AS "systemName",
              s.information_owner_id AS "informationOwnerId", s.system_owner_id AS "systemOwnerId"
       FROM role r JOIN information_system s ON s.id = r.system_id
       WHERE $1::uuid[] IS NULL OR r.id = ANY($1) ORDER BY r.name_sv, r.id`,
      [roleIds, this.clock.today(), this.config.assurance.exceptions.highestClass],
    );
    const approved = await reader.query<StoredAnalysis>(
      `SELECT ${analysisColumns} FROM analysis a WHERE a.state = 'approved' AND ($1::uuid[] IS NULL OR a.role_id = ANY($1))`,
      [roleIds],
    );
    const byRole = new Map(approved.map((analysis) => [analysis.roleId, analysis]));
    return roles.map(({ excepted: isExcepted, ...role }) => ({
      ...role,
      requiredLevel: levelOfRole(role.requiredLevel, isExcepted),
      analysis: byRole.get(role.id) ?? null,
    }));
  }

  async analyses(reader: Reader, analysisIds: readonly string[]): Promise<StoredAnalysis[]> {
    return reader.query<StoredAnalysis>(`SELECT ${analysisColumns} FROM analysis a WHERE a.id = ANY($1)`, [
      analysisIds,
    ]);
  }

  async includedIn(reader: Reader, roleId: string): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `WITH RECURSIVE part(id) AS (
         SELECT included_role_id FROM role_inclusion WHERE role_id = $1
         UNION SELECT i.included_role_id FROM part JOIN role_inclusion i ON i.role_id = part.id)
       SELECT p.id FROM part JOIN role p ON p.id = part.id JOIN role whole ON whole.id = $1
       WHERE p.system_id = whole.system_id ORDER BY p.name_sv, p.id`,
      [roleId],
    );
    return rows.map((row) => row.id);
  }

  async entitlements(reader: Reader, roleIds: readonly string[]): Promise<RoleEntitlement[]> {
    return reader.query<RoleEntitlement>(
      `SELECT re.role_id AS "roleId", e.id AS "entitlementId", e.name, e.sentence_sv AS "sentenceSv",
              e.sentence_en AS "sentenceEn", e.target, e.external_name AS "externalName", e.privileged
       FROM role_entitlement re JOIN entitlement e ON e.id = re.entitlement_id
       WHERE re.role_id = ANY($1) ORDER BY e.name, e.id`,
      [roleIds],
    );
  }

  async moverTerms(reader: Reader): Promise<RoleMoverTerms[]> {
    return reader.query<RoleMoverTerms>(
      `SELECT id AS "roleId", mover, mover_days AS "moverDays", suggested_for AS "suggestedFor", eligible FROM role`,
    );
  }

  /** Active rules, each with the analysis it pins. */
  async birthrightRules(reader: Reader): Promise<BirthrightRule[]> {
    return reader.query<BirthrightRule>(
      `SELECT b.id, b.name, b.role_id AS "roleId", r.review_days AS "reviewDays", b.selector,
              NOT (${inUse}) AS paused,
              json_build_object('id', a.id, 'roleId', a.role_id, 'version', a.version, 'state', a.state,
                                'validTo', a.valid_to) AS analysis
       FROM birthright_rule b JOIN role r ON r.id = b.role_id JOIN information_system s ON s.id = r.system_id
       JOIN analysis a ON a.id = b.analysis_id
       WHERE b.active ORDER BY b.key`,
    );
  }

  async ownsSystem(reader: Reader, personId: string, systemId: string): Promise<boolean> {
    const rows = await reader.query(
      `SELECT FROM information_system WHERE id = $2 AND $1 IN (information_owner_id, system_owner_id)`,
      [personId, systemId],
    );
    return rows.length > 0;
  }

  async ownsAnySystem(reader: Reader, personId: string): Promise<boolean> {
    const rows = await reader.query(
      `SELECT FROM information_system WHERE information_owner_id = $1 OR system_owner_id = $1 LIMIT 1`,
      [personId],
    );
    return rows.length > 0;
  }

  /** Another owner of the systems that `from` owns, or of those of them that `only` names. @returns which they were */
  async handOverSystems(tx: Tx, from: string, to: string, only?: OwnedSystems): Promise<OwnedSystems> {
    const owned = async (column: string, ids: readonly string[] | undefined): Promise<string[]> => {
      const rows = await tx.query<{ id: string }>(
        `UPDATE information_system SET ${column} = $2 WHERE ${column} = $1 AND ($3::uuid[] IS NULL OR id = ANY($3)) RETURNING id`,
        [from, to, ids ?? null],
      );
      return rows.map((row) => row.id);
    };
    return {
      information: await owned('information_owner_id', only?.information),
      system: await owned('system_owner_id', only?.system),
    };
  }
}
