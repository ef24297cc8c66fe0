import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { Clock, dayOf } from '../../platform/clock.js';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import { Database, type Tx } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { mayOpen } from '../../policy/credentials/break-glass.js';
import type { Actor } from '../../policy/model/actor.js';
import { addDays } from '../../policy/model/day.js';
import { OwnRightsStore } from '../own-rights.store.js';
import { BreakGlassStore, type StoredOpening } from './break-glass.store.js';
import { SoundAlarm } from './sound-alarm.js';

type Operator = Extract<Actor, { kind: 'operator' }>;

/**
 * Opens a sealed account for one named person for some hours, by the command line alone, and closes it. It is always
 * a natural person who acts (H13.1.6): the account only lends them rights while it is open.
 */
@Injectable()
export class OpenAccount {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: BreakGlassStore,
    private readonly rights: OwnRightsStore,
    private readonly alarm: SoundAlarm,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /**
   * @param input `by`: who stands at the command line, in words
   * @throws Refused not-found, emergency-open, seal-broken, invalid, reason-required, no-employment
   */
  async open(
    actor: Operator,
    input: { name: string; personId: string; reason: string; by: string; hours: number },
  ): Promise<{ id: string; expiresAt: Date }> {
    const { rights, maxHours, reviewDays } = this.config.breakGlass;
    if (input.reason.trim().length < 10)
      throw Refused.because('reason-required', 'Say why in at least 10 characters.', { pointer: '/reason' });
    if (input.by.trim().length < 3)
      throw Refused.because('reason-required', 'Say who opens it: a natural person.', { pointer: '/by' });
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const today = dayOf(now);
      const account = await this.store.lockAccount(tx, input.name);
      if (!account) throw Refused.because('not-found', `There is no emergency account ${input.name}.`);
      const refusal = mayOpen({
        isOpen: (await this.store.lockOpen(tx, account.id)) !== null,
        secretUsedAt: account.secretUsedAt,
        hours: input.hours,
        maxHours,
        employed: await this.rights.isEmployed(tx, input.personId, today),
      });
      if (refusal) throw new Refused(refusal);
      const expiresAt = new Date(now.getTime() + input.hours * 3_600_000);
      const made = {
        accountId: account.id,
        personId: input.personId,
        rights,
        reason: input.reason.trim(),
        openedBy: `${input.by.trim()} (${actor.name})`,
        openedAt: now,
        expiresAt,
        reviewDueOn: addDays(today, reviewDays),
      };
      const id = await this.store.addOpening(tx, made);
      await this.audit.run(tx, actor, [
        {
          action: 'emergency.opened',
          personId: input.personId,
          objectKind: 'emergency',
          objectId: id,
          reason: made.reason,
          detail: { account: account.name, by: made.openedBy, rights, until: expiresAt.toISOString() },
        },
      ]);
      await this.alarm.run(tx, 'emergency-opened', { id, ...made }, now);
      return { id, expiresAt };
    });
  }

  /** @throws Refused not-found */
  async close(actor: Operator, name: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const account = await this.store.lockAccount(tx, name);
      const opening = account && (await this.store.lockOpen(tx, account.id));
      if (!opening) throw Refused.because('not-found', `No emergency account ${name} is open.`);
      await this.closeOne(tx, actor, opening, actor.name);
    });
  }

  /** Ends its sessions at once; what was done waits for a security officer's judgement. */
  async closeOne(tx: Tx, actor: Actor, opening: StoredOpening, by: string): Promise<void> {
    const now = this.clock.now();
    const sessionsEnded = await this.store.close(tx, opening.id, now, by);
    await this.audit.run(tx, actor, [
      {
        action: 'emergency.closed',
        personId: opening.personId,
        objectKind: 'emergency',
        objectId: opening.id,
        detail: { account: opening.account, by, sessionsEnded, used: opening.firstUsedAt !== null },
      },
    ]);
    await this.alarm.run(tx, 'emergency-closed', opening, now);
  }
}
