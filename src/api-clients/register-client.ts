import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { lastDayOf, type ApiAuthentication } from '../policy/api/api-client.js';
import type { ApiScope } from '../policy/api/scopes.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { Day } from '../policy/model/day.js';
import { isRefusal } from '../policy/model/refusal.js';
import { ApiClientsStore } from './api-clients.store.js';
import { Authorise } from './authorise.js';
import { KeySets } from './key-sets.js';
import { readKey } from './public-key.js';

export interface NewClient {
  name: string;
  purpose: string;
  scopes: ApiScope[];
  hrSource: string | null;
  authentication: ApiAuthentication;
  ownerId: string;
  expiresOn: Day;
  /** Given to us, with a name; or where the program publishes its keys. */
  key?: string | undefined;
  keyName?: string | undefined;
  jwksUri?: string | undefined;
}

/** Lets a program in: for a purpose, owned by a person at work, until a day. */
@Injectable()
export class RegisterClient {
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
   * @returns the id that the program uses
   * @throws Refused not-allowed, unknown-source, end-too-late, end-not-later, unfit-owner, key-unfit, key-taken, name-taken
   */
  async run(actor: PersonActor, input: NewClient): Promise<string> {
    const { name, purpose, scopes, hrSource, authentication, ownerId, expiresOn } = input;
    return this.database.transaction(async (tx) => {
      await this.authorise.run(tx, actor, 'api-client.manage');
      const today = this.clock.today();
      const wrongDay = lastDayOf(expiresOn, today, this.config.apiClients.longestDays);
      if (wrongDay) throw new Refused(wrongDay);
      // Every scope that there is speaks for an HR source.
      const source = this.config.hr.sources.find(
        ({ id, events }) => id === hrSource && events !== undefined,
      )?.id;
      if (source === undefined)
        throw Refused.because('unknown-source', 'There is no HR source of that name that takes events.', {
          pointer: '/hrSource',
        });
      if (!(await this.store.isEmployed(tx, ownerId, today)))
        throw Refused.because('unfit-owner', 'The owner must have an employment in force.', {
          pointer: '/ownerId',
        });
      const jwksUri = input.jwksUri === undefined ? null : this.keySets.read(input.jwksUri);
      if (isRefusal(jwksUri)) throw new Refused(jwksUri);
      const key = input.key === undefined ? null : readKey(input.key, authentication);
      if (isRefusal(key)) throw new Refused(key);
      const now = this.clock.now();
      const id = await this.store.add(tx, {
        name,
        purpose,
        scopes,
        hrSource: source,
        authentication,
        jwksUri,
        ownerId,
        expiresOn,
        createdAt: now,
      });
      if (id === null)
        throw Refused.because('name-taken', `There is an API client ${name} already.`, { pointer: '/name' });
      if (
        key &&
        !(await this.store.addKey(tx, { clientId: id, name: input.keyName ?? '', ...key, addedAt: now }))
      )
        throw Refused.because('key-taken', 'Some API client has this key already.', { pointer: '/key' });
      await this.audit.run(tx, actor, [
        {
          action: 'api-client.registered',
          personId: ownerId,
          reason: purpose,
          detail: {
            client: name,
            id,
            scopes: scopes.join(' '),
            authentication,
            ...(jwksUri === null ? {} : { jwksUri }),
            expiresOn,
            source,
          },
        },
      ]);
      return id;
    });
  }
}
