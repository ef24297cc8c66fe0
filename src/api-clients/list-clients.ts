import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadWho, type Who } from '../people/read-who.js';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import { Database, type Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { apiClientListSchema, apiClientSchema } from './api-clients.schema.js';
import { ApiClientsStore, type StoredClient, type StoredKey } from './api-clients.store.js';
import { Authorise } from './authorise.js';

const atATime = 50;
type View = z.input<typeof apiClientSchema>;

/** The programs that are let in, for those who see to them. */
@Injectable()
export class ListClients {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ApiClientsStore,
    private readonly authorise: Authorise,
    private readonly who: ReadWho,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async page(
    actor: PersonActor,
    after: string | undefined,
    language: Language,
  ): Promise<z.input<typeof apiClientListSchema>> {
    const standing = await this.authorise.run(this.database, actor, 'api-client.read');
    const rows = await this.store.page(this.database, decodeCursor(after, ['text']), atATime + 1);
    const shown = rows.slice(0, atATime);
    const last = shown.at(-1);
    const { hr, apiClients, http } = this.config;
    return {
      items: await this.#shown(this.database, shown, { personId: actor.personId, standing, language }),
      next: rows.length > atATime && last ? encodeCursor([last.name]) : null,
      sources: hr.sources.filter(({ events }) => events !== undefined).map(({ id, name }) => ({ id, name })),
      tokenAddress: new URL('/api/oauth/token', http.publicUrl).href,
      longestDays: apiClients.longestDays,
      ownerlessDays: apiClients.ownerlessDays,
      mayChange: may('api-client.manage', standing, 'API client') === null,
    };
  }

  /** @throws Refused not-allowed, not-found */
  async one(actor: PersonActor, id: string, language: Language): Promise<View> {
    const standing = await this.authorise.run(this.database, actor, 'api-client.read');
    const client = await this.store.client(this.database, id);
    const [view] = client
      ? await this.#shown(this.database, [client], { personId: actor.personId, standing, language })
      : [];
    if (!view) throw Refused.because('not-found', 'There is no such API client.');
    return view;
  }

  async #shown(
    reader: Reader,
    clients: readonly StoredClient[],
    viewer: Omit<Parameters<ReadWho['run']>[1], 'today'>,
  ): Promise<View[]> {
    const keys = Map.groupBy(
      await this.store.keys(
        reader,
        clients.map(({ id }) => id),
      ),
      ({ clientId }) => clientId,
    );
    const today = this.clock.today();
    const whoIs = await this.who.run(
      reader,
      { ...viewer, today },
      clients.map(({ ownerId }) => ownerId),
    );
    return clients.map((client) => viewOf(client, keys.get(client.id) ?? [], whoIs(client.ownerId), today));
  }
}

function viewOf(client: StoredClient, keys: readonly StoredKey[], owner: Who, today: string): View {
  const state =
    client.disabledAt !== null
      ? 'disabled'
      : client.expiresOn < today
        ? 'expired'
        : client.ownerlessSince !== null
          ? 'ownerless'
          : 'active';
  return {
    id: client.id,
    name: client.name,
    purpose: client.purpose,
    state,
    scopes: client.scopes,
    hrSource: client.hrSource,
    authentication: client.authentication,
    jwksUri: client.jwksUri,
    owner: { id: owner.id, name: owner.name, protected: owner.protected },
    ownerlessSince: client.ownerlessSince,
    expiresOn: client.expiresOn,
    disabledReason: client.disabledReason,
    lastUsedAt: client.lastUsedAt?.toISOString() ?? null,
    lastUsedAddress: client.lastUsedAddress,
    createdAt: client.createdAt.toISOString(),
    keys: keys.map((key) => ({
      id: key.id,
      name: key.name,
      kind: key.jwk === null ? 'certificate' : (key.jwk['crv'] ?? 'RSA'),
      thumbprint: key.thumbprint.toString('base64url'),
      addedAt: key.addedAt.toISOString(),
      lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    })),
  };
}
