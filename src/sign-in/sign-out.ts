import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Database } from '../platform/database.js';
import { PersonNumbers } from '../platform/person-numbers.js';
import type { PersonActor } from '../policy/model/actor.js';
import { IdentityProviders } from './providers/identity-providers.js';
import { SignInStore } from './sign-in.store.js';

/** Ends one's own session, here at once and at the provider by the address that is returned. */
@Injectable()
export class SignOut {
  constructor(
    private readonly database: Database,
    private readonly store: SignInStore,
    private readonly audit: RecordEntries,
    private readonly providers: IdentityProviders,
    private readonly numbers: PersonNumbers,
  ) {}

  /** @returns the provider's address for signing out, or null */
  async run(actor: PersonActor, sessionId: Buffer): Promise<string | null> {
    const session = await this.database.transaction(async (tx) => {
      const found = await this.store.session(tx, sessionId);
      if (found && (await this.store.deleteSession(tx, sessionId)) !== null)
        await this.audit.run(tx, actor, [
          {
            action: 'session.ended',
            personId: actor.personId,
            reason: 'signed-out',
            detail: { sessions: 1 },
          },
        ]);
      return found;
    });
    if (!session) return null;
    const idToken = session.idTokenSealed ? this.numbers.open(session.idTokenSealed).toString('utf8') : null;
    return this.providers.endSessionUrl(session.provider, idToken);
  }
}
