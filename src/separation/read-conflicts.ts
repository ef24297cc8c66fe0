import { Injectable } from '@nestjs/common';
import { ReadCatalogue } from '../catalogue/read-catalogue.js';
import { ReadPeople } from '../people/read-people.js';
import type { Reader } from '../platform/database.js';
import type { Day } from '../policy/model/day.js';
import {
  conflictsAdded,
  isExempt,
  type ForeseenConflict,
  type HeldRole,
} from '../policy/privilege/separation-of-duties.js';
import { ConflictsStore } from './conflicts.store.js';
import { ExemptionsStore } from './exemptions.store.js';
import { RulesStore } from './rules.store.js';

/** Somebody and the roles that they are to get. */
export interface Addition {
  /** By which the answer is found. */
  readonly key: string;
  readonly personId: string;
  readonly roleIds: readonly string[];
}

/** Which duties that should be apart somebody would have together if they got a role; for preview and decision alike. */
@Injectable()
export class ReadConflicts {
  constructor(
    private readonly rules: RulesStore,
    private readonly store: ConflictsStore,
    private readonly exemptions: ExemptionsStore,
    private readonly people: ReadPeople,
    private readonly catalogue: ReadCatalogue,
  ) {}

  /** In a handful of statements however many they are. @returns by key; what makes no conflict is left out */
  async run(
    reader: Reader,
    additions: readonly Addition[],
    now: Date,
    today: Day,
  ): Promise<Map<string, ForeseenConflict[]>> {
    const foreseen = new Map<string, ForeseenConflict[]>();
    const rules = additions.length > 0 ? await this.rules.rules(reader, { active: true }) : [];
    if (rules.length === 0) return foreseen;
    const personIds = [...new Set(additions.map(({ personId }) => personId))];
    const employments = Map.groupBy(
      await this.people.employmentsOf(reader, personIds),
      ({ personId }) => personId,
    );
    const held = Map.groupBy(await this.store.held(reader, personIds, now), ({ personId }) => personId);
    const exemptions = Map.groupBy(
      await this.exemptions.running(reader, personIds, today),
      ({ personId }) => personId,
    );
    const asHeld = await this.#rolesAsHeld(
      reader,
      additions.flatMap(({ roleIds }) => roleIds),
    );
    for (const { key, personId, roleIds } of additions) {
      const facts = { employments: employments.get(personId) ?? [], held: held.get(personId) ?? [] };
      const conflicts = conflictsAdded(rules, facts, roleIds.map(asHeld), today);
      const own = exemptions.get(personId) ?? [];
      if (conflicts.length > 0)
        foreseen.set(
          key,
          conflicts.map((one) => ({ ...one, exempt: isExempt(one.rule, own, today) })),
        );
    }
    return foreseen;
  }

  async #rolesAsHeld(reader: Reader, roleIds: readonly string[]): Promise<(roleId: string) => HeldRole> {
    const entitlements = Map.groupBy(
      await this.catalogue.entitlementsOf(reader, [...new Set(roleIds)]),
      ({ roleId }) => roleId,
    );
    return (roleId) => ({
      roleId,
      entitlementIds: (entitlements.get(roleId) ?? []).map(({ entitlementId }) => entitlementId),
    });
  }
}
