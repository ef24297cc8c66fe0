import { Injectable } from '@nestjs/common';
import type { BirthrightRule } from '../policy/model/access.js';
import type { Reader } from '../platform/database.js';
import {
  CatalogueStore,
  type CatalogueRole,
  type RoleEntitlement,
  type RoleMoverTerms,
  type StoredAnalysis,
} from './catalogue.store.js';

export type { CatalogueRole, RoleEntitlement, StoredAnalysis } from './catalogue.store.js';

/** A role as a page shows it, in the caller's language (the schema is RoleRef in people.schema.ts). */
export function roleRef(
  role: Pick<CatalogueRole, 'id' | 'nameSv' | 'nameEn' | 'sentenceSv' | 'sentenceEn' | 'privileged'>,
  language: 'sv' | 'en',
): { id: string; name: string; sentence: string; privileged: boolean } {
  const swedish = language === 'sv';
  return {
    id: role.id,
    name: swedish ? role.nameSv : role.nameEn,
    sentence: swedish ? role.sentenceSv : role.sentenceEn,
    privileged: role.privileged,
  };
}

/** What there is to have access to, and on which analyses it rests. */
@Injectable()
export class ReadCatalogue {
  constructor(private readonly store: CatalogueStore) {}

  /** Every role with its approved analysis, by Swedish name. */
  async roles(reader: Reader): Promise<CatalogueRole[]> {
    return this.store.roles(reader, null);
  }

  async rolesById(reader: Reader, roleIds: readonly string[]): Promise<Map<string, CatalogueRole>> {
    const ids = [...new Set(roleIds)];
    const roles = ids.length > 0 ? await this.store.roles(reader, ids) : [];
    return new Map(roles.map((role) => [role.id, role]));
  }

  async role(reader: Reader, roleId: string): Promise<CatalogueRole | null> {
    return (await this.store.roles(reader, [roleId]))[0] ?? null;
  }

  /** The roles that this one includes, themselves or through others, of the same system. */
  async includedIn(reader: Reader, roleId: string): Promise<string[]> {
    return this.store.includedIn(reader, roleId);
  }

  /** Any version, also a superseded one: what an assessment pinned. */
  async analysesById(reader: Reader, analysisIds: readonly string[]): Promise<Map<string, StoredAnalysis>> {
    const ids = [...new Set(analysisIds)];
    const analyses = ids.length > 0 ? await this.store.analyses(reader, ids) : [];
    return new Map(analyses.map((analysis) => [analysis.id, analysis]));
  }

  async entitlementsOf(reader: Reader, roleIds: readonly string[]): Promise<RoleEntitlement[]> {
    return this.store.entitlements(reader, roleIds);
  }

  /** The active birthright rules as policy wants them; whether the pinned analysis is live is policy's to say. */
  async birthrightRules(reader: Reader): Promise<BirthrightRule[]> {
    return this.store.birthrightRules(reader);
  }

  /** What each role says about its holder's move. */
  async moverTerms(reader: Reader): Promise<RoleMoverTerms[]> {
    return this.store.moverTerms(reader);
  }

  /** True for the information owner and the system owner of this system. */
  async ownsSystem(reader: Reader, personId: string, systemId: string): Promise<boolean> {
    return this.store.ownsSystem(reader, personId, systemId);
  }

  /** True for information owners and system owners. */
  async ownsAnySystem(reader: Reader, personId: string): Promise<boolean> {
    return this.store.ownsAnySystem(reader, personId);
  }
}
