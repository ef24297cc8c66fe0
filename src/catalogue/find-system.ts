import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import { RegisterGrounds } from './register-grounds.js';
import { SystemsStore, type RegisteredSystem } from './systems.store.js';

export interface FoundSystem {
  readonly system: RegisteredSystem;
  readonly grounds: Set<Ground>;
}

/** A system with what somebody is to it; what they may not see is not there. */
@Injectable()
export class FindSystem {
  constructor(
    private readonly store: SystemsStore,
    private readonly grounds: RegisterGrounds,
  ) {}

  /** @throws Refused not-found */
  async run(reader: Reader, personId: string, systemId: string, now: Date): Promise<FoundSystem> {
    return this.#seen(reader, personId, await this.store.one(reader, systemId), now);
  }

  /** The same, locked. @throws Refused not-found */
  async lock(tx: Tx, personId: string, systemId: string, now: Date): Promise<FoundSystem> {
    return this.#seen(tx, personId, await this.store.lock(tx, systemId), now);
  }

  async #seen(
    reader: Reader,
    personId: string,
    system: RegisteredSystem | null,
    now: Date,
  ): Promise<FoundSystem> {
    if (!system) throw Refused.because('not-found', 'There is no system, or you may not see it.');
    const grounds = RegisterGrounds.on(await this.grounds.of(reader, personId, now), system, personId);
    const inUse = system.state === 'in-use' || system.state === 'retiring';
    const hidden = may(inUse ? 'system.read' : 'system.read-draft', grounds, 'system');
    if (hidden) throw new Refused(hidden);
    return { system, grounds };
  }
}
