import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import { ReadRightsHeld } from '../people/read-rights-held.js';
import type { Ground } from '../policy/authority/authority.js';
import { SystemsStore } from './systems.store.js';

export interface OwnedObject {
  readonly informationOwnerId: string;
  readonly systemOwnerId: string;
}

/** On which grounds somebody acts on the register. */
@Injectable()
export class RegisterGrounds {
  constructor(
    private readonly rights: ReadRightsHeld,
    private readonly store: SystemsStore,
  ) {}

  /** Rights held, and whether they own any system. */
  async of(reader: Reader, personId: string, now: Date): Promise<Set<Ground>> {
    const grounds = new Set(await this.rights.run(reader, personId, now));
    if (await this.store.ownsAny(reader, personId)) grounds.add('any-owner');
    return grounds;
  }

  /** The same, with what they are to this system. */
  static on(grounds: ReadonlySet<Ground>, system: OwnedObject, personId: string): Set<Ground> {
    const all = new Set(grounds);
    if (system.informationOwnerId === personId) all.add('information-owner');
    if (system.systemOwnerId === personId) all.add('system-owner');
    return all;
  }
}
