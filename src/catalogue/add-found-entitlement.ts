import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { violatedConstraint, type Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import type { Actor } from '../policy/model/actor.js';
import { FoundEntitlementsStore, type FoundEntitlement } from './found-entitlements.store.js';

/**
 * An entitlement out of a group of the directory, in the caller's transaction. No role holds it yet, so that nobody can
 * ask for it before a role with an approved analysis does.
 */
@Injectable()
export class AddFoundEntitlement {
  constructor(
    private readonly store: FoundEntitlementsStore,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns its id. @throws Refused 'not-found' without the system, 'group-governed' */
  async run(tx: Tx, actor: Actor, found: FoundEntitlement): Promise<string> {
    const { systemId, name, externalName } = found;
    let id: string | null;
    try {
      id = await this.store.add(tx, found);
    } catch (error) {
      if (violatedConstraint(error) === 'entitlement_target_name_key')
        throw Refused.because('group-governed', `${externalName} is an entitlement already.`, {
          pointer: '/groupId',
        });
      throw error;
    }
    if (id === null) throw Refused.because('not-found', 'There is no such system.', { pointer: '/systemId' });
    await this.audit.run(tx, actor, [
      {
        action: 'entitlement.adopted',
        objectKind: 'entitlement',
        objectId: id,
        detail: { system: systemId, group: externalName, name, privileged: found.privileged },
      },
    ]);
    return id;
  }
}
