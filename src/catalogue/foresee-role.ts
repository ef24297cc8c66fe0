import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import {
  entitlementsIn,
  requireNoCircle,
  rolesAround,
  type RoleGraph,
} from '../policy/catalogue/role-content.js';
import type { RoleDefinition } from '../policy/catalogue/role-definition.js';
import {
  checkWidening,
  coveredBy,
  type ConcernedSystem,
  type EffectInTime,
} from '../policy/catalogue/role-version.js';
import type { Day } from '../policy/model/day.js';
import { isRefusal, refuse, type Refusal } from '../policy/model/refusal.js';
import { RoleGraphStore } from './role-graph.store.js';
import { RoleVersionsStore } from './role-versions.store.js';

/** A role that would give something else than now. */
export interface ForeseenChange {
  readonly roleId: string;
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

/** What a version of a role would do, to it and to the roles around it. */
export interface ForeseenRole {
  /** What each role that it touches would give in all. */
  readonly effects: ReadonlyMap<string, readonly string[]>;
  /** Of them those that would give something else than now. */
  readonly changes: readonly ForeseenChange[];
  readonly systems: readonly ConcernedSystem[];
  /** Something that it gives, before or after, is privileged. */
  readonly privileged: boolean;
  /** Persons who would get more. */
  readonly gaining: ReadonlySet<string>;
}

/** Looks ahead at a version of a role, by the law book's own rules; changes nothing. */
@Injectable()
export class ForeseeRole {
  constructor(
    private readonly graphs: RoleGraphStore,
    private readonly versions: RoleVersionsStore,
  ) {}

  /** @returns what it would do, or why a role cannot be so: a circle, something unknown, retired or privileged in it */
  async run(
    reader: Reader,
    roleId: string,
    definition: RoleDefinition,
    today: Day,
  ): Promise<ForeseenRole | Refusal> {
    const now = await this.graphs.graph(reader);
    const { entitlements, includes } = definition;
    const graph: RoleGraph = new Map([...now, [roleId, { entitlements, includes }]]);
    const roles = new Map((await this.graphs.roles(reader, null)).map((role) => [role.id, role]));
    const nameOf = (id: string): string => roles.get(id)?.nameSv ?? definition.nameSv;
    const unknown = includes.find((id) => roles.get(id)?.state !== 'in-use');
    if (unknown !== undefined)
      return refuse('invalid', 'An included role is not in use.', { pointer: '/includes' });
    const circle = requireNoCircle(graph, roleId, nameOf);
    if (circle) return circle;

    const touched = [...rolesAround(graph, roleId)].sort();
    const given = await this.graphs.given(reader, touched);
    const effects = new Map(touched.map((id) => [id, [...entitlementsIn(graph, id)].sort()]));
    const changes = touched.flatMap((id) => {
      const [old, next] = [given.get(id) ?? [], effects.get(id) ?? []];
      const gained = next.filter((one) => !old.includes(one));
      const lost = old.filter((one) => !next.includes(one));
      return gained.length + lost.length > 0 ? [{ roleId: id, gained, lost }] : [];
    });
    const ids = [...new Set([...given.values(), ...effects.values()].flat())];
    const facts = new Map((await this.graphs.entitlements(reader, ids)).map((one) => [one.id, one]));
    const wrong = contentProblem(definition, facts, roles, effects.get(roleId) ?? []);
    if (wrong) return wrong;

    const systems = await this.versions.systems(reader, { roleIds: touched, entitlementIds: ids }, today);
    const widened = changes.filter(({ gained }) => gained.length > 0).map((change) => change.roleId);
    return {
      effects,
      changes,
      systems,
      privileged:
        definition.privileged !== null ||
        touched.some((id) => roles.get(id)?.privileged === true) ||
        [...facts.values()].some(({ privileged }) => privileged),
      gaining: widened.length > 0 ? await this.versions.holders(reader, widened) : new Set(),
    };
  }

  /** The systems that a version reaches, also when the role can no longer be so. */
  async systemsOf(
    reader: Reader,
    roleId: string,
    version: { readonly content: RoleDefinition },
    today: Day,
  ): Promise<readonly ConcernedSystem[]> {
    const given = (await this.graphs.given(reader, [roleId])).get(roleId) ?? [];
    const entitlementIds = [...given, ...version.content.entitlements];
    const roleIds = [roleId, ...version.content.includes];
    return this.versions.systems(reader, { roleIds, entitlementIds }, today);
  }

  /** Whether each widened role's analysis was made for it. @returns the analyses that lapse, or the refusal */
  async weighAnalyses(
    reader: Reader,
    changes: readonly ForeseenChange[],
  ): Promise<{ lapsing: string[] } | Refusal> {
    const widened = changes.filter(({ gained }) => gained.length > 0);
    const ids = widened.map(({ roleId }) => roleId);
    const analyses = await this.versions.analyses(reader, ids);
    const effects = await this.versions.effects(reader, ids);
    const held = await this.versions.held(reader, ids);
    const names = new Map((await this.graphs.roles(reader, ids)).map((role) => [role.id, role.nameSv]));
    const lapsing: string[] = [];
    for (const { roleId, gained } of widened) {
      const analysis = analyses.get(roleId);
      const answer = checkWidening({
        roleName: names.get(roleId) ?? '',
        gains: gained,
        held: held.has(roleId),
        covered: analysis ? coveredBy(analysis, effects.get(roleId) ?? noEffects) : null,
      });
      if (isRefusal(answer)) return answer;
      if (answer === 'lapse' && analysis) lapsing.push(analysis.id);
    }
    return { lapsing };
  }
}

const noEffects: readonly EffectInTime[] = [];

function contentProblem(
  definition: RoleDefinition,
  facts: ReadonlyMap<string, { state: string; privileged: boolean; name: string }>,
  roles: ReadonlyMap<string, { privileged: boolean; nameSv: string }>,
  given: readonly string[],
): Refusal | null {
  const gone = definition.entitlements.find((id) => facts.get(id)?.state !== 'in-use');
  if (gone !== undefined)
    return refuse('invalid', 'There is no such entitlement in use.', { pointer: '/entitlements' });
  if (given.length === 0)
    return refuse('invalid', 'A role gives at least one entitlement.', { pointer: '/entitlements' });
  if (definition.privileged !== null) return null;
  const tooMuch =
    given.map((id) => facts.get(id)).find((one) => one?.privileged === true)?.name ??
    definition.includes.map((id) => roles.get(id)).find((role) => role?.privileged === true)?.nameSv;
  return tooMuch === undefined
    ? null
    : refuse('invalid', `${tooMuch} is privileged: only an administrator role may hold it.`, {
        pointer: '/entitlements',
      });
}
