import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import { CatalogueStore, type CatalogueRole } from './catalogue.store.js';
import { RegisterGrounds } from './register-grounds.js';
import { RoleVersionsStore } from './role-versions.store.js';

export interface FoundRole {
  readonly role: CatalogueRole;
  readonly grounds: Set<Ground>;
}

/** A role with what somebody is to its system; what they may not see is not there. */
@Injectable()
export class FindRole {
  constructor(
    private readonly store: CatalogueStore,
    private readonly versions: RoleVersionsStore,
    private readonly grounds: RegisterGrounds,
  ) {}

  /** @throws Refused not-found */
  async run(reader: Reader, personId: string, roleId: string, now: Date): Promise<FoundRole> {
    const role = (await this.store.roles(reader, [roleId]))[0];
    if (!role) throw Refused.because('not-found', 'There is no role, or you may not see it.');
    const grounds = RegisterGrounds.on(await this.grounds.of(reader, personId, now), role, personId);
    const hidden = may(role.state === 'draft' ? 'system.read-draft' : 'system.read', grounds, 'role');
    // Whose approval a new role waits for sees it, too.
    if (hidden && !(role.state === 'draft' && (await this.versions.reaches(reader, roleId, personId))))
      throw new Refused(hidden);
    return { role, grounds };
  }
}
