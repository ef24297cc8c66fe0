import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { Database } from '../platform/database.js';
import { levelOfPasskey, mayEnrol } from '../policy/credentials/passkey.js';
import type { PersonActor } from '../policy/model/actor.js';
import { CodesStore } from './codes/codes.store.js';
import type { CredentialsView } from './credentials.schema.js';
import { PasskeysStore } from './passkeys/passkeys.store.js';
import { SignInStore } from './sign-in.store.js';

/** What somebody can sign in with of our own, for themselves. */
@Injectable()
export class ReadCredentials {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly passkeys: PasskeysStore,
    private readonly codes: CodesStore,
    private readonly sessions: SignInStore,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async run({ personId }: PersonActor, sessionId: Buffer | undefined): Promise<CredentialsView> {
    const session = sessionId ? await this.sessions.session(this.database, sessionId) : null;
    const app = await this.codes.app(this.database, personId);
    const confirmed = app?.confirmedAt ? app : null;
    const { levels, enabled } = this.config.passkeys;
    return {
      passkeysInUse: enabled,
      appInUse: this.config.passwordAndCode.enabled,
      mayEnrol: session !== null && mayEnrol(session, this.clock.now()) === null,
      passkeys: (await this.passkeys.ofPerson(this.database, personId)).map((key) => ({
        id: key.id,
        name: key.name,
        deviceBound: key.deviceBound,
        backedUp: key.backedUp,
        level: levelOfPasskey(key, levels),
        enrolledBy: key.enrolledBy,
        createdAt: key.createdAt,
        lastUsedAt: key.lastUsedAt,
        barredAt: key.barredAt,
        isCurrent: session?.kind === 'passkey' && session.credentialId === key.id,
      })),
      app: confirmed && {
        createdAt: confirmed.createdAt,
        lastUsedAt: confirmed.lastUsedAt,
        recoveryCodesLeft: (await this.codes.recoveryCodes(this.database, personId)).left,
      },
    };
  }
}
