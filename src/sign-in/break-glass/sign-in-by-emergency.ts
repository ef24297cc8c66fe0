import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Tx } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { maySignInWith } from '../../policy/credentials/break-glass.js';
import type { Level } from '../../policy/model/actor.js';
import { CountAttempts } from '../codes/count-attempts.js';
import { EndSessions } from '../end-sessions.js';
import { RecordRefused } from '../record-refused.js';
import { digestOf } from '../secrets.js';
import { StartSession } from '../start-session.js';
import { BreakGlassStore, type StoredAccount } from './break-glass.store.js';
import { nobodysSeal, opens } from './sealed-secret.js';
import { SoundAlarm } from './sound-alarm.js';

export interface EmergencySignIn {
  account: string;
  partOne: string;
  partTwo: string;
  session: string | undefined;
  address: string | null;
  device: string | null;
}

/** Two keepers together, and the operator who opened it: worth level 3. */
const emergencyLevel: Level = 3;

/** Sign-in by an open emergency account: needs the database alone, when everything else is down. */
@Injectable()
export class SignInByEmergency {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: BreakGlassStore,
    private readonly attempts: CountAttempts,
    private readonly startSession: StartSession,
    private readonly endSessions: EndSessions,
    private readonly alarm: SoundAlarm,
    private readonly refused: RecordRefused,
    private readonly audit: RecordEntries,
  ) {}

  /**
   * @returns the new session's secret for the cookie
   * @throws SignInRefused wrong-credentials, also while it is shut; too-many-attempts, no-employment, on-leave
   */
  async run(input: EmergencySignIn): Promise<string> {
    const { account: name, partOne, partTwo, address } = input;
    // The secret cannot be guessed: it is the address that is slowed down, never the account that is locked.
    const attempt = { personId: null, name: `emergency ${address ?? ''}`, address };
    const known: { personId: string | null } = { personId: null };
    try {
      await this.attempts.begin(attempt);
      const account = await this.store.account(this.database, name);
      const isRight = await opens(account?.secretHash ?? nobodysSeal, { one: partOne, two: partTwo });
      if (!account || !isRight) throw wrong();
      const secret = await this.database.transaction(async (tx) => {
        await this.attempts.succeeded(tx, attempt);
        return this.#start(tx, account, input, known);
      });
      this.refused.count('emergency', 'started');
      return secret;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw await this.refused.run(error, { method: 'emergency', personId: known.personId, address });
    }
  }

  async #start(
    tx: Tx,
    { id: accountId, name, secretHash }: StoredAccount,
    { session, address, device }: EmergencySignIn,
    known: { personId: string | null },
  ): Promise<string> {
    const now = this.clock.now();
    const account = await this.store.lockAccount(tx, name);
    // Given a new secret while ours was tried.
    if (account?.secretHash !== secretHash) throw wrong();
    const opening = await this.store.lockOpen(tx, accountId);
    const refusal = maySignInWith(opening, now);
    if (refusal || !opening) throw refusal ? new Refused(refusal) : wrong();
    const { personId } = opening;
    known.personId = personId;
    const actor = {
      kind: 'person',
      personId,
      level: emergencyLevel,
      authenticatedAt: now,
      channel: 'web',
      address,
    } as const;
    // What is done from here on is done by the emergency account alone.
    await this.endSessions.run(tx, actor, [personId], 'emergency-account-used');
    const secret = await this.startSession.run(tx, {
      personId,
      level: emergencyLevel,
      kind: 'break-glass',
      provider: 'break-glass',
      acr: 'two-keepers',
      method: 'Nödkonto',
      credentialId: opening.id,
      address,
      device,
      replaces: session,
    });
    await this.store.limitSession(tx, digestOf(secret), opening.expiresAt);
    await this.store.used(tx, opening, now);
    await this.audit.run(tx, actor, [
      {
        action: 'emergency.used',
        personId,
        objectKind: 'emergency',
        objectId: opening.id,
        reason: opening.reason,
        detail: { account: opening.account, rights: opening.rights },
      },
    ]);
    await this.alarm.run(tx, 'emergency-used', opening, now);
    return secret;
  }
}

function wrong(): Refused {
  return Refused.because(
    'wrong-credentials',
    'The account, or one of the parts, is not right, or it is not open.',
  );
}
