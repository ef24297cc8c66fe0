import { createHash } from 'node:crypto';
import type { Catalogue } from './catalogue.schema.js';
import type { DeclaredKind } from './declared-items.store.js';

/** Of a declared catalogue what says something else than when it was loaded last; the rest is left as pages made it. */
export interface ChangedDeclarations {
  readonly systems: Catalogue['systems'];
  readonly entitlements: Catalogue;
  readonly roles: Catalogue;
  readonly analyses: Catalogue;
  readonly birthrightRules: Catalogue;
  /** What is to be remembered of them. */
  readonly items: readonly { kind: DeclaredKind; key: string; digest: string }[];
}

/** @param digests of the last load, by `kind key` */
export function changedDeclarations(
  catalogue: Catalogue,
  digests: ReadonlyMap<string, string>,
): ChangedDeclarations {
  const items: { kind: DeclaredKind; key: string; digest: string }[] = [];
  const changed = (kind: DeclaredKind, key: string, declaration: unknown): boolean => {
    const digest = createHash('sha256').update(JSON.stringify(declaration)).digest('base64');
    if (digests.get(`${kind} ${key}`) === digest) return false;
    items.push({ kind, key, digest });
    return true;
  };
  const systems = catalogue.systems.filter(({ entitlements, ...system }) =>
    changed('system', system.key, { ...system, targets: [...new Set(entitlements.map((e) => e.target))] }),
  );
  const entitlements = catalogue.systems.map((system) => ({
    ...system,
    entitlements: system.entitlements.filter((e) =>
      changed('entitlement', e.key, { system: system.key, ...e }),
    ),
  }));
  const roles = catalogue.roles.filter(({ analysis: _, ...role }) => changed('role', role.key, role));
  const analyses = catalogue.roles.filter(({ key, analysis }) => changed('analysis', key, analysis));
  // A rule pins its role's analysis: another analysis is another rule.
  const renewed = new Set(analyses.map(({ key }) => key));
  const birthrightRules = catalogue.birthrightRules.filter(
    (rule) => changed('birthright-rule', rule.key, rule) || renewed.has(rule.role),
  );
  return {
    systems,
    entitlements: { ...catalogue, systems: entitlements },
    roles: { ...catalogue, roles },
    analyses: { ...catalogue, roles: analyses },
    birthrightRules: { ...catalogue, birthrightRules },
    items,
  };
}
