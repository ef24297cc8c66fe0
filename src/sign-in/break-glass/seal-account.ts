import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import type { Actor } from '../../policy/model/actor.js';
import { BreakGlassStore } from './break-glass.store.js';
import { newParts, seal } from './sealed-secret.js';

/** Both parts, to be printed once, and who keeps which. */
export interface SealedParts {
  one: string;
  two: string;
  keeperOne: string;
  keeperTwo: string;
}

type Operator = Extract<Actor, { kind: 'operator' }>;

/** Makes an emergency account, or gives one a new secret; shut until it is opened. Command line only. */
@Injectable()
export class SealAccount {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: BreakGlassStore,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused invalid */
  async create(
    actor: Operator,
    input: { name: string; keeperOne: string; keeperTwo: string },
  ): Promise<SealedParts> {
    const { name, keeperOne, keeperTwo } = input;
    if (!/^[a-z][a-z0-9-]{2,30}$/.test(name))
      throw Refused.because(
        'invalid',
        'The name takes 3 to 31 lower-case letters, digits and hyphens, a letter first.',
        { pointer: '/account' },
      );
    if (keeperOne === keeperTwo)
      throw Refused.because('invalid', 'The two parts need two keepers.', { pointer: '/keeper' });
    const parts = newParts();
    const secretHash = await seal(parts);
    await this.database.transaction(async (tx) => {
      const sealedAt = this.clock.now();
      const id = await this.store.addAccount(tx, {
        name,
        secretHash,
        keeperOne,
        keeperTwo,
        sealedAt,
        sealedBy: actor.name,
      });
      if (id === null)
        throw Refused.because('invalid', `There is an emergency account ${name} already.`, {
          pointer: '/account',
        });
      await this.#record(tx, actor, 'emergency.created', id, { name, keeperOne, keeperTwo });
    });
    return { ...parts, keeperOne, keeperTwo };
  }

  /** A new secret for the same keepers; the old one is worth nothing. @throws Refused not-found, emergency-open */
  async rotate(actor: Operator, name: string): Promise<SealedParts> {
    const parts = newParts();
    const secretHash = await seal(parts);
    return this.database.transaction(async (tx) => {
      const account = await this.store.lockAccount(tx, name);
      if (!account) throw Refused.because('not-found', `There is no emergency account ${name}.`);
      if (await this.store.lockOpen(tx, account.id))
        throw Refused.because('emergency-open', 'The emergency account is open: close it first.');
      await this.store.reseal(tx, account.id, secretHash, this.clock.now(), actor.name);
      const { keeperOne, keeperTwo } = account;
      await this.#record(tx, actor, 'emergency.resealed', account.id, { name: account.name });
      return { ...parts, keeperOne, keeperTwo };
    });
  }

  #record(
    tx: Parameters<RecordEntries['run']>[0],
    actor: Operator,
    action: string,
    objectId: string,
    detail: Record<string, string>,
  ): Promise<void> {
    return this.audit.run(tx, actor, [{ action, objectKind: 'emergency-account', objectId, detail }]);
  }
}
