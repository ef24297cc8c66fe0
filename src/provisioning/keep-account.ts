import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { ReadStanding } from '../grants/read-standing.js';
import { Clock, dayOf } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { addDays, type Day } from '../policy/model/day.js';
import { HoldsStore, type HoldRow, type KeptAccount } from './holds.store.js';

const target = 'directory';
/** A year at a time: whoever needs it longer says so again. */
const longestDays = 366;
const dayMs = 24 * 3600_000;

export interface AccountKeeping {
  account: KeptAccount | null;
  /** The day on which it is deleted unless something speaks for it; null when nothing is planned. */
  deletesOn: Day | null;
  hold: HoldRow | null;
}

/**
 * Keeps a disabled account from being deleted, for a stated reason and until a stated day: an open investigation, a
 * mailbox to be handed over (H10.5.1). It opens nothing.
 */
@Injectable()
export class KeepAccount {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: HoldsStore,
    private readonly rights: ReadStanding,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Pick<Config, 'directory'>,
  ) {}

  /** @throws Refused 'not-found', 'invalid', 'already-kept', 'account-not-kept' when there is no account */
  async run(actor: PersonActor, personId: string, input: { reason: string; until: Day }): Promise<void> {
    await this.#authorise(actor);
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const today = dayOf(now);
      if (!(await this.store.lockPerson(tx, personId)))
        throw Refused.because('not-found', 'There is no such person.');
      if (input.until < today || input.until > addDays(today, longestDays))
        throw Refused.because('invalid', `An account is kept from today until at most a year from now.`, {
          pointer: '/until',
        });
      const account = await this.store.account(tx, personId, today);
      if (account === null || account.state === 'none' || account.state === 'deleted')
        throw Refused.because('account-not-kept', 'The person has no account to keep.');
      if (await this.store.hold(tx, personId, target, today))
        throw Refused.because('already-kept', 'The account is kept already; release it first.');
      const { reason, until } = input;
      const id = await this.store.add(tx, {
        personId,
        target,
        reason,
        until,
        by: actor.personId,
        at: now,
      });
      await this.audit.run(tx, actor, [
        {
          action: 'account.held',
          personId,
          objectKind: 'account-hold',
          objectId: id,
          reason,
          detail: { until },
        },
      ]);
    });
  }

  /** @throws Refused 'not-found', 'account-not-kept' */
  async release(actor: PersonActor, personId: string): Promise<void> {
    await this.#authorise(actor);
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      if (!(await this.store.lockPerson(tx, personId)))
        throw Refused.because('not-found', 'There is no such person.');
      const hold = await this.store.hold(tx, personId, target, dayOf(now));
      if (hold === null)
        throw Refused.because('account-not-kept', 'Nobody has asked for the account to be kept.');
      await this.store.release(tx, hold.id, actor.personId, now);
      await this.audit.run(tx, actor, [
        { action: 'account.released', personId, objectKind: 'account-hold', objectId: hold.id },
      ]);
    });
  }

  /** @throws Refused 'not-found' for whoever may not keep accounts */
  async read(actor: PersonActor, personId: string): Promise<AccountKeeping> {
    await this.#authorise(actor);
    const today = dayOf(this.clock.now());
    const account = await this.store.account(this.database, personId, today);
    const hold = await this.store.hold(this.database, personId, target, today);
    const days = this.config.directory?.deleteAfterDays;
    const { disabledAt, ahead, state } = account ?? { disabledAt: null, ahead: true, state: 'none' };
    const planned = state === 'disabled' && disabledAt !== null && !ahead && days !== undefined;
    const due = planned ? dayOf(new Date(disabledAt.getTime() + days * dayMs)) : null;
    // Held past its day, it goes on the day after the hold.
    const deletesOn = due !== null && hold !== null && hold.until >= due ? addDays(hold.until, 1) : due;
    return { account, deletesOn, hold };
  }

  async #authorise(actor: PersonActor): Promise<void> {
    const rights = await this.rights.run(this.database, actor.personId, this.clock.now());
    const refusal = may('account.hold', rights, 'person');
    if (refusal) throw new Refused(refusal);
  }
}
