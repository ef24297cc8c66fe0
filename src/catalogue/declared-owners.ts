import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';
import type { Day } from '../policy/model/day.js';
import type { Catalogue, PersonReference } from './catalogue.schema.js';
import { DeclaredCatalogueStore } from './declared-catalogue.store.js';
import { DeclaredOwnersStore } from './declared-owners.store.js';

export const ownerFields = ['informationOwner', 'systemOwner'] as const;
export type OwnerField = (typeof ownerFields)[number];

export interface FoundOwners {
  /** The owner of a system's field by `ownerOf`. */
  readonly ids: ReadonlyMap<string, string>;
  /** Owners who have left: the duty is vacant, and listed as such. */
  readonly vacant: readonly string[];
  /** Owners whom nobody knows, and analyses that a leaver is said to have approved after leaving. */
  readonly problems: readonly string[];
}

/**
 * Finds the owners that a declared catalogue names. One who has left does not stop it: operation must survive a leaver
 * (H10.5.1). Whoever owns the system now and works here keeps it; otherwise the one who left stays written, and the duty
 * is vacant until somebody is named. Only what the leaver would have to have approved since is refused.
 */
@Injectable()
export class DeclaredOwners {
  constructor(
    private readonly store: DeclaredCatalogueStore,
    private readonly owners: DeclaredOwnersStore,
  ) {}

  /** @param analyses the catalogue with the roles whose analysis is new */
  async run(tx: Tx, catalogue: Catalogue, analyses: Catalogue, today: Day): Promise<FoundOwners> {
    const all = catalogue.systems.flatMap((s) => [s.informationOwner, s.systemOwner]);
    const found = await this.store.persons(
      tx,
      catalogue.source,
      all.flatMap((r) => ('hsaId' in r ? [r.hsaId] : [])),
      all.flatMap((r) => ('employment' in r ? [r.employment] : [])),
      today,
    );
    const present = await this.owners.atWork(
      tx,
      catalogue.systems.map(({ key }) => key),
      today,
    );
    const ids = new Map<string, string>();
    const vacant: string[] = [];
    const problems: string[] = [];
    const left = new Set<string>();
    for (const system of catalogue.systems)
      for (const field of ownerFields) {
        const reference = nameOf(system[field]);
        const owner = found.get(reference);
        if (!owner) {
          problems.push(`systems.${system.key}.${field}: nobody has ${reference}`);
          continue;
        }
        const successor = owner.employed ? undefined : present.get(ownerOf(system.key, field));
        ids.set(ownerOf(system.key, field), successor ?? owner.id);
        if (owner.employed || successor !== undefined) continue;
        left.add(owner.id);
        vacant.push(`systems.${system.key}.${field}: ${reference} has no employment in force on ${today}`);
      }
    return {
      ids,
      vacant,
      problems: [...problems, ...(await this.#unapproved(tx, analyses, ids, left, today))],
    };
  }

  /** An analysis is approved by its system's information owner, on a day on which they worked here. */
  async #unapproved(
    tx: Tx,
    analyses: Catalogue,
    ids: ReadonlyMap<string, string>,
    left: ReadonlySet<string>,
    today: Day,
  ): Promise<string[]> {
    const asked = analyses.roles.flatMap((role) => {
      const personId = ids.get(ownerOf(role.system, 'informationOwner'));
      const { approvedOn } = role.analysis;
      const day = approvedOn < today ? approvedOn : today;
      return personId === undefined || !left.has(personId) ? [] : [{ key: role.key, personId, day }];
    });
    const worked = await this.owners.workedOn(tx, asked);
    return asked.flatMap(({ key, personId, day }) =>
      worked.has(`${personId} ${day}`)
        ? []
        : [
            `roles.${key}.analysis: the information owner did not work here on ${day} and cannot have approved it`,
          ],
    );
  }
}

export function ownerOf(systemKey: string, field: OwnerField): string {
  return `${systemKey} ${field}`;
}

function nameOf(reference: PersonReference): string {
  return 'hsaId' in reference ? `hsaId ${reference.hsaId}` : `employment ${reference.employment}`;
}
