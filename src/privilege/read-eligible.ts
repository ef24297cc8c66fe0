import { Injectable } from '@nestjs/common';
import { ReadCatalogue, type CatalogueRole } from '../catalogue/read-catalogue.js';
import { ReadPeople } from '../people/read-people.js';
import type { Day } from '../policy/model/day.js';
import { eligibleBy, type PrivilegedRole, type Standing } from '../policy/privilege/activation.js';
import type { Reader } from '../platform/database.js';
import { PrivilegeStore, type Holder } from './privilege.store.js';

/** A role as the rules want it; null when it is not one that is activated. */
export function privilegedRole(role: CatalogueRole): PrivilegedRole | null {
  const { id, name, requiredLevel, holderCap, eligible, activationHours, analysis, usable } = role;
  if (!role.privileged || holderCap === null || eligible === null || activationHours === null) return null;
  return { id, name, requiredLevel, cap: holderCap, eligible, hours: activationHours, analysis, usable };
}

export interface EligibleRole {
  role: CatalogueRole;
  rules: PrivilegedRole;
  standing: Standing;
  /** Who holds it now. */
  holders: Holder[];
}

/** The administrator rights that somebody may activate today, and who holds each. */
@Injectable()
export class ReadEligible {
  constructor(
    private readonly store: PrivilegeStore,
    private readonly catalogue: ReadCatalogue,
    private readonly people: ReadPeople,
  ) {}

  async run(
    reader: Reader,
    person: { personId: string; level: number },
    now: Date,
    today: Day,
  ): Promise<EligibleRole[]> {
    const ids = await this.store.privilegedRoles(reader);
    if (ids.length === 0) return [];
    const employments = await this.people.employmentsOf(reader, [person.personId]);
    const roles = [...(await this.catalogue.rolesById(reader, ids)).values()].flatMap((role) => {
      const rules = privilegedRole(role);
      return rules && eligibleBy(rules, employments, today) ? [{ role, rules }] : [];
    });
    const holders = await this.store.holders(
      reader,
      roles.map(({ role }) => role.id),
      now,
    );
    return roles.map(({ role, rules }) => {
      const here = holders.filter((h) => h.roleId === role.id && !h.past);
      const standing = {
        employments,
        level: person.level,
        active: here.some((h) => h.personId === person.personId),
        holders: new Set(here.map((h) => h.personId)).size,
        today,
      };
      return { role, rules, standing, holders: here };
    });
  }
}
