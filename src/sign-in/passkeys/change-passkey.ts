import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { TellPeople } from '../../notices/tell-people.js';
import { Database, type Tx } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { PasskeysStore, type StoredPasskey } from './passkeys.store.js';

/** What a person does with passkeys of their own. */
@Injectable()
export class ChangePasskey {
  constructor(
    private readonly database: Database,
    private readonly store: PasskeysStore,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused not-found */
  async rename(actor: PersonActor, id: string, name: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.#own(tx, actor, id);
      await this.store.rename(tx, id, name);
      await this.audit.run(tx, actor, [
        { action: 'passkey.renamed', personId: actor.personId, objectKind: 'passkey', objectId: id },
      ]);
    });
  }

  /**
   * Removes the key and ends the sessions it began. A barred one stays, or it could be enrolled again.
   * @throws Refused not-found, passkey-barred
   */
  async remove(actor: PersonActor, id: string): Promise<void> {
    const { personId } = actor;
    await this.database.transaction(async (tx) => {
      const passkey = await this.#own(tx, actor, id);
      if (passkey.barredAt !== null)
        throw Refused.because('passkey-barred', 'A barred passkey stays on record.');
      const sessionsEnded = await this.store.endSessions(tx, [id]);
      await this.store.remove(tx, id);
      await this.audit.run(tx, actor, [
        {
          action: 'passkey.removed',
          personId,
          objectKind: 'passkey',
          objectId: id,
          detail: { sessionsEnded },
        },
      ]);
      await this.tell.run(tx, [
        {
          to: personId,
          kind: 'credential-removed',
          objectKind: 'credentials',
          facts: { what: passkey.name },
        },
      ]);
    });
  }

  async #own(tx: Tx, { personId }: PersonActor, id: string): Promise<StoredPasskey> {
    const passkey = await this.store.lockOwn(tx, id, personId);
    if (!passkey) throw Refused.because('not-found', 'There is no such passkey, or it is not yours.');
    return passkey;
  }
}
