import { refuse, type Refusal } from '../model/refusal.js';
import type { PeopleSelector } from '../model/selector.js';
import { dataClasses, type DataClass } from './states.js';

/** Of a role: what it holds itself. */
export interface RoleParts {
  readonly entitlements: readonly string[];
  readonly includes: readonly string[];
}

export type RoleGraph = ReadonlyMap<string, RoleParts>;

/** The role itself and every role in it, however deep. Circles end it, they do not hang it. */
export function rolesIn(graph: RoleGraph, roleId: string): Set<string> {
  const found = new Set([roleId]);
  for (const id of found) for (const included of graph.get(id)?.includes ?? []) found.add(included);
  return found;
}

/** All that a role gives: its own entitlements and those of every role in it. */
export function entitlementsIn(graph: RoleGraph, roleId: string): Set<string> {
  return new Set([...rolesIn(graph, roleId)].flatMap((id) => graph.get(id)?.entitlements ?? []));
}

/** The role and every role that it is in, however deep: whom a change of it reaches. */
export function rolesAround(graph: RoleGraph, roleId: string): Set<string> {
  const around = new Map<string, string[]>();
  for (const [id, { includes }] of graph)
    for (const included of includes) around.set(included, [...(around.get(included) ?? []), id]);
  const found = new Set([roleId]);
  for (const id of found) for (const outer of around.get(id) ?? []) found.add(outer);
  return found;
}

/** Null when no role of the graph holds `roleId` and is held by it; else the refusal. */
export function requireNoCircle(
  graph: RoleGraph,
  roleId: string,
  nameOf: (id: string) => string,
): Refusal | null {
  const circular = (graph.get(roleId)?.includes ?? []).find((id) => rolesIn(graph, id).has(roleId));
  return circular === undefined
    ? null
    : refuse(
        'role-circle',
        `${nameOf(circular)} already holds ${nameOf(roleId)}: a role cannot hold itself.`,
        {
          pointer: '/includes',
        },
      );
}

/** What bears on how a role may be asked for and held. Null: says nothing. */
export interface Terms {
  readonly risk: number | null;
  readonly requiredLevel: number | null;
  readonly maxDays: number | null;
  readonly reviewDays: number | null;
  readonly dataClass: DataClass | null;
  readonly askableBy: PeopleSelector | null;
}

export interface EffectiveTerms {
  readonly risk: number;
  readonly requiredLevel: number;
  readonly maxDays: number;
  readonly reviewDays: number;
  readonly dataClass: DataClass;
  /** Each must match the beneficiary's employment. */
  readonly askableByAll: readonly PeopleSelector[];
}

const ordinary = { maxDays: 365, reviewDays: 365 };

/**
 * A role's terms: the strictest of what it states itself, of every entitlement that it gives and of every system that
 * it reaches. What it states more loosely than what it holds counts for nothing.
 */
export function strictest(terms: readonly Terms[], minimumLevels: readonly number[]): EffectiveTerms {
  const said = <Field extends keyof Terms>(field: Field): NonNullable<Terms[Field]>[] =>
    terms.map((one) => one[field]).filter((value) => value !== null);
  const selectors = new Map(said('askableBy').map((selector) => [JSON.stringify(selector), selector]));
  return {
    risk: Math.max(1, ...said('risk')),
    requiredLevel: Math.max(1, ...said('requiredLevel'), ...minimumLevels),
    maxDays: leastOf(said('maxDays'), ordinary.maxDays),
    reviewDays: leastOf(said('reviewDays'), ordinary.reviewDays),
    dataClass:
      dataClasses[Math.max(0, ...said('dataClass').map((one) => dataClasses.indexOf(one)))] ?? 'open',
    askableByAll: [...selectors.values()],
  };
}

function leastOf(days: readonly number[], otherwise: number): number {
  return days.length > 0 ? Math.min(...days) : otherwise;
}
