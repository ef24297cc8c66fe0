import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import type { Actor } from '../policy/model/actor.js';
import { ForgetDevices } from './devices/forget-devices.js';
import { BarPasskeys } from './passkeys/bar-passkeys.js';
import { RetireCredentialsStore } from './retire-credentials.store.js';

/**
 * Takes away for good what Grindvakt itself let people sign in with, in the caller's transaction: a rehire, an undone merge
 * or the end of a report revives none of it (invariant 5). Whoever needs a key again proves anew who they are.
 */
@Injectable()
export class RetireCredentials {
  constructor(
    private readonly clock: Clock,
    private readonly store: RetireCredentialsStore,
    private readonly passkeys: BarPasskeys,
    private readonly devices: ForgetDevices,
    private readonly audit: RecordEntries,
  ) {}

  /** Everything: of those whose last employment has ended, and of a person who has become part of another. */
  async all(tx: Tx, actor: Actor, personIds: readonly string[], reason: string): Promise<void> {
    if (personIds.length === 0) return;
    await tx.together(
      () => this.passkeys.run(tx, actor, { which: { personIds }, reason, tells: 'nobody' }),
      () => this.#apps(tx, actor, personIds, reason),
      () => this.devices.run(tx, actor, { personIds }, reason),
      () => this.#invitations(tx, actor, personIds, reason),
    );
  }

  /**
   * What was reported lost or exposed. With any of them the devices forget the person: they were to save them the
   * credential that somebody else may now have (H12.2.2).
   */
  async lost(tx: Tx, actor: Actor, personId: string, provider: string): Promise<void> {
    if (provider === 'passkey')
      await this.passkeys.run(tx, actor, {
        which: { personIds: [personId] },
        reason: 'lost',
        tells: 'nobody',
      });
    if (provider === 'password-and-code') await this.#apps(tx, actor, [personId], 'lost');
    await this.devices.run(tx, actor, { personIds: [personId] }, 'credential-lost');
  }

  async #invitations(tx: Tx, actor: Actor, personIds: readonly string[], reason: string): Promise<void> {
    const invited = await this.store.withdrawInvitations(tx, personIds, this.clock.now());
    await this.audit.run(
      tx,
      actor,
      invited.map((personId) => ({ action: 'invitation.withdrawn', personId, reason })),
    );
  }

  async #apps(tx: Tx, actor: Actor, personIds: readonly string[], reason: string): Promise<void> {
    const removed = await this.store.removeApps(tx, personIds);
    await this.audit.run(
      tx,
      actor,
      removed.map((personId) => ({ action: 'authenticator-app.removed', personId, reason })),
    );
  }
}
