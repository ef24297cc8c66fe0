import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { ProviderIdentity } from './provider-identity.js';
import { ProviderLogoutStore } from './provider-logout.store.js';
import { ReadLogout } from './providers/read-logout.js';
import { digestOf } from './secrets.js';

/**
 * A provider tells that somebody signed out there: the sessions that came of it end at once, on every instance, since
 * none keeps a session to itself. A sign-in that is under way ends as well (`isOver` in finish-sign-in).
 */
@Injectable()
export class FollowLogout {
  constructor(
    private readonly database: Database,
    private readonly store: ProviderLogoutStore,
    private readonly audit: RecordEntries,
    private readonly read: ReadLogout,
    private readonly identity: ProviderIdentity,
  ) {}

  /** @throws Refused token-invalid, also when the same one comes again; provider-error */
  async run(token: string): Promise<void> {
    const { provider, news } = await this.read.run(token);
    const whose = this.identity.of(provider, news);
    await this.database.transaction(async (tx) => {
      await this.store.lock(tx, whose);
      const isNew = await this.store.remember(tx, whose, {
        jti: digestOf(news.jti),
        issuedAt: new Date(news.issuedAt * 1000),
        expiresAt: new Date((news.expiresAt + 900) * 1000), // a sign-in begun before takes ten minutes at the most
      });
      if (!isNew) throw Refused.because('token-invalid', 'The logout token has been used before.');
      const ended = await this.store.endSessions(tx, whose);
      await this.audit.run(
        tx,
        { kind: 'system', name: `identity provider ${provider.id}`, channel: 'api' },
        ended.map(({ personId, sessions }) => ({
          action: 'session.ended',
          personId,
          reason: 'provider-logout',
          detail: { provider: provider.id, sessions },
        })),
      );
    });
  }
}
