import { Injectable } from '@nestjs/common';
import type { AuditRecord } from '../audit/audit-record.js';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import type { Actor } from '../policy/model/actor.js';
import type { PeopleSelector } from '../policy/model/selector.js';
import { catalogueSchema, type Catalogue } from './catalogue.schema.js';
import { DeclaredCatalogueStore, type Declared } from './declared-catalogue.store.js';
import { changedDeclarations, type ChangedDeclarations } from './changed-declarations.js';
import { DeclaredOwners, ownerOf } from './declared-owners.js';
import { DeclaredItemsStore } from './declared-items.store.js';
import { LoadPrerequisites } from './load-prerequisites.js';
import { MaterialiseRoles } from './materialise-roles.js';
import { RoleGraphStore } from './role-graph.store.js';
import { RoleVersionsStore } from './role-versions.store.js';

/** How many of each the load made or altered; all zero when the file says what already is. */
export interface LoadedCatalogue {
  systems: number;
  entitlements: number;
  roles: number;
  analyses: number;
  birthrightRules: number;
  /** Prerequisites, texts to sign and what roles require, together. */
  prerequisites: number;
  /** Owners who have left and whom nobody has succeeded: a sentence for each. */
  vacant: readonly string[];
}

/** Every mistake of a declared catalogue, in one message. Nothing was changed. */
export class CatalogueError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The catalogue is wrong:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'CatalogueError';
  }
}

/**
 * Brings systems, entitlements, roles, analyses and birthright rules to what a declared file says. What it says as when
 * it was loaded last is left as people have made it on pages since; what it does not name is left alone. Birthright is not handed out here: that is the
 * lifecycle's next run.
 */
@Injectable()
export class LoadCatalogue {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: DeclaredCatalogueStore,
    private readonly prerequisites: LoadPrerequisites,
    private readonly owners: DeclaredOwners,
    private readonly items: DeclaredItemsStore,
    private readonly graph: RoleGraphStore,
    private readonly versions: RoleVersionsStore,
    private readonly materialise: MaterialiseRoles,
    private readonly audit: RecordEntries,
  ) {}

  /**
   * @param declared a parsed file of the shape of config/demo-catalogue.yaml.
   * @throws CatalogueError naming every mistake in it. By operators and the system alone: no page leads here.
   */
  async run(actor: Actor, declared: unknown): Promise<LoadedCatalogue> {
    return this.database.transaction((tx) => this.carryOut(tx, actor, declared));
  }

  /** The same in the caller's transaction, which may undo it. @throws CatalogueError, Refused like `run` */
  async carryOut(tx: Tx, actor: Actor, declared: unknown): Promise<LoadedCatalogue> {
    if (actor.kind === 'person')
      throw Refused.because(
        'not-allowed',
        'A catalogue is declared by the operator, not by somebody signed in.',
      );
    const catalogue = read(declared);
    const now = this.clock.now();
    const today = this.clock.today();
    await this.store.lock(tx);
    const changed = changedDeclarations(catalogue, await this.items.digests(tx));
    const owners = await this.owners.run(tx, catalogue, changed.analyses, today);
    const problems = [
      ...owners.problems,
      ...(await this.#unknownUnits(tx, catalogue)),
      ...(await this.#takenNames(tx, catalogue)),
      ...(await this.#changedBundles(tx, catalogue)),
      ...(await this.prerequisites.problems(tx, catalogue)),
    ];
    if (problems.length > 0) throw new CatalogueError(problems);

    const systems = await this.store.systems(
      tx,
      changed.systems.map((s) => ({
        ...s,
        informationOwnerId: owners.ids.get(ownerOf(s.key, 'informationOwner')) ?? '',
        systemOwnerId: owners.ids.get(ownerOf(s.key, 'systemOwner')) ?? '',
      })),
    );
    const entitlements = await this.store.entitlements(tx, changed.entitlements);
    const roles = await this.store.roles(tx, changed.roles);
    await this.store.bundles(tx, changed.roles);
    const analyses = await this.store.analyses(tx, changed.analyses, now);
    const birthrightRules = await this.store.birthrightRules(tx, changed.birthrightRules);
    const prerequisites = await this.prerequisites.run(tx, catalogue, changed.roles, now);
    await this.#remember(tx, changed, entitlements, now);
    await this.audit.run(tx, actor, [
      ...systems.map(entry('system')),
      ...entitlements.map(entry('entitlement')),
      ...roles.map(entry('role')),
      ...analyses.map((a) => ({
        action: 'analysis.approved',
        objectKind: 'analysis',
        objectId: a.id,
        detail: { role: a.roleKey, version: a.version, approvedBy: a.approvedBy },
      })),
      ...birthrightRules.map(entry('birthright-rule')),
      ...prerequisites.entries,
    ]);
    return {
      systems: systems.length,
      entitlements: entitlements.length,
      roles: roles.length,
      analyses: analyses.length,
      birthrightRules: birthrightRules.length,
      prerequisites: prerequisites.changed,
      vacant: owners.vacant,
    };
  }

  /** The new declarations, as versions of what they declare; and what roles give by them. */
  async #remember(
    tx: Tx,
    changed: ChangedDeclarations,
    entitlements: readonly Declared[],
    now: Date,
  ): Promise<void> {
    if (changed.items.length === 0) return;
    await this.items.keep(tx, changed.items, now);
    const systemKeys = changed.systems.map(({ key }) => key);
    if (systemKeys.length > 0) await this.items.systemVersions(tx, systemKeys, now);
    const roleKeys = changed.roles.roles.map(({ key }) => key);
    const roleIds = roleKeys.length > 0 ? await this.items.roleVersions(tx, roleKeys, now) : [];
    await this.materialise.run(tx, [
      ...roleIds,
      ...(await this.graph.rolesGiving(
        tx,
        entitlements.map(({ id }) => id),
      )),
    ]);
    // A declared role comes with the analysis that was made for it.
    if (roleIds.length > 0)
      await this.versions.settle(tx, null, await this.graph.given(tx, roleIds), now, new Date(0));
  }

  async #unknownUnits(tx: Tx, catalogue: Catalogue): Promise<string[]> {
    const selectors: PeopleSelector[] = [
      ...catalogue.birthrightRules.map((rule) => rule.selector),
      ...catalogue.roles
        .flatMap((r) => [r.suggestedFor, r.privileged?.eligible])
        .filter((s) => s !== undefined),
      ...catalogue.prerequisites.map((p) => p.appliesTo).filter((s) => s !== undefined),
    ];
    const kinds = [
      ...selectors.flatMap((s) => s.unitKinds ?? []),
      ...catalogue.roles.flatMap((r) => r.analysis.content.unitKinds),
    ];
    const unknown = await this.store.unknownUnits(
      tx,
      selectors.flatMap((s) => s.unitsBelow ?? []),
      kinds,
    );
    return [
      ...unknown.codes.map((code) => `unitsBelow: there is no unit ${code}`),
      ...unknown.kinds.map((kind) => `unitKinds: there is no unit of the kind ${kind}`),
    ];
  }

  async #takenNames(tx: Tx, catalogue: Catalogue): Promise<string[]> {
    const taken = await this.store.takenNames(
      tx,
      catalogue.systems.flatMap((s) => s.entitlements.map((e) => ({ ...e, system: s.key }))),
    );
    return taken.map(
      ({ key, externalName, owner }) => `entitlements.${key}: ${externalName} already belongs to ${owner}`,
    );
  }

  /** Access that was assessed as one thing must not become another: such a role is declared under a new key. */
  async #changedBundles(tx: Tx, catalogue: Catalogue): Promise<string[]> {
    const changed = changedDeclarations(catalogue, await this.items.digests(tx));
    const roleKeys = new Set(changed.roles.roles.map(({ key }) => key));
    const changedKeys = new Set(
      changed.entitlements.systems.flatMap((s) => s.entitlements.map(({ key }) => key)),
    );
    const entitlements = new Map(catalogue.systems.flatMap((s) => s.entitlements.map((e) => [e.key, e])));
    const declaredAs = (k: string): string => {
      const e = entitlements.get(k);
      return e ? `${k} ${e.target} ${e.externalName}` : k;
    };
    const inUse = await this.store.bundlesInUse(tx);
    return inUse.flatMap(({ roleKey, entitlements: held }) => {
      const declared = roleKeys.has(roleKey)
        ? catalogue.roles.find((r) => r.key === roleKey)?.entitlements
        : held.map(keyOf);
      if (!declared) return [];
      // What pages have put into a role is looked at as far as the file now says something else of it.
      const now = declared.map((k) =>
        roleKeys.has(roleKey) || changedKeys.has(k) ? declaredAs(k) : (held.find((e) => keyOf(e) === k) ?? k),
      );
      const same = now.length === held.length && now.every((e) => held.includes(e));
      return same
        ? []
        : [
            `roles.${roleKey}: somebody holds it or has asked for it, so what it gives cannot change: declare a new role`,
          ];
    });
  }
}

function read(declared: unknown): Catalogue {
  const result = catalogueSchema.safeParse(declared);
  if (!result.success)
    throw new CatalogueError(
      result.error.issues.map((i) => `${i.path.map(String).join('.') || '(top)'}: ${i.message}`),
    );
  return result.data;
}

/** Of `key target name`. */
const keyOf = (entitlement: string): string => entitlement.split(' ', 1)[0] ?? '';

function entry(kind: string): (row: Declared) => AuditRecord {
  return ({ id, key, added }) => ({
    action: `${kind}.${added ? 'declared' : 'changed'}`,
    objectKind: kind,
    objectId: id,
    detail: { key },
  });
}
