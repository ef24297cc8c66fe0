import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';
import { Jobs } from '../platform/jobs.js';
import { rolesAround, rolesIn, strictest } from '../policy/catalogue/role-content.js';
import { followRolesQueue } from './follow-roles.queue.js';
import { RoleGraphStore } from './role-graph.store.js';

/** What a role gives in all now, against before. */
export interface MaterialisedChange {
  readonly roleId: string;
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** It demands other prerequisites than before. */
  readonly demands: boolean;
}

/**
 * Writes down what roles give in all, and their strictest terms: after something has changed in them, in a role in
 * them, in an entitlement that they give or in a system that they reach. Every role around follows.
 */
@Injectable()
export class MaterialiseRoles {
  constructor(
    private readonly store: RoleGraphStore,
    private readonly jobs: Jobs,
  ) {}

  /**
   * @param write changes what the roles hold themselves; left out: that has been done, or something below has changed
   * @returns the roles that give something else than before
   */
  async run(tx: Tx, roleIds: readonly string[], write?: () => Promise<void>): Promise<MaterialisedChange[]> {
    if (roleIds.length === 0) return [];
    const was = await this.store.graph(tx);
    const ids = [...new Set(roleIds.flatMap((id) => [...rolesAround(was, id)]))].sort();
    const before = await this.store.given(tx, ids);
    const demandedBefore = await this.store.demanded(tx, ids);
    await write?.();
    const graph = write ? await this.store.graph(tx) : was;
    await this.store.materialise(tx, ids);
    const after = await this.store.given(tx, ids);
    const demanded = await this.store.demanded(tx, ids);

    const parts = new Map(ids.map((id) => [id, rolesIn(graph, id)]));
    const inside = [...new Set([...parts.values()].flatMap((set) => [...set]))];
    const roles = new Map((await this.store.roles(tx, inside)).map((role) => [role.id, role]));
    const facts = await this.store.entitlements(tx, [...new Set([...after.values()].flat())]);
    const entitlements = new Map(facts.map((one) => [one.id, one]));
    await this.store.writeTerms(
      tx,
      ids.map((roleId) => {
        const own = [...(parts.get(roleId) ?? [])].flatMap((id) => roles.get(id) ?? []);
        const given = (after.get(roleId) ?? []).flatMap((id) => entitlements.get(id) ?? []);
        const minimums = [...own, ...given].map(({ minimumLevel }) => minimumLevel);
        const securityApproves = own.some((role) => role.securityApproves);
        return {
          roleId,
          securityApproves,
          ...strictest([...own.map(({ stated }) => stated), ...given], minimums),
        };
      }),
    );
    return ids.flatMap((roleId) => {
      const [old, now] = [before.get(roleId) ?? [], after.get(roleId) ?? []];
      const gained = now.filter((id) => !old.includes(id));
      const lost = old.filter((id) => !now.includes(id));
      const demands = demandedBefore.get(roleId) !== demanded.get(roleId);
      return demands || gained.length + lost.length > 0 ? [{ roleId, gained, lost, demands }] : [];
    });
  }

  /** After a system's minimum level has changed. */
  async ofSystem(tx: Tx, systemId: string): Promise<void> {
    await this.run(tx, await this.store.rolesReaching(tx, { systemId }));
  }

  /** After an entitlement's terms have changed. */
  async ofEntitlement(tx: Tx, entitlementId: string): Promise<void> {
    const changes = await this.run(tx, await this.store.rolesReaching(tx, { entitlementId }));
    const roleIds = changes.filter(({ demands }) => demands).map(({ roleId }) => roleId);
    if (roleIds.length > 0) await this.jobs.send(tx, followRolesQueue, { roleIds });
  }
}
