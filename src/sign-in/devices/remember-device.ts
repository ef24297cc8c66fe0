import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { TellPeople } from '../../notices/tell-people.js';
import { dayOf } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { knownUntil, mayRememberDevice } from '../../policy/assurance/known-device.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { deviceWords } from '../device-words.js';
import { digestOf, newSecret } from '../secrets.js';
import { SessionLimits } from '../session-limits.js';
import { SignInStore } from '../sign-in.store.js';
import { DevicesStore } from './devices.store.js';
import { ForgetDevices } from './forget-devices.js';

/** What the browser's cookie shall be. */
export interface DeviceCookie {
  secret: string;
  expiresAt: Date;
}

/** Lets the browser that somebody sits at be known for some days, at their own wish (H13.1.7). */
@Injectable()
export class RememberDevice {
  constructor(
    private readonly database: Database,
    private readonly store: DevicesStore,
    private readonly sessions: SignInStore,
    private readonly limits: SessionLimits,
    private readonly forget: ForgetDevices,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused not-signed-in, known-device-off, insufficient-assurance */
  async run(
    actor: PersonActor,
    from: { sessionId: Buffer | undefined; device: string | undefined; userAgent: string | null },
  ): Promise<DeviceCookie> {
    const { personId } = actor;
    const limits = this.limits.now();
    const { now } = limits;
    return this.database.transaction(async (tx) => {
      await this.sessions.lockPerson(tx, personId);
      const session = from.sessionId ? await this.sessions.session(tx, from.sessionId) : null;
      if (session?.personId !== personId) throw Refused.because('not-signed-in', 'Nobody is signed in.');
      const facts = await this.store.facts(tx, personId, limits);
      const refusal = mayRememberDevice(session, facts, now);
      if (refusal) throw new Refused(refusal);
      // A browser knows one person: whoever it knew before is forgotten.
      const before = from.device ? await this.store.lock(tx, digestOf(from.device)) : null;
      if (before) await this.forget.run(tx, actor, before, 'device-taken-over');
      const rememberedAt = session.authenticatedAt;
      const secret = newSecret();
      const device = deviceWords(from.userAgent);
      const days = facts.days ?? 0;
      const expiresAt = knownUntil(
        { rememberedAt, expiresAt: new Date(rememberedAt.getTime() + days * 86_400_000) },
        days,
      );
      const id = await this.store.add(tx, {
        personId,
        digest: digestOf(secret),
        credentialId: session.kind === 'oidc' || session.kind === 'passkey' ? session.credentialId : null,
        device,
        address: actor.address ?? null,
        rememberedAt,
        expiresAt,
        at: now,
      });
      await this.audit.run(tx, actor, [
        {
          action: 'device.remembered',
          personId,
          objectKind: 'known-device',
          objectId: id,
          detail: { days, device },
        },
      ]);
      await this.tell.run(tx, [
        {
          to: personId,
          kind: 'device-remembered',
          objectKind: 'known-device',
          objectId: id,
          facts: { what: device ?? '', day: dayOf(expiresAt) },
        },
      ]);
      return { secret, expiresAt };
    });
  }
}
