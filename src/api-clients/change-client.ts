import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { Database, type Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { lastDayOf, mostKeys } from '../policy/api/api-client.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { Day } from '../policy/model/day.js';
import { isRefusal } from '../policy/model/refusal.js';
import { ApiClientsStore, type StoredClient } from './api-clients.store.js';
import { Authorise } from './authorise.js';
import { KeySets } from './key-sets.js';
import { readKey } from './public-key.js';

/** One thing at a time, so that the log says what was done. */
export type Change =
  | { readonly kind: 'owner'; readonly ownerId: string }
  | { readonly kind: 'extension'; readonly expiresOn: Day; readonly reason: string }
  | { readonly kind: 'key-added'; readonly key: string; readonly name: string }
  | { readonly kind: 'key-removed'; readonly keyId: string }
  | { readonly kind: 'keys-moved'; readonly jwksUri: string; readonly reason: string }
  | { readonly kind: 'disabled'; readonly reason: string }
  | { readonly kind: 'enabled'; readonly reason: string };

const actionOf: Readonly<Record<Change['kind'], string>> = {
  owner: 'api-client.handed-over',
  extension: 'api-client.extended',
  'key-added': 'api-client.key-added',
  'key-removed': 'api-client.key-removed',
  'keys-moved': 'api-client.keys-moved',
  disabled: 'api-client.disabled',
  enabled: 'api-client.enabled',
};

/** Changes what a registered program is: its owner, its end, its keys, and whether it is let in at all. */
@Injectable()
export class ChangeClient {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ApiClientsStore,
    private readonly audit: RecordEntries,
    private readonly authorise: Authorise,
    private readonly keySets: KeySets,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /**
   * @throws Refused not-allowed, not-found, unfit-owner, end-too-late, end-not-later, key-unfit, key-taken,
   *   too-many-keys, last-key, already-disabled, not-disabled
   */
  async run(actor: PersonActor, id: string, change: Change): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.authorise.run(tx, actor, 'api-client.manage');
      const client = await this.store.lock(tx, id);
      if (!client) throw Refused.because('not-found', 'There is no such API client.');
      const detail = await this.#apply(tx, client, change);
      await this.audit.run(tx, actor, [
        {
          action: actionOf[change.kind],
          personId: change.kind === 'owner' ? change.ownerId : client.ownerId,
          ...('reason' in change ? { reason: change.reason } : {}),
          detail: { client: client.name, id, ...detail },
        },
      ]);
    });
  }

  async #apply(tx: Tx, client: StoredClient, change: Change): Promise<Record<string, string>> {
    switch (change.kind) {
      case 'owner':
        if (!(await this.store.isEmployed(tx, change.ownerId, this.clock.today())))
          throw Refused.because('unfit-owner', 'The owner must have an employment in force.', {
            pointer: '/ownerId',
          });
        await this.store.setOwner(tx, client.id, change.ownerId);
        return {};
      case 'extension': {
        const wrong = lastDayOf(change.expiresOn, this.clock.today(), this.config.apiClients.longestDays);
        if (wrong) throw new Refused(wrong);
        await this.store.setExpiry(tx, client.id, change.expiresOn);
        return { expiresOn: change.expiresOn, before: client.expiresOn };
      }
      case 'key-added':
        return this.#addKey(tx, client, change);
      case 'key-removed':
        return this.#removeKey(tx, client, change.keyId);
      case 'keys-moved': {
        if (client.jwksUri === null)
          throw Refused.because('key-unfit', `The keys of ${client.name} are given to us: add one here.`);
        const jwksUri = this.keySets.read(change.jwksUri);
        if (isRefusal(jwksUri)) throw new Refused(jwksUri);
        await this.store.setKeySet(tx, client.id, jwksUri);
        await this.store.endTokens(tx, [client.id]);
        return { jwksUri, before: client.jwksUri };
      }
      case 'disabled':
        if (client.disabledAt)
          throw Refused.because('already-disabled', `${client.name} is disabled already.`);
        await this.store.setDisabled(tx, [client.id], this.clock.now(), change.reason);
        await this.store.endTokens(tx, [client.id]);
        return {};
      case 'enabled':
        if (!client.disabledAt) throw Refused.because('not-disabled', `${client.name} is not disabled.`);
        if (!(await this.store.isEmployed(tx, client.ownerId, this.clock.today())))
          throw Refused.because('unfit-owner', 'Its owner has gone: name another owner first.');
        await this.store.setDisabled(tx, [client.id], null, null);
        return {};
    }
  }

  async #addKey(
    tx: Tx,
    client: StoredClient,
    change: Extract<Change, { kind: 'key-added' }>,
  ): Promise<Record<string, string>> {
    if (client.jwksUri !== null)
      throw Refused.because(
        'key-unfit',
        `${client.name} publishes its keys itself: they are changed there.`,
        {
          pointer: '/key',
        },
      );
    if ((await this.store.keys(tx, [client.id])).length >= mostKeys)
      throw Refused.because('too-many-keys', `${client.name} has two keys: remove the old one first.`);
    const key = readKey(change.key, client.authentication);
    if (isRefusal(key)) throw new Refused(key);
    const added = { clientId: client.id, name: change.name, ...key, addedAt: this.clock.now() };
    if (!(await this.store.addKey(tx, added)))
      throw Refused.because('key-taken', 'Some API client has this key already.', { pointer: '/key' });
    return { key: change.name, thumbprint: key.thumbprint.toString('base64url') };
  }

  async #removeKey(tx: Tx, client: StoredClient, keyId: string): Promise<Record<string, string>> {
    const keys = await this.store.keys(tx, [client.id]);
    const key = keys.find(({ id }) => id === keyId);
    if (!key) throw Refused.because('not-found', 'There is no such key.');
    if (keys.length === 1)
      throw Refused.because(
        'last-key',
        `It is the only key of ${client.name}: add another, or disable the client.`,
      );
    await this.store.removeKey(tx, client.id, keyId);
    return { key: key.name, thumbprint: key.thumbprint.toString('base64url') };
  }
}
