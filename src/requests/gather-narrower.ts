import { Injectable } from '@nestjs/common';
import { ReadCatalogue, type CatalogueRole } from '../catalogue/read-catalogue.js';
import { Clock } from '../platform/clock.js';
import type { Reader } from '../platform/database.js';
import type { Day } from '../policy/model/day.js';
import type { Employment } from '../policy/model/people.js';
import { outsideAnalysis } from '../policy/request/deviations.js';
import type { NarrowerRole } from '../policy/request/narrow-role.js';
import { ReadConflicts } from '../separation/read-conflicts.js';
import { RequestsStore, type StoredRequest } from './requests.store.js';
import { deviationsOf } from './stored-deviations.js';

export interface Narrower extends NarrowerRole {
  readonly role: CatalogueRole;
}

/** The roles that a requested one includes, with what it takes to give one of them instead. */
@Injectable()
export class GatherNarrower {
  constructor(
    private readonly catalogue: ReadCatalogue,
    private readonly conflicts: ReadConflicts,
    private readonly store: RequestsStore,
    private readonly clock: Clock,
  ) {}

  /** By role, in the order of their Swedish names. @param only this one; null: all that the role includes */
  async run(
    reader: Reader,
    { request, employment }: { readonly request: StoredRequest; readonly employment: Employment },
    only: string | null,
    today: Day,
  ): Promise<Map<string, Narrower>> {
    const included = new Set(await this.catalogue.includedIn(reader, request.roleId));
    const roles = await this.catalogue.rolesById(reader, only === null ? [...included] : [only]);
    if (roles.size === 0) return new Map();
    const ids = [...roles.keys()];
    const { granted, requested } = await this.store.standing(reader, request.employmentId, ids);
    const apart = await this.conflicts.run(
      reader,
      ids.map((id) => ({ key: id, personId: request.personId, roleIds: [id] })),
      this.clock.now(),
      today,
    );
    return new Map(
      [...roles].map(([id, role]): [string, Narrower] => {
        const { analysis } = role;
        return [
          id,
          {
            id,
            role,
            within: included.has(id),
            analysis,
            acrossCareProviders: analysis?.content.acrossCareProviders ?? false,
            outsideAnalysis: analysis
              ? outsideAnalysis(deviationsOf(request, role, analysis, employment))
              : false,
            separation: apart.get(id) ?? [],
            alreadyThere: granted.has(id) ? 'granted' : requested.has(id) ? 'requested' : null,
          },
        ];
      }),
    );
  }
}
