import { Injectable } from '@nestjs/common';
import { ReadCatalogue } from '../catalogue/read-catalogue.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import type { Tripped } from '../policy/lifecycle/breaker.js';
import { HeldChangesStore } from './held-changes.store.js';

/** A breaker as a page shows it: the unit by its name. */
export type TrippedView = Omit<Tripped, 'unitId'> & { unit: string | null };

/** Puts names to the ids that breakers and simulations keep. */
@Injectable()
export class TellBreakers {
  constructor(
    private readonly store: HeldChangesStore,
    private readonly catalogue: ReadCatalogue,
  ) {}

  async tripped(reader: Reader, all: readonly Tripped[]): Promise<(one: Tripped) => TrippedView> {
    const ids = all.flatMap(({ unitId }) => (unitId === null ? [] : [unitId]));
    const units = await this.units(reader, ids);
    return ({ unitId, ...guard }) => ({ ...guard, unit: unitId === null ? null : units(unitId) });
  }

  async units(reader: Reader, ids: readonly string[]): Promise<(id: string) => string> {
    const names =
      ids.length > 0 ? await this.store.unitNames(reader, [...new Set(ids)]) : new Map<string, string>();
    return (id) => names.get(id) ?? '';
  }

  async roles(reader: Reader, language: Language, ids: readonly string[]): Promise<(id: string) => string> {
    const roles = await this.catalogue.rolesById(reader, ids);
    return (id) => {
      const role = roles.get(id);
      return (language === 'sv' ? role?.nameSv : role?.nameEn) ?? '';
    };
  }
}
