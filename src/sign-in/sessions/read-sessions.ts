import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import type { Reader } from '../../platform/database.js';
import { NamePlace } from './name-place.js';
import { SessionsStore, type ListedSession } from './sessions.store.js';

export type SessionView = Omit<ListedSession, 'digest'> & {
  /** The one that asks. */
  current: boolean;
  /** What the configuration calls the network. */
  place: string | null;
};

/** Somebody's sessions with device and place (ASVS 7.5.2). Whether the reader may is asked by who calls. */
@Injectable()
export class ReadSessions {
  constructor(
    private readonly store: SessionsStore,
    private readonly place: NamePlace,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async run(reader: Reader, personId: string, own: Buffer | undefined): Promise<SessionView[]> {
    const found = await this.store.of(reader, personId);
    return found.map(({ digest, provider, ...session }) => ({
      ...session,
      provider: this.config.identityProviders.find(({ id }) => id === provider)?.name ?? provider,
      current: own?.equals(digest) ?? false,
      place: this.place.run(session.address),
    }));
  }
}
