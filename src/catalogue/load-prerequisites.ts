import { Injectable } from '@nestjs/common';
import type { AuditRecord } from '../audit/audit-record.js';
import type { Tx } from '../platform/database.js';
import type { Catalogue } from './catalogue.schema.js';
import { DeclaredPrerequisitesStore } from './declared-prerequisites.store.js';

/** The part of a declared catalogue that says what is demanded before access works (H10.1–H10.4). */
@Injectable()
export class LoadPrerequisites {
  constructor(private readonly store: DeclaredPrerequisitesStore) {}

  /** What cannot be loaded: a text that was changed under a version that stands, since somebody may have signed it. */
  async problems(tx: Tx, catalogue: Catalogue): Promise<string[]> {
    const changed = await this.store.changedTexts(tx, catalogue);
    return changed.map(
      ({ key, version }) =>
        `prerequisites.${key}: version ${String(version)} of the text stands and may have been signed: declare a new version`,
    );
  }

  /** After the roles are there. @returns how many were made or altered, and the entries for the log */
  async run(
    tx: Tx,
    catalogue: Catalogue,
    /** Those whose declaration has changed: what the others require is left as it is. */
    changedRoles: Catalogue,
    now: Date,
  ): Promise<{ changed: number; entries: AuditRecord[] }> {
    const prerequisites = await this.store.prerequisites(tx, catalogue);
    const texts = await this.store.texts(tx, catalogue, now);
    const requirements = await this.store.requirements(tx, changedRoles);
    const entries: AuditRecord[] = [
      ...prerequisites.map(({ id, key, added }) => ({
        action: `prerequisite.${added ? 'declared' : 'changed'}`,
        objectKind: 'prerequisite',
        objectId: id,
        detail: { key },
      })),
      ...texts.map(({ id, key, version }) => ({
        action: 'acknowledgement.declared',
        objectKind: 'acknowledgement-text',
        objectId: id,
        detail: { key, version },
      })),
      ...requirements.map(({ role, prerequisite, added }) => ({
        action: `requirement.${added ? 'added' : 'removed'}`,
        objectKind: 'role',
        detail: { role, prerequisite },
      })),
    ];
    return { changed: prerequisites.length + texts.length + requirements.length, entries };
  }
}
