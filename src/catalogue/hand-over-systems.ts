import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';
import { CatalogueStore, type OwnedSystems } from './catalogue.store.js';

/** Makes one person own what another does, when the two are found to be one; and back again. */
@Injectable()
export class HandOverSystems {
  constructor(private readonly store: CatalogueStore) {}

  /** @param only of these systems; left out: of all. @returns what changed hands */
  async run(tx: Tx, from: string, to: string, only?: OwnedSystems): Promise<OwnedSystems> {
    return this.store.handOverSystems(tx, from, to, only);
  }
}

export type { OwnedSystems };
